"""aligner: pairs a Chinese text with the English it came from, and says where they part.

>>> import aligner
>>> result = aligner.align("他回家了。", "He went home.")
>>> [(link.zh, link.en, link.score) for link in result.links]
"""

from __future__ import annotations

from aligner.record.errors import AlignerError, ConfigError, InputError, ModelError
from aligner.record.model import (
    NO_PINS,
    Alignment,
    Document,
    Flag,
    Furniture,
    Link,
    Message,
    Mode,
    Pins,
    Segment,
    Side,
    Source,
)
from aligner.record.version import __version__

__all__ = [
    "AlignerError",
    "Alignment",
    "ConfigError",
    "Document",
    "Flag",
    "Furniture",
    "InputError",
    "Link",
    "Message",
    "ModelError",
    "Pins",
    "Segment",
    "Source",
    "__version__",
    "align",
]


def align(
    zh_text: str,
    en_text: str,
    *,
    mode: Mode = "auto",
    original: Side = "en",
    model: str | None = None,
    pins: Pins = NO_PINS,
) -> Alignment:
    """Align two texts (Markdown or plain) and check what was aligned.

    ``mode`` is ``translation``, ``summary`` or ``auto`` (looks at the pair); ``original`` the side that was
    written first; ``model`` a sentence-transformers model by name or folder, the embedded one if None;
    ``pins`` links and non-links that are settled, by the segment ids of an earlier result for these texts.
    Raises `InputError` for a text that holds no words, `ModelError` where the model cannot be had. Reads and
    writes no files of the caller's, and keeps no cache.
    """
    from aligner.encode import load_encoder  # noqa: PLC0415 - heavy, and only needed here
    from aligner.ingest import ingest_texts  # noqa: PLC0415
    from aligner.pipeline.align import align_documents  # noqa: PLC0415

    return align_documents(
        ingest_texts(zh_text, en_text), load_encoder(model), mode=mode, original=original, pins=pins
    )

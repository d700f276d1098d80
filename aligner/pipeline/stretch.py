"""A stretch of a record aligned anew: some passages of the one side with some of the other, no further."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from aligner.language.shadow import shadow_document
from aligner.match import match
from aligner.pipeline.check import as_shown
from aligner.record.decisions.resolved import Resolved
from aligner.record.encoding import Encoder
from aligner.record.model import Document, Link, Mode


def align_stretch(
    resolved: Resolved, zh: Collection[str], en: Collection[str], encoder: Encoder
) -> tuple[Link, ...]:
    """The links that the program proposes if it looks at these passages alone, on the texts as shown.

    What people settled binds it as it binds a whole alignment; settled links are not among those returned.
    """
    alignment = resolved.alignment
    chosen = {*zh, *en}

    def part(document: Document) -> Document:
        inside = replace(document, segments=tuple(s for s in document if s.id in chosen))
        return shadow_document(as_shown(inside))

    mode: Mode = "summary" if alignment.summary else "translation"
    found = match(part(alignment.zh), part(alignment.en), encoder, mode=mode, pins=resolved.pins).links
    settled = [({*zh}, {*en}) for zh, en in resolved.pins.joined]
    return tuple(
        link
        for link in found
        if not any(zh.issuperset(link.zh) and en.issuperset(link.en) for zh, en in settled)
    )

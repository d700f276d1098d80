"""The checks alone: on an existing alignment, or on pairs aligned by another tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from aligner.checks import CHECKS, Context, run_checks, scores
from aligner.checks.context import Memory
from aligner.checks.evidence.term_renderings import TermRendering, term_renderings
from aligner.reader.tasks import current_readings, proposed_sources, reading_tasks
from aligner.record.encoding import (
    Encoded,
    Encoder,
    Progress,
    RunEncoder,
    is_alone,
    second_encoder,
    token_encoder,
)
from aligner.record.glossary import Glossary
from aligner.record.machine import one_blas_thread
from aligner.record.model import SIDES, Alignment, Document, Flag, Link, Segment, Side, Source, other
from aligner.record.readings import PassageReading


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of one pair."""

    flags: tuple[Flag, ...]
    scores: Mapping[str, float]
    """For every type of divergence how likely there is one, 0 to 1, also where nothing is flagged; empty if
    nobody asked."""


def check_alignment(
    alignment: Alignment,
    encoder: Encoder,
    *,
    kind: str = "",
    glossary: Glossary | None = None,
    checks_off: Iterable[str] = (),
    memory: Memory | None = None,
    readings: Sequence[PassageReading] = (),
) -> tuple[Flag, ...]:
    """The flags of an existing alignment, on the texts as shown; nothing is aligned again.

    `kind` is the decoder that made it, ``translation`` or ``summary``; by default its signature says.
    `readings`: what a reader said of passages; those of texts that have changed since count for nothing.
    `memory` is what earlier runs on the same record with the same glossary, encoder and tables have learned.
    """
    off = frozenset(checks_off)
    context = _context(alignment, encoder, kind=kind, glossary=glossary, memory=memory)
    if readings:
        tasks = reading_tasks(alignment, context.kind)
        current = current_readings(tasks, readings)
        context = replace(context, readings=current, proposed=proposed_sources(tasks, current))
    with one_blas_thread():
        return run_checks(context, enabled=[name for name in CHECKS if name not in off])


def rendered_terms(
    alignment: Alignment, encoder: Encoder, *, glossary: Glossary | None = None
) -> tuple[TermRendering, ...]:
    """The terms of an alignment that the glossary lacks, each with its rendering at each place."""
    return tuple(term_renderings(_context(alignment, encoder, glossary=glossary), least=1))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that somebody else aligned."""

    id: str
    zh: str
    en: str
    original: Side = "en"
    checks: Sequence[str] | None = None
    """The checks to run; None for all."""
    kind: str = "translation"
    """``summary``: the target may leave things out."""
    reading: PassageReading | None = None
    """What a reader said of it."""


def check_pairs(
    pairs: Sequence[tuple[str, str, str]],
    *,
    original: Side = "en",
    glossary: Glossary | None = None,
    encoder: Encoder | None = None,
) -> list[Checked]:
    """What the checks say of pairs (id, Chinese, English) that somebody else aligned, pair by pair.

    Without an encoder, the checks that compare token states find nothing.
    """
    named = (Pair(*pair, original=original) for pair in pairs)
    return list(checked_pairs(named, glossary=glossary, encoder=encoder))


def checked_pairs(
    pairs: Iterable[Pair],
    *,
    glossary: Glossary | None = None,
    encoder: Encoder | None = None,
    scored: bool = True,
) -> Iterator[Checked]:
    """The same as `check_pairs`, one after the other: a few pairs are read and encoded at a time.

    `scored`: whether `Checked.scores` are wanted; without them a quarter less is to be encoded.
    """
    pairs = iter(pairs)
    while part := list(islice(pairs, _AT_ONCE)):
        contexts = [_pair(pair, glossary or Glossary()) for pair in part]
        if encoder is not None:
            memory = Remembered(encoder if scored else token_encoder(encoder))
            whole = [c for pair, c in zip(part, contexts, strict=True) if pair.checks is None]
            memory.encode([s.text for context in whole for s in (*context.zh, *context.en)])
            contexts = [
                c if pair.checks is not None else _with_encodings(c, memory)
                for pair, c in zip(part, contexts, strict=True)
            ]
        for pair, context in zip(part, contexts, strict=True):
            with one_blas_thread():
                checked = _checked(pair, context) if scored else Checked(_flags(pair, context), {})
            yield checked


def _flags(pair: Pair, context: Context) -> tuple[Flag, ...]:
    return run_checks(context, enabled=pair.checks)


def _checked(pair: Pair, context: Context) -> Checked:
    flags = _flags(pair, context)
    if pair.checks is None:
        return Checked(flags, scores(context, flags))
    none = {issue.type: 0.0 for check in CHECKS.values() for issue in check.issues}
    return Checked(flags, none | {flag.type: flag.score for flag in flags})


def _context(
    alignment: Alignment,
    encoder: Encoder,
    *,
    kind: str = "",
    glossary: Glossary | None = None,
    memory: Memory | None = None,
) -> Context:
    """What the checks look at: the texts as they are shown."""
    states = encoder if isinstance(encoder, Remembered) else Remembered(encoder)
    zh, en = (as_shown(alignment.side(side)) for side in SIDES)
    context = Context(
        zh=zh,
        en=en,
        original=alignment.original,
        kind=kind or ("summary" if alignment.summary else "translation"),
        links=alignment.links,
        absent=alignment.absent,
        glossary=glossary or Glossary(),
        memory={} if memory is None else memory,
    ).read()
    return _with_encodings(context, states)


def _with_encodings(context: Context, states: Remembered) -> Context:
    if is_alone(states):
        return context
    return replace(context, encoded=_by_id(states, (context.zh, context.en)), model=states.signature)


def as_shown(document: Document) -> Document:
    """The document as it reads, with edited texts in the place of the source's."""
    return replace(document, segments=tuple(replace(s, text=s.shown, edited=None) for s in document))


def _pair(pair: Pair, glossary: Glossary) -> Context:
    """Two texts as a record of one link; none where one of them is empty."""
    link = Link("l1", ("z1",), ("e1",), "equivalent", 1.0, "manual")
    return Context(
        zh=_single(pair.id, pair.zh, "zh"),
        en=_single(pair.id, pair.en, "en"),
        original=pair.original,
        kind=pair.kind,
        readings={f"{other(pair.original)[0]}1": pair.reading} if pair.reading else {},
        links=(link,) if pair.zh.strip() and pair.en.strip() else (),
        glossary=glossary,
    ).read()


def _by_id(memory: Remembered, documents: Iterable[Document]) -> dict[str, Encoded]:
    """The encodings of all segments, each text encoded once."""
    segments = [segment for document in documents for segment in document]
    encoded = memory.encode([segment.text for segment in segments])
    return {segment.id: states for segment, states in zip(segments, encoded, strict=True)}


def _single(key: str, text: str, side: Side) -> Document:
    core = " ".join(text.split())
    segment = Segment(f"{side[0]}1", core, "sentence", Source(key, 0, len(core), 1), paragraph=1)
    return Document("zh-Hans" if side == "zh" else "en", (segment,) if core else ())


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

    @property
    def second(self) -> RunEncoder | None:
        """The encoder of runs that goes with the encoder below."""
        return second_encoder(self.encoder)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; only texts not seen before are encoded."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self.known]
        if fresh:
            self.known.update(zip(fresh, self.encoder.encode(fresh, progress), strict=True))
        return [self.known[text] for text in texts]


# Pairs that are encoded together: enough to fill the encoder's batches, and few enough that what the checks
# find is told within seconds. Chosen, not measured.
_AT_ONCE = 64

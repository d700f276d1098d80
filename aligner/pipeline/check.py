"""The checks alone: on an existing alignment, or on pairs aligned by another tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from threadpoolctl import threadpool_limits

from aligner.checks import CHECKS, Context, run_checks, scores
from aligner.checks.context import Memory
from aligner.checks.evidence.term_renderings import TermRendering, term_renderings
from aligner.record.encoding import Encoded, Encoder, Progress, RunEncoder, second_encoder
from aligner.record.glossary import Glossary
from aligner.record.model import SIDES, Alignment, Document, Flag, Link, Segment, Side, Source


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of one pair."""

    flags: tuple[Flag, ...]
    scores: dict[str, float]
    """For every type of divergence how likely there is one, 0 to 1, also where nothing is flagged."""


def check_alignment(
    alignment: Alignment,
    encoder: Encoder,
    *,
    kind: str = "",
    glossary: Glossary | None = None,
    checks_off: Iterable[str] = (),
    memory: Memory | None = None,
) -> tuple[Flag, ...]:
    """The flags of an existing alignment, on the texts as shown; nothing is aligned again.

    `kind` is the decoder that made it, ``translation`` or ``summary``; by default its signature says.
    `memory` is what earlier runs on the same record with the same glossary, encoder and tables have learned.
    """
    off = frozenset(checks_off)
    context = _context(alignment, encoder, kind=kind, glossary=glossary, memory=memory)
    with threadpool_limits(1, user_api="blas"):  # the products are small: more threads only wait
        return run_checks(context, enabled=[name for name in CHECKS if name not in off])


def rendered_terms(
    alignment: Alignment, encoder: Encoder, *, glossary: Glossary | None = None
) -> tuple[TermRendering, ...]:
    """The terms of an alignment that the glossary lacks, each with its rendering at each place."""
    return tuple(term_renderings(_context(alignment, encoder, glossary=glossary), least=1))


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
            contexts = [_with_encodings(context, memory) for context in contexts]
        with threadpool_limits(1, user_api="blas"):
            for context in contexts:
                flags = run_checks(context)
                result.append(Checked(flags, scores(context, flags)))
        if progress is not None:
            progress(len(result), len(pairs))
    return result


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
    return replace(context, encoded=_by_id(states, (context.zh, context.en)), model=states.signature)


def as_shown(document: Document) -> Document:
    """The document as it reads, with edited texts in the place of the source's."""
    return replace(document, segments=tuple(replace(s, text=s.shown, edited=None) for s in document))


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


_AT_ONCE = 256  # pairs that are encoded together: as much as is held in memory

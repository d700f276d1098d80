"""What a check is, and what it looks at: both documents, the links between them, and what is known of the
record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from itertools import product
from typing import Any, NamedTuple, TypeVar, TypeVarTuple, cast

from aligner.i18n.catalogue import load_bilingual
from aligner.language.identify import is_readable
from aligner.language.reading import Reading
from aligner.language.shadow import Shadow, shadow, shadow_document
from aligner.record.encoding import Encoded
from aligner.record.glossary import Glossary
from aligner.record.model import (
    KINDS,
    PASSAGE_KINDS,
    SIDES,
    Document,
    Flag,
    Kind,
    Link,
    Message,
    Segment,
    Severity,
    Side,
    Span,
    other,
)
from aligner.record.readings import PassageReading

# Probability that a segment has no counterpart where the matcher says nothing: neither is likelier. With
# `SURE` of `missing` above it, no passage of such a record counts as the speaker's words.
UNKNOWN = 0.5
# Readings that a context keeps, about 6 kB each on the seeds: 25 MB, all of a record of a thousand passages a
# side, each read alone and with a neighbour; of a book, those around the place that a check looks at.
READINGS = 4096

STATEMENTS: frozenset[Kind] = PASSAGE_KINDS - {"question", "note"}
"""Kinds of segment that state something of their own."""
TRANSLATED: frozenset[Kind] = frozenset(KINDS) - {"reference", "metadata"}
"""Kinds that a translator translates: references are cited, and front matter stands as it was published."""

Ts = TypeVarTuple("Ts")
T = TypeVar("T")
Memory = dict[object, dict[tuple[Any, ...], Any]]
"""What functions marked `per_texts` have answered: by function, then by arguments, the latest last."""


class Issue(NamedTuple):
    """What a flag says is wrong, in the terms of two standards."""

    type: str
    """ITS 2.0 locQualityIssueType."""
    mqm: str
    """MQM 2.0 path."""


OMISSION = Issue("omission", "accuracy/omission")
ADDITION = Issue("addition", "accuracy/addition")
MISTRANSLATION = Issue("mistranslation", "accuracy/mistranslation")


def say(key: str, side: Side, /, **values: object) -> Message:
    """A sentence with its ``{places}`` filled, a value that is a message in the same language.

    ``{side}`` and ``{other}`` are the languages of the passages that a flag is on and of those across.
    """
    words = load_bilingual("aligner.checks")
    names = {"side": words.name("language", side), "other": words.name("language", other(side))}
    return words(key, **names | values)


@dataclass(frozen=True)
class Context:
    """Two documents with their links, ready to be checked.

    Checks look at a context as `read` gives it, in which the texts are shadows (`language.shadow`): their
    patterns and tables are written in Simplified characters and common forms. What they show to people they
    `quote`; the places that they give to `flag` are places of the shadows.
    """

    zh: Document
    en: Document
    original: Side
    """The side that was written first."""
    kind: str
    """``summary``: the target may leave things out; anything else is checked as a translation."""
    links: tuple[Link, ...]
    absent: Mapping[str, float] = field(default_factory=dict)
    """Probability that an unlinked segment truly has no counterpart; ids may be missing."""
    glossary: Glossary = field(default_factory=Glossary)
    encoded: Mapping[str, Encoded] = field(default_factory=dict)
    """Segments by id as an encoder reads them; without them the checks that need them find nothing."""
    model: str = ""
    """Signature of that encoder."""
    readings: Mapping[str, PassageReading] = field(default_factory=dict)
    """What a reader said of passages of the target, by segment id, for the texts as they are."""
    proposed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For passages of the target: those that they are not linked to and a reader found their source in."""
    memory: Memory = field(default_factory=dict, compare=False, repr=False)
    """What is already known of texts. Contexts of one record that have the same glossary, encoder and tables
    may share it: after an edit only the edited passages are read again."""
    shadows: Mapping[str, Shadow] = field(default_factory=dict)
    """Segments by id with the texts that people see; empty until `read`."""

    def read(self) -> Context:
        """The same with shadows in the place of the texts."""
        if self.shadows:
            return self
        shadows = {s.id: shadow(s.text) for s in (*self.zh, *self.en)}
        return replace(self, zh=shadow_document(self.zh), en=shadow_document(self.en), shadows=shadows)

    def quote(self, segment: Segment, span: Span | None = None) -> str:
        """What a segment, or a range of it, says as people see it."""
        source = self.shadows.get(segment.id)
        if source is None:
            return segment.text if span is None else segment.text[slice(*span)]
        return source.source if span is None else source.quote(span)

    def _shown(self, segments: Sequence[Segment], span: Span | None) -> Span | None:
        """A range of the first of some segments in the text that people see."""
        source = self.shadows.get(segments[0].id) if span else None
        return source.place(span) if source and span else span

    @property
    def target(self) -> Side:
        """The side that was made from the other."""
        return other(self.original)

    @property
    def summary(self) -> bool:
        """Whether the target only summarises the original."""
        return self.kind == "summary"

    def document(self, side: Side) -> Document:
        """The document of one side."""
        return self.zh if side == "zh" else self.en

    def side(self, segment: Segment) -> Side:
        """The side of a segment."""
        return "zh" if segment.id in self.zh.position else "en"

    def passages(self, side: Side, kinds: frozenset[Kind], *, linked: bool = True) -> Iterator[Segment]:
        """The segments of one side that are of these kinds, in reading order; `linked`: only those that a
        link joins with the other side."""
        return (s for s in self.document(side) if s.kind in kinds and (not linked or self.linked(s)))

    def segments(self, ids: Iterable[str]) -> list[Segment]:
        """The segments with these ids, in the order given."""
        return [self._by_id[i] for i in ids]

    @cached_property
    def _by_id(self) -> Mapping[str, Segment]:
        return {**self.zh.by_id, **self.en.by_id}

    @cached_property
    def is_readable(self) -> bool:
        """Whether the texts can be Chinese and English."""
        return is_readable(self.zh, self.en)

    @cached_property
    def live(self) -> tuple[Link, ...]:
        """The links that nobody has rejected."""
        return tuple(link for link in self.links if link.status != "rejected")

    @cached_property
    def _partners(self) -> Mapping[str, tuple[Segment, ...]]:
        """For every linked segment: the segments of the other side in its links, in reading order."""
        linked: dict[str, set[str]] = {}
        for link in self.live:
            for side in SIDES:
                for segment in link.side(side):
                    linked.setdefault(segment, set()).update(link.side(other(side)))
        position = {**self.zh.position, **self.en.position}
        return {
            segment: tuple(self.segments(sorted(ids, key=position.__getitem__)))
            for segment, ids in linked.items()
            if ids
        }

    @cached_property
    def _certainty(self) -> Mapping[str, float]:
        """For every segment the highest probability of the links that the matcher found for it."""
        highest: dict[str, float] = {}
        for link in self.live:
            for segment in (*link.zh, *link.en) if link.status != "manual" else ():
                highest[segment] = max(link.score, highest.get(segment, 0.0))
        return highest

    def certainty(self, segment: Segment) -> float:
        """How sure the matcher is that the other side has what a segment says, 0 to 1; 0 where it was not
        asked."""
        return self._certainty.get(segment.id, 0.0)

    @cached_property
    def _chances(self) -> Mapping[tuple[str, str], float]:
        """Probability of every pair that a link joins; a person's link is certain."""
        chances: dict[tuple[str, str], float] = {}
        for link in self.live:
            score = link.score if link.status == "auto" else 1.0
            for pair in product(link.zh, link.en):
                chances[pair] = max(score, chances.get(pair, 0.0))
        return chances

    def chance(self, zh: Iterable[str], en: Iterable[str]) -> float:
        """Probability that passages belong together, as the surest link between any two of them has it; 1
        where none joins them."""
        return max((self._chances[pair] for pair in product(zh, en) if pair in self._chances), default=1.0)

    def linked(self, segment: Segment) -> bool:
        """Whether a link joins the segment with the other side."""
        return segment.id in self._partners

    @cached_property
    def proposals(self) -> frozenset[str]:
        """The passages that a link would join which a reader proposes."""
        return frozenset(key for passage, others in self.proposed.items() for key in (passage, *others))

    def partners(self, segment: Segment) -> tuple[Segment, ...]:
        """The passages of the other side that a segment is linked to, in reading order."""
        return self._partners.get(segment.id, ())

    def companions(self, segment: Segment) -> list[Segment]:
        """The passages of a segment's own side that are linked to its partners, itself among them."""
        ids = dict.fromkeys(s.id for partner in self.partners(segment) for s in self.partners(partner))
        return self.segments(ids)

    def absence(self, segments: Iterable[Segment]) -> float:
        """Mean probability that these segments have no counterpart."""
        chances = [self.absent.get(segment.id, UNKNOWN) for segment in segments]
        return sum(chances) / len(chances) if chances else UNKNOWN

    def neighbours(self, segments: Sequence[Segment]) -> list[Segment]:
        """The segments just before and after these on their side, in the same paragraph or not."""
        if not segments:
            return []
        document = self.document(self.side(segments[0]))
        ids = {segment.id for segment in segments}
        places = {document.position[i] + step for i in ids for step in (-1, 1)}
        return [
            document.segments[place]
            for place in sorted(places)
            if 0 <= place < len(document) and document.segments[place].id not in ids
        ]

    def with_neighbours(self, segments: Sequence[Segment]) -> list[Segment]:
        """These segments, then the ones just before and after them."""
        return [*segments, *self.neighbours(segments)]

    def flag(
        self,
        issue: Issue,
        severity: Severity,
        score: float,
        message: Message | str,
        passages: Segment | Sequence[Segment],
        span: Span | None = None,
        others: Sequence[Segment] = (),
        other_span: Span | None = None,
        **values: object,
    ) -> Flag:
        """A flag on passages of one side and on the `others` across from them.

        A span counts characters of the first passage of its side, as the check reads it. The registry adds
        the id and the check. `message` is a key of ``strings.yml``, filled as `say` does; ``{words}`` and
        ``{answer}`` are what the two spans underline. The values add to these or replace them.
        """
        passages = (passages,) if isinstance(passages, Segment) else passages
        ids, other_ids = (tuple(s.id for s in segments) for segments in (passages, others))
        side = self.side(passages[0])
        chinese = side == "zh"
        underlined = {
            name: self.quote(segments[0], place)
            for name, segments, place in (("words", passages, span), ("answer", others, other_span))
            if place
        }
        return Flag(
            id="",
            type=issue.type,
            mqm=issue.mqm,
            severity=severity,
            zh=ids if chinese else other_ids,
            en=other_ids if chinese else ids,
            message=say(message, side, **underlined | values) if isinstance(message, str) else message,
            score=score,
            zh_span=self._shown(passages, span) if chinese else self._shown(others, other_span),
            en_span=self._shown(others, other_span) if chinese else self._shown(passages, span),
        )

    def reading(self, *segments: Segment) -> Reading:
        """What the language wing can tell of a segment, or of several of one side as one text."""
        return _reading(self, *segments)

    @cached_property
    def answers(self) -> Memory:
        """What functions marked `per_context` have answered."""
        return {}


def per_context(
    keep: int = sys.maxsize,
) -> Callable[[Callable[[Context, *Ts], T]], Callable[[Context, *Ts], T]]:
    """Make a function of a context and of segments remember its last `keep` answers for that context."""
    return _remembering(lambda context: context.answers, keep)


def per_texts(keep: int) -> Callable[[Callable[[Context, *Ts], T]], Callable[[Context, *Ts], T]]:
    """Make a function remember its last `keep` answers in the context's `memory`.

    For functions whose answer follows from their arguments, the glossary and the encoder alone: passages, not
    what else the documents hold.
    """
    return _remembering(lambda context: context.memory, keep)


def _remembering(
    kept: Callable[[Context], Memory], keep: int
) -> Callable[[Callable[[Context, *Ts], T]], Callable[[Context, *Ts], T]]:
    """What is remembered holds no context: one that is done with goes at once, with all its answers."""

    def decorate(compute: Callable[[Context, *Ts], T]) -> Callable[[Context, *Ts], T]:
        @wraps(compute)
        def answer(context: Context, *args: *Ts) -> T:
            answers = kept(context).setdefault(compute, {})
            value = answers.pop(args) if args in answers else compute(context, *args)
            answers[args] = value
            if len(answers) > keep:
                del answers[next(iter(answers))]
            return cast("T", value)

        return answer

    return decorate


@per_texts(READINGS)
def _reading(context: Context, *segments: Segment) -> Reading:
    text = " ".join(segment.text for segment in segments)
    return Reading(text, context.side(segments[0]), context.glossary)


@dataclass(frozen=True, slots=True)
class Check:
    """One family of divergences."""

    name: str
    """As in ``checks: {numbers: off}`` of a record.yml."""
    title: Message
    """Its name for people."""
    issues: tuple[Issue, ...]
    """What its flags may report, the usual one first."""
    find: Callable[[Context], Iterator[Flag]]
    measure: Callable[[Context], Mapping[str, float]] | None = None
    """How likely there is a divergence of each type, 0 to 1, flagged or not; None: the flags say it all."""
    note: bool = False
    """Whether it notes how a text is set rather than what it says: its flags come after all others, and
    outrank none."""
    spared: bool = False
    """Whether a reader sees better what it looks for: of passages that were read, it reports nothing."""
    sure_from: float = 1.0
    """Probability of a link from which its scores hold as they are, since they were measured so; below it, a
    finding counts if the link is right."""
    lowered: bool = False
    """Whether a reader sees better how grave it is: about passages that were read, its flags are minor."""
    any_language: bool = False
    """Whether it works for texts that are not Chinese and English, too."""
    yields: Callable[[Flag, Flag], bool] | None = None
    """Whether a flag of this check (the first) is not reported because a flag of another check (the second)
    says the same and more; None: it always is."""


def shared_evidence(flag: Flag, rival: Flag) -> float:
    """The largest share of a flag's evidence, of either side, that a rival on the same passage underlines as
    well, 0 to 1."""
    return max(
        (
            (min(span[1], rival_span[1]) - max(span[0], rival_span[0])) / (span[1] - span[0])
            for side in SIDES
            if (span := flag.span(side)) and (rival_span := rival.span(side))
            if set(flag.side(side)) & set(rival.side(side))
        ),
        default=0.0,
    )

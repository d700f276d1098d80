"""The data model: what every other part reads and returns (frozen, plain, picklable)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeVar, get_args

T = TypeVar("T")

Side = Literal["zh", "en"]
Kind = Literal[
    "sentence", "clause", "heading", "list-item", "question", "caption", "reference", "note", "metadata"
]
Relation = Literal["equivalent", "summarises", "expands", "partial"]
Status = Literal["auto", "accepted", "rejected", "manual"]
Severity = Literal["neutral", "minor", "major", "critical"]
FlagState = Literal["issue", "error", "dismissed", "resolved"]
Mode = Literal["auto", "translation", "summary"]
Span = tuple[int, int]

SIDES: tuple[Side, ...] = get_args(Side)
MODES: tuple[Mode, ...] = get_args(Mode)
KINDS: tuple[Kind, ...] = get_args(Kind)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
STATUSES: tuple[Status, ...] = get_args(Status)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
FLAG_STATES: tuple[FlagState, ...] = get_args(FlagState)
PASSAGE_KINDS: frozenset[Kind] = frozenset(("sentence", "clause", "list-item", "question", "note"))
"""Kinds of segment that make up the text, as opposed to headings, captions, references and metadata."""
OPEN: tuple[FlagState, ...] = ("issue", "error")
"""States of a flag that still asks for something."""

# Below this probability a link is more likely wrong than right: site, workbench and diff say uncertain.
# Scores are calibrated: of 100 pairs between .5 and .6, 45 to 56 are right (docs/matching.md).
UNCERTAIN = 0.5
# From this probability on a link is called sure; one below it is for a reviewer to look at. Chosen: of 100
# pairs between .7 and .8, 63 to 85 are right, between .8 and .9, 79 to 87 (docs/matching.md). Higher, and
# reviewers look at more links that are right; lower, and they miss more that are wrong.
SURE = 0.8
# So many passages in a row that the other side lacks were left out as a whole, not lost one by one: the
# checks raise one flag for them, and the site sets them as a text of their own. Chosen, not measured; on the
# seeds, whose one block has over 100 passages, 6 to 20 change nothing.
LONG_RUN = 12


def other(side: Side) -> Side:
    """The opposite side."""
    return "en" if side == "zh" else "zh"


def overlap(a: Span, b: Span) -> bool:
    """Whether two stretches of a text share a character."""
    return a[0] < b[1] and b[0] < a[1]


class Both(Generic[T]):
    """What has a part for each language: `zh`, `en`, and ``both.side(side)``, whichever of the two."""

    __slots__ = ()
    zh: T
    en: T

    def side(self, side: Side) -> T:
        """The part of one language."""
        return self.zh if side == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Names(Both[str]):
    """One thing, named in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """The exact place a segment came from."""

    file: str
    """Name of the file inside the record's folder."""
    start: int
    """First character (code points, 0-based)."""
    end: int
    """One past the last character."""
    line: int
    """Line of the first character, 1-based."""
    pieces: tuple[Span, ...] = ()
    """Where a page break or a stamp cuts the passage: its parts, in order; empty when it is in one piece."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The pieces, or the whole range."""
        return self.pieces or ((self.start, self.end),)


@dataclass(frozen=True, slots=True)
class Segment:
    """The smallest unit that is linked."""

    id: str
    text: str
    """For reading: cleaned of markup and scanning damage, never reworded, on one line."""
    kind: Kind
    source: Source
    section: tuple[str, ...] = ()
    """Headings above it, outermost first."""
    speaker: str | None = None
    """Who says it, as the document names them; None for narration."""
    paragraph: int = 0
    """Number of its block (paragraph, heading, list item) in the document."""
    level: int = 0
    """Depth of a heading, 1 for a title; 0 for anything else."""
    turn: str | None = None
    """Name of the question-and-answer exchange it belongs to ("Q1"), if any."""
    repairs: tuple[str, ...] = ()
    """Names of the repairs that made the reading text differ from the source."""
    edited: str | None = None
    """The text as a person edited it; `text` stays what the source says."""
    proposed: str | None = None
    """Other words that a person proposes for a printed text, which stays as it is."""

    @property
    def question(self) -> str:
        """Name of the question that it asks or answers; empty in other turns, whose names are ours alone."""
        return self.turn if self.turn and self.turn.startswith("Q") else ""

    @property
    def is_passage(self) -> bool:
        """Whether it carries the text, so that coverage counts it."""
        return self.kind in PASSAGE_KINDS

    @property
    def shown(self) -> str:
        """What a reader sees first: the edited text, or the text itself. Spans of flags count in it."""
        return self.text if self.edited is None else self.edited

    @property
    def wording(self) -> str:
        """The text as people would have it: what is proposed for it, or else what a reader sees."""
        return self.shown if self.proposed is None else self.proposed

    @property
    def is_reworded(self) -> bool:
        """Whether a person gave it other words, in its place or beside it."""
        return self.edited is not None or self.proposed is not None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of the source that is not content: page footer, link stamp, list mark, layout blank …"""

    name: str
    start: int
    end: int
    line: int
    file: str


@dataclass(frozen=True)
class Document:
    """One side of a record: its segments in reading order."""

    lang: str
    """BCP 47, such as ``zh-Hans`` or ``en``."""
    segments: tuple[Segment, ...]

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.segments)

    @cached_property
    def by_id(self) -> Mapping[str, Segment]:
        """Segments by their ids."""
        return {s.id: s for s in self.segments}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Index of each segment by its id."""
        return {s.id: i for i, s in enumerate(self.segments)}


@dataclass(frozen=True, slots=True)
class Link(Both[tuple[str, ...]]):
    """A bead: the Chinese segments and the English segments that say the same thing."""

    id: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    relation: Relation
    score: float
    """Probability that the link is right, 0 to 1."""
    status: Status = "auto"


@dataclass(frozen=True, slots=True)
class Message(Both[str]):
    """A sentence for the editor, in both languages."""

    en: str
    zh: str


PROPOSED_LINK = "custom/link"
"""The MQM path of a flag that reports no divergence: passages that belong together are not linked."""


@dataclass(frozen=True, slots=True)
class Flag(Both[tuple[str, ...]]):
    """A divergence between the two sides."""

    id: str
    type: str
    """ITS 2.0 locQualityIssueType."""
    mqm: str
    """MQM 2.0 path, such as ``accuracy/omission``."""
    severity: Severity
    zh: tuple[str, ...]
    en: tuple[str, ...]
    message: Message
    score: float
    """How sure the check is, 0 to 1."""
    zh_span: Span | None = None
    """Evidence in the text of the first Chinese segment, in characters."""
    en_span: Span | None = None
    """Evidence in the text of the first English segment, in characters."""
    state: FlagState = "issue"
    check: str = ""
    """Name of the check that found it."""

    def span(self, side: Side) -> Span | None:
        """Evidence span on one side."""
        return self.zh_span if side == "zh" else self.en_span

    @property
    def is_proposal(self) -> bool:
        """Whether it proposes a link, and nobody has decided that there is to be none."""
        return self.mqm == PROPOSED_LINK and self.state in OPEN


@dataclass(frozen=True, slots=True)
class Matching:
    """What a decoder returns."""

    links: tuple[Link, ...]
    """In the order of the Chinese side, then the English."""
    mode: Mode
    """The decoder that was used: ``translation`` or ``summary``."""
    signature: str
    """What made it, as ``model:…|match:…``."""
    absent: Mapping[str, float] = field(default_factory=dict)
    """For each segment that no link holds: probability that it truly has no counterpart."""


@dataclass(frozen=True)
class Alignment(Both[Document]):
    """The machine's proposal for one record: two documents, links, flags."""

    record: str
    signature: str
    original: Side
    """The side that was written first; the other one is the target."""
    zh: Document
    en: Document
    links: tuple[Link, ...] = ()
    flags: tuple[Flag, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    absent: Mapping[str, float] = field(default_factory=dict)
    """For each segment that no link holds: probability that it truly has no counterpart."""

    @property
    def summary(self) -> bool:
        """Whether the summary decoder made it, in which one passage may be conveyed by several."""
        return "match:summary" in self.signature

    @cached_property
    def segments(self) -> Mapping[str, Segment]:
        """Every segment of both sides by id."""
        return {**self.zh.by_id, **self.en.by_id}

    @cached_property
    def reworded(self) -> frozenset[str]:
        """Ids of the printed passages for which other words are proposed."""
        return frozenset(key for key, segment in self.segments.items() if segment.proposed is not None)

    def document(self, side: Side) -> Document:
        """The document of one side: the name that `side` has had in the public API from the start."""
        return self.side(side)

    @cached_property
    def proposed(self) -> frozenset[str]:
        """Ids of the segments that a link would join which is proposed in a flag."""
        return frozenset(i for flag in self.flags if flag.is_proposal for i in (*flag.zh, *flag.en))

    def linked(self, side: Side) -> frozenset[str]:
        """Ids of the segments of one side that a link (not rejected) holds."""
        return frozenset(i for link in self.links if link.status != "rejected" for i in link.side(side))

    @cached_property
    def present(self) -> frozenset[str]:
        """Ids of the segments of both sides that a link holds, or one that is proposed in a flag would."""
        return self.linked("zh") | self.linked("en") | self.proposed


Sides = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pins:
    """Fixed links and fixed non-links, by segment ids. Pure data; ids that a document lacks bind nothing."""

    joined: tuple[Sides, ...] = ()
    """Links to keep as they are: (Chinese ids, English ids); an empty side means that none exists."""
    apart: frozenset[tuple[str, str]] = frozenset()
    """Pairs (Chinese id, English id) that no link may hold."""

    @property
    def alone(self) -> frozenset[str]:
        """Segments of which it is fixed that nothing corresponds to them."""
        return frozenset(key for zh, en in self.joined if not (zh and en) for key in (*zh, *en))

    def __bool__(self) -> bool:
        """Whether anything is fixed."""
        return bool(self.joined or self.apart)


NO_PINS = Pins()

"""What a card says of a finding, whatever the language it is shown in: plain data, which a build can keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.resolved import Resolved
from aligner.record.groups import FindingGroup
from aligner.record.model import (
    PROPOSED_LINK,
    SIDES,
    Flag,
    FlagState,
    Message,
    Names,
    Segment,
    Severity,
    Side,
    Span,
    other,
)

# Passages of a side that a card quotes: the words in question stand in the first; of a whole section, three
# tell what it is about. Chosen, not measured.
_QUOTED = 3
_GRAVE: tuple[Severity, ...] = ("major", "critical")

_QUESTIONS: Mapping[str, str] = {
    "addition": "carried",
    "omission": "left_out",
    "mistranslation": "same",
    "numbers": "number",
    "inconsistent-entities": "name",
    "terminology": "term",
    "inconsistency": "consistent",
    "untranslated": "untranslated",
    "duplication": "twice",
    "length": "length",
}
"""What a finding of a type asks; any other asks for a slip."""
_ABOUT_THE_SPEAKER: Mapping[str, str] = {
    "addition": "said",
    "mistranslation": "meant",
    "terminology": "worded",
}
"""What it asks where a report gives somebody's words."""


@dataclass(frozen=True, slots=True)
class CardPassage:
    """A passage that a finding is about."""

    id: str
    text: str
    """As it was printed or said."""
    spans: tuple[Span, ...] = ()
    """The words in question."""
    proposal: str = ""
    """Other words for a printed report, which an editor proposes."""


@dataclass(frozen=True, slots=True)
class CardReason:
    """What one flag of the finding says."""

    type: str
    severity: Severity
    message: Message


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What a person decided about it."""

    verb: str
    by: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True)
class CardText:
    """One text of the record, as far as the finding is about it."""

    role: str
    """``original``, ``summary``, ``translation``, or empty where that is not known."""
    turn: str
    """The question that the first passage answers."""
    passages: tuple[CardPassage, ...]
    more: tuple[str, ...]
    """Further passages that it is about."""
    speaker: Names | None = None
    """Who is speaking in the first passage; in the language of the text, as the text names them."""
    form: Names | None = None
    """What kind of text it is, where record.yml says so."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The passages that it quotes."""
        return tuple(passage.id for passage in self.passages)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding as its card shows it."""

    address: str
    """Its anchor on the record's page, which lasts: see `FindingGroup.address`."""
    question: str
    """The name of the question that it asks."""
    language: Side
    """The text that the question is about."""
    words: str
    """The words in question, in the text that they stand in; empty where it is about whole passages."""
    reasons: tuple[CardReason, ...]
    """The gravest first."""
    state: FlagState
    score: float
    texts: Mapping[Side, CardText]
    speaker: Names | None = None
    """Whose words are in question."""
    verdict: CardVerdict | None = None
    """None where nobody has decided anything about it."""
    is_linked: bool = False
    """Whether a link holds one of its passages: then something corresponds, even if not all of it."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every passage that it is about."""
        return tuple(key for text in self.texts.values() for key in (*text.ids, *text.more))

    @property
    def kind(self) -> str:
        """The type of its gravest reason."""
        return self.reasons[0].type

    @property
    def severity(self) -> Severity:
        """That of its gravest reason."""
        return self.reasons[0].severity


def finding_card(config: RecordConfig, resolved: Resolved, finding: FindingGroup) -> FindingCard:
    """The card of a finding of a record."""
    alignment, flag = resolved.alignment, finding.flag
    original = alignment.original
    speaker = _speaker(config, resolved, finding)
    question = _question(config, flag, original, speaker)
    asked = original if question == "carried" else other(original)
    return FindingCard(
        address=finding.address,
        question=question,
        language=asked,
        speaker=speaker,
        words=_words(resolved, flag),
        reasons=tuple(CardReason(f.type, f.severity, f.message) for f in finding.reasons),
        state=finding.state,
        score=flag.score,
        verdict=card_verdict(resolved.settled_by(flag)),
        is_linked=not alignment.present.isdisjoint(finding.segments),
        texts={side: _text(config, resolved, finding, side) for side in SIDES},
    )


def _question(config: RecordConfig, flag: Flag, original: Side, speaker: Names | None) -> str:
    if flag.mqm == PROPOSED_LINK:
        return "linked"
    if config.kind == "summary" and speaker and flag.side(other(original)):
        weighs = flag.severity in _GRAVE or flag.type == "mistranslation"
        if flag.type in _ABOUT_THE_SPEAKER and weighs:
            return _ABOUT_THE_SPEAKER[flag.type]
    return _QUESTIONS.get(flag.type, "slip")


def _speaker(config: RecordConfig, resolved: Resolved, finding: FindingGroup) -> Names | None:
    """Who speaks in the passages of the original; in a talk of one person, that person."""
    document = resolved.alignment.side(resolved.alignment.original)
    about = [document.by_id[key].speaker for key in finding.segments if key in document.by_id]
    named = next(filter(None, about), None)
    if named is None:
        speakers = {segment.speaker for segment in document if segment.speaker}
        named = speakers.pop() if len(speakers) == 1 else None
    if named is None:
        return config.people[0].names if len(config.people) == 1 else None
    return _both_names(config, named, resolved.alignment.original)


def _both_names(config: RecordConfig, named: str, side: Side) -> Names:
    """The names of somebody whom the text of a side names so."""
    for person in config.people:
        if named in (person.names.zh, person.names.en, *person.aliases):
            return Names(named, person.names.en) if side == "zh" else Names(person.names.zh, named)
    return Names(named, named)


def _words(resolved: Resolved, flag: Flag) -> str:
    """The marked words, those of the translation first."""
    original = resolved.alignment.original
    for side in (other(original), original):
        span, keys = flag.span(side), flag.side(side)
        if span and keys:
            return resolved.alignment.segments[keys[0]].shown[slice(*span)]
    return ""


def card_verdict(decision: Decision | None) -> CardVerdict | None:
    """What a card says of a decision; None where there is none."""
    if decision is None:
        return None
    return CardVerdict(decision.verb, decision.by, decision.at[:10], decision.reason)


def _text(config: RecordConfig, resolved: Resolved, finding: FindingGroup, side: Side) -> CardText:
    document = resolved.alignment.side(side)
    segments = [document.by_id[key] for key in finding.segments if key in document.by_id]
    first = segments[0] if segments else None
    is_translated = config.kind in ("summary", "translation")
    role = "original" if side == config.original else config.kind if is_translated else ""
    return CardText(
        form=config.publication(side).form,
        role=role,
        speaker=_both_names(config, first.speaker, side) if first and first.speaker else None,
        turn=first.question if first else "",
        passages=tuple(_passages(finding.flags, segments[:_QUOTED], side)),
        more=tuple(segment.id for segment in segments[_QUOTED:]),
    )


def _passages(flags: Sequence[Flag], segments: Sequence[Segment], side: Side) -> Iterator[CardPassage]:
    for segment in segments:
        spans = {span for flag in flags if flag.side(side)[:1] == (segment.id,) and (span := flag.span(side))}
        yield CardPassage(segment.id, segment.shown, tuple(sorted(spans)), segment.proposed or "")

"""A diff as it is shown: records, lists, changes and lines, with all words in both languages.

Every format for people is made from this, so that all say the same in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from aligner.diff.changes import (
    ConflictChange,
    DecisionChange,
    EditChange,
    FlagChange,
    PairChange,
    RecordDiff,
    TextChange,
    counts,
)
from aligner.diff.compare import Diff
from aligner.diff.link_texts import link_texts, texts_of, whole
from aligner.diff.render.escape import clipped, shortened
from aligner.diff.render.ids import pair, relinked, where
from aligner.diff.strings import Bilingual
from aligner.diff.words import word_changes
from aligner.record.decisions.decision import LINK_VERBS, Decision
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import SIDES, Alignment, Flag, Link, Message, Segment, Side, Span

Sign = Literal["+", "-", "~"]
Shown = Literal["same", "gone", "new", "mark"]
_SIGNS: Mapping[str, Sign] = {
    "gained": "+", "lost": "-", "new": "+", "gone": "-", "added": "+", "removed": "-", "taken": "+",
    "missing": "-", "changed": "~", "moved": "~", "standing": "~",
}  # fmt: skip
_ARROW = " → "
# Characters of a sentence on either side of a flag's evidence: with it about two lines of a comment. More
# hides the evidence, fewer its context.
_AROUND = 60
# Characters of a text that only shows which passage is meant: one line.
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one of the two texts, with what changed in it."""

    side: Side
    lang: str
    runs: tuple[tuple[Shown, str], ...]
    context: bool = False
    """Whether nothing in it changed: it only shows which passage is meant."""

    @property
    def brief(self) -> tuple[tuple[Shown, str], ...]:
        """The runs where room is short."""
        if self.context:
            return (("same", shortened("".join(text for _, text in self.runs), _SHORT)),)
        return tuple(clipped(self.runs))


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change."""

    sign: Sign
    head: str
    """Which segments."""
    facts: tuple[Message, ...] = ()
    """What holds or changed, a few words each."""
    notes: tuple[Message, ...] = ()
    """Sentences: what a flag says, who decided and why."""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one kind."""

    key: str
    title: Message
    items: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What is said of one record."""

    record: str
    summary: Message
    sections: tuple[Section, ...]


def record_views(diff: Diff, strings: Bilingual) -> tuple[RecordView, ...]:
    """Every record that differs."""
    return tuple(record_view(record, strings) for record in diff.records)


def record_view(diff: RecordDiff, strings: Bilingual) -> RecordView:
    """One record."""
    if diff.kind != "changed":
        version = diff.new or diff.old
        assert version is not None
        return RecordView(diff.record, _contents(diff.kind, version.alignment, strings), ())
    numbers = counts(diff)
    show = _Show(diff, strings)
    sections = []
    phrases = []
    for key in strings.sections:
        group, kind = key.split(".")
        number = numbers.get(group, {}).get(kind, 0)
        if not number:
            continue
        phrases.append(strings.count(key, number))
        items = tuple(show.item(change) for change in diff.groups[group] if change.kind == kind)
        sections.append(Section(key, strings.name("changes", key), items))
    return RecordView(diff.record, strings.join("list", phrases), tuple(sections))


def _contents(kind: str, alignment: Alignment, strings: Bilingual) -> Message:
    what = strings(kind)
    holds = strings(
        "contents",
        zh=len(alignment.zh),
        en=len(alignment.en),
        links=len(alignment.links),
        flags=len(alignment.flags),
    )
    return strings.join("colon", [what, holds])


class _Show:
    """Puts the changes of one record into words."""

    def __init__(self, diff: RecordDiff, strings: Bilingual) -> None:
        assert diff.old is not None and diff.new is not None
        self._old, self._new, self._strings = diff.old, diff.new, strings

    def item(self, change: Any) -> ChangeView:
        """Any change."""
        makers: Mapping[type, Callable[[Any], ChangeView]] = {
            PairChange: self._pair,
            FlagChange: self._flag,
            TextChange: self._text,
            EditChange: self._edit,
            DecisionChange: self._decision,
            ConflictChange: self._conflict,
        }
        return makers[type(change)](change)

    def _pair(self, change: PairChange) -> ChangeView:
        strings = self._strings
        if change.kind != "changed":
            (link,) = change.old or change.new
            return ChangeView(
                _SIGNS[change.kind],
                pair(link.zh, link.en),
                (strings.name("relation", link.relation), self._certainty(link)),
                self._by(change.by),
                self._plain(link, self._old if change.kind == "lost" else self._new),
            )
        facts: list[Message] = []
        if len(change.old) == len(change.new) == 1:
            (old,), (new,) = change.old, change.new
            facts += self._became("relation", old.relation, new.relation)
            facts += self._became("status", old.status, new.status)
            if "score" in change.what:
                facts.append(_same(f"{old.score:.2f}{_ARROW}{new.score:.2f}"))
        return ChangeView(
            "~",
            relinked(change.old, change.new),
            tuple(facts),
            self._by(change.by),
            tuple(self._woven(change)),
        )

    def _certainty(self, link: Link) -> Message:
        if link.status != "auto":
            return self._strings.name("status", link.status)
        return _same(f"{link.score:.2f}")

    def _plain(self, link: Link, version: Resolved) -> tuple[Line, ...]:
        texts = ((side, texts_of(version.alignment, link.side(side), side)) for side in SIDES)
        return tuple(self._line(side, (("same", whole(shown, side)),)) for side, shown in texts)

    def _woven(self, change: PairChange) -> Iterator[Line]:
        """Both sides of links that changed, with the words that came and went."""
        for side in SIDES:
            runs: tuple[tuple[Shown, str], ...] = link_texts(
                change, side, self._old.alignment, self._new.alignment
            )
            yield self._line(side, runs, context=all(op == "same" for op, _ in runs))

    def _line(self, side: Side, runs: Iterable[tuple[Shown, str]], *, context: bool = False) -> Line:
        return Line(side, self._new.alignment.document(side).lang, tuple(runs), context)

    def _flag(self, change: FlagChange) -> ChangeView:
        flag = change.flag
        version = self._old if change.new is None else self._new
        facts = [self._strings.name("severity", flag.severity), self._strings.name("type", flag.type)]
        head = where(flag.zh, flag.en)
        if change.old is not None and change.new is not None:
            facts = self._became("severity", change.old.severity, change.new.severity) or facts[:1]
            facts += [self._strings.name("type", flag.type)]
            facts += self._became("state", change.old.state, change.new.state)
            if "evidence" in change.what:
                facts += self._reach(change.old, change.new)
        elif flag.state != "issue":
            facts.append(self._strings.name("state", flag.state))
        return ChangeView(
            _SIGNS[change.kind],
            head,
            tuple(facts),
            (flag.message, *self._by(change.by)),
            tuple(self._marked(flag, version)),
        )

    def _reach(self, old: Flag, new: Flag) -> list[Message]:
        """Which segments a flag no longer covers and covers now; where those are the same, other words."""
        gone, came = (
            where(*([key for key in flag.side(side) if key not in other.side(side)] for side in SIDES))
            for flag, other in ((old, new), (new, old))
        )
        if not (gone or came):
            return [self._strings("other_words")]
        return [self._strings(key, id=ids) for key, ids in (("not_on", gone), ("also_on", came)) if ids]

    def _marked(self, flag: Flag, version: Resolved) -> Iterator[Line]:
        """The sentences around a flag's evidence."""
        for side in SIDES:
            span, keys = flag.span(side), flag.side(side)
            if span and keys:
                yield self._line(side, _around(version.alignment.segments[keys[0]].shown, span))

    def _became(self, group: str, old: str, new: str) -> list[Message]:
        """A value that changed; nothing where it did not."""
        if old == new:
            return []
        a, b = self._strings.name(group, old), self._strings.name(group, new)
        return [Message(f"{a.en}{_ARROW}{b.en}", f"{a.zh}{_ARROW}{b.zh}")]

    def _text(self, change: TextChange) -> ChangeView:
        facts: list[Message] = []
        old, new = change.old, change.new
        if old is not None and new is not None and change.kind == "changed":
            facts += self._became("kind", old.kind, new.kind)
            if old.speaker != new.speaker:
                facts.append(self._speakers(old, new))
            runs: Iterable[tuple[Shown, str]] = word_changes(old.text, new.text)
        else:
            runs = (("same", change.segment.text),)
        return ChangeView(
            _SIGNS[change.kind],
            change.segment.id,
            tuple(facts),
            lines=(self._line(change.side, runs, context=change.kind == "moved"),),
        )

    def _speakers(self, old: Segment, new: Segment) -> Message:
        nobody = self._strings("nobody")
        return Message(
            en=self._strings("speaker", old=old.speaker or nobody.en, new=new.speaker or nobody.en).en,
            zh=self._strings("speaker", old=old.speaker or nobody.zh, new=new.speaker or nobody.zh).zh,
        )

    def _edit(self, change: EditChange) -> ChangeView:
        runs = word_changes(change.old.shown, change.new.shown)
        line = self._line(change.side, runs)
        return ChangeView(_SIGNS[change.kind], change.new.id, notes=self._by(change.by), lines=(line,))

    def _by(self, changes: Sequence[DecisionChange]) -> tuple[Message, ...]:
        """Who made a change, and why."""
        return tuple(self._spoken(change.entry.decision, self._fate(change)) for change in changes)

    def _fate(self, change: DecisionChange) -> tuple[Message, ...]:
        """What became of a decision that is not in effect."""
        if change.new is None:
            return (self._strings("missing"),)
        if change.new.standing == "applies":
            return ()
        return (self._strings.name("standing", change.new.standing),)

    def _spoken(self, decision: Decision, more: tuple[Message, ...] = ()) -> Message:
        """A decision in one line: who, what, why."""
        key = "reasoned" if decision.reason else "by"
        verb = self._verb(decision)
        values = {"who": decision.by, "reason": decision.reason}
        sentence = Message(
            self._strings(key, verb=verb.en, **values).en, self._strings(key, verb=verb.zh, **values).zh
        )
        return self._strings.join("semicolon", [sentence, *more])

    def _verb(self, decision: Decision) -> Message:
        if decision.verb == "accept" and not (decision.zh and decision.en):
            return self._strings.name("verb", "omitted")
        return self._strings.name("verb", decision.verb)

    def _decision(self, change: DecisionChange) -> ChangeView:
        decision = change.entry.decision
        facts = [self._verb(decision), _same(decision.by), _same(decision.at[:10])]
        if decision.scope != "flag":
            facts.append(self._strings.name("scope", decision.scope))
        if change.old is not None and change.new is not None:
            facts += self._became("standing", change.old.standing, change.new.standing)
        else:
            facts += self._fate(change) if change.kind == "taken" else ()
        notes = [_same(text) for text in (decision.reason, change.entry.why) if text]
        head = self._about(decision)
        if decision.verb == "withdraw":
            taken = self._taken_back(decision.of)
            head = "; ".join(dict.fromkeys(filter(None, map(self._about, taken)))) or decision.of
            notes += [self._spoken(decision) for decision in taken] or [self._strings("unknown")]
        return ChangeView(_SIGNS[change.kind], head, tuple(facts), tuple(notes))

    def _about(self, decision: Decision) -> str:
        joins = decision.verb in LINK_VERBS and decision.zh and decision.en
        return pair(decision.zh, decision.en) if joins else where(decision.zh, decision.en)

    @cached_property
    def _log(self) -> tuple[Decision, ...]:
        by_id = {entry.decision.id: entry.decision for entry in (*self._old.log, *self._new.log)}
        return tuple(by_id.values())

    def _taken_back(self, of: str) -> list[Decision]:
        return [decision for decision in self._log if of and of in (decision.id, decision.group)]

    def _conflict(self, change: ConflictChange) -> ChangeView:
        thing, *about = change.conflict.thing
        head = pair(about[:1], about[1:]) if thing == "pair" else about[0]
        if thing not in ("pair", "none", "text"):
            first = change.conflict.decisions[0]
            head = where(first.zh, first.en) or head
        notes = tuple(self._spoken(decision) for decision in change.conflict.decisions)
        return ChangeView(_SIGNS[change.kind], head, (), notes)


def _same(text: str) -> Message:
    return Message(text, text)


def _around(text: str, span: Span) -> tuple[tuple[Shown, str], ...]:
    """The evidence in its sentence."""
    start, end = span
    before, after = text[:start], text[end:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]}…"
    runs: tuple[tuple[Shown, str], ...] = (("same", before), ("mark", text[start:end]), ("same", after))
    return tuple(run for run in runs if run[1])

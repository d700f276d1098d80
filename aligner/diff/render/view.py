"""A diff as it is shown: records, lists, changes and lines, with all words in both languages.

Every format for people is made from this, so that all say the same in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aligner.diff.changes import (
    ConflictChange,
    DecisionChange,
    EditChange,
    FlagChange,
    PairChange,
    RecordDiff,
    TextChange,
)
from aligner.diff.compare import Diff
from aligner.diff.render.inline import clipped, pair, relinked, where
from aligner.diff.words import joined_text, link_texts, word_changes
from aligner.i18n.catalogue import Bilingual, load_bilingual
from aligner.record.decisions.decision import LINK_VERBS, Decision
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import SIDES, Flag, Message, Side, Span

Shown = Literal["same", "gone", "new", "mark"]
_SIGNS: Mapping[str, Literal["+", "-"]] = {
    "gained": "+", "new": "+", "added": "+", "taken": "+",
    "lost": "-", "gone": "-", "removed": "-", "missing": "-",
}  # fmt: skip
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
            text = "".join(text for _, text in self.runs)
            return (("same", text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"),)
        return tuple(clipped(self.runs))


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change."""

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

    sign: Literal["+", "-", "~"]
    title: Message
    items: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What is said of one record."""

    record: str
    summary: Message
    sections: tuple[Section, ...]


def record_views(diff: Diff) -> tuple[RecordView, ...]:
    """Every record that differs."""
    return tuple(map(_record_view, diff.records))


def _record_view(diff: RecordDiff) -> RecordView:
    strings = load_bilingual("aligner.diff")
    if diff.old is None or diff.new is None:
        version = diff.new or diff.old
        assert version is not None
        sizes = {name: len(getattr(version.alignment, name)) for name in ("zh", "en", "links", "flags")}
        summary = strings.join("colon", [strings(diff.kind), strings("contents", **sizes)])
        return RecordView(diff.record, summary, ())
    show = _Show(diff.old, diff.new, strings)
    sections = []
    phrases = []
    for _, group, kind in (key.split(".") for key in strings.en.entries if key.startswith("changes.")):
        key = f"{group}.{kind}"
        if changes := [change for change in diff.groups[group] if change.kind == kind]:
            phrases.append(strings(f"counts.{key}", n=len(changes)))
            items = tuple(map(show.views[group], changes))
            sections.append(Section(_SIGNS.get(kind, "~"), strings.name("changes", key), items))
    return RecordView(diff.record, strings.join("comma", phrases), tuple(sections))


class _Show:
    """Puts the changes of one record into words."""

    def __init__(self, old: Resolved, new: Resolved, strings: Bilingual) -> None:
        self._old, self._new, self._strings = old, new, strings
        self.views: Mapping[str, Callable[[Any], ChangeView]] = {
            "pairs": self._pair,
            "flags": self._flag,
            "texts": self._text,
            "edits": self._edit,
            "decisions": self._decision,
            "conflicts": self._conflict,
        }

    def _pair(self, change: PairChange) -> ChangeView:
        if change.kind != "changed":
            return self._one_link(change)
        facts: list[Message] = []
        if len(change.old) == len(change.new) == 1:
            (old,), (new,) = change.old, change.new
            facts += self._became("relation", old.relation, new.relation)
            facts += self._became("status", old.status, new.status)
            if "score" in change.what:
                facts.append(self._strings("became", old=f"{old.score:.2f}", new=f"{new.score:.2f}"))
        lines = []
        for side in SIDES:
            runs = link_texts(change, side, self._old.alignment, self._new.alignment)
            lines.append(self._line(side, runs, context=all(op == "same" for op, _ in runs)))
        head = relinked(change.old, change.new)
        return ChangeView(head, tuple(facts), self._by(change.by), tuple(lines))

    def _one_link(self, change: PairChange) -> ChangeView:
        """A link that was added or removed."""
        (link,) = change.old or change.new
        alignment = (self._new if change.new else self._old).alignment
        certainty = (
            _same(f"{link.score:.2f}") if link.status == "auto" else self._strings.name("status", link.status)
        )
        return ChangeView(
            pair(link.zh, link.en),
            (self._strings.name("relation", link.relation), certainty),
            self._by(change.by),
            tuple(
                self._line(side, (("same", joined_text(alignment, link.side(side), side)),)) for side in SIDES
            ),
        )

    def _line(self, side: Side, runs: Iterable[tuple[Shown, str]], *, context: bool = False) -> Line:
        return Line(side, self._new.alignment.side(side).lang, tuple(runs), context)

    def _flag(self, change: FlagChange) -> ChangeView:
        flag, old, new = change.latest, change.old, change.new
        facts = [self._strings.name("severity", flag.severity), self._strings.name("type", flag.type)]
        if old is not None and new is not None:
            facts[:1] = self._became("severity", old.severity, new.severity) or facts[:1]
            facts += self._became("state", old.state, new.state)
            if "evidence" in change.what:
                facts += self._reach(old, new)
        elif flag.state != "issue":
            facts.append(self._strings.name("state", flag.state))
        return ChangeView(
            where(flag.zh, flag.en),
            tuple(facts),
            (flag.message, *self._by(change.by)),
            tuple(self._marked(flag, self._old if new is None else self._new)),
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
        return [
            self._strings("became", old=self._strings.name(group, old), new=self._strings.name(group, new))
        ]

    def _text(self, change: TextChange) -> ChangeView:
        facts: list[Message] = []
        runs: Iterable[tuple[Shown, str]] = (("same", change.latest.text),)
        if change.kind == "changed" and change.old is not None and change.new is not None:
            old, new = change.old, change.new
            facts += self._became("kind", old.kind, new.kind)
            if old.speaker != new.speaker:
                was, now = (segment.speaker or self._strings("nobody") for segment in (old, new))
                facts.append(self._strings("speaker", old=was, new=now))
            runs = word_changes(old.text, new.text)
        line = self._line(change.side, runs, context=change.kind == "moved")
        return ChangeView(change.latest.id, tuple(facts), lines=(line,))

    def _edit(self, change: EditChange) -> ChangeView:
        line = self._line(change.side, word_changes(change.old.wording, change.new.wording))
        facts = () if change.new.proposed is None else (self._strings("proposal-made"),)
        return ChangeView(change.new.id, facts, notes=self._by(change.by), lines=(line,))

    def _by(self, changes: Sequence[DecisionChange]) -> tuple[Message, ...]:
        """Who made a change, and why."""
        return tuple(self._spoken(change.latest.decision, self._fate(change)) for change in changes)

    def _fate(self, change: DecisionChange) -> tuple[Message, ...]:
        """What became of a decision that is not in effect."""
        if change.new is None:
            return (self._strings("missing"),)
        if change.new.standing == "applies":
            return ()
        return (self._strings.name("standing", change.new.standing),)

    def _spoken(self, decision: Decision, more: tuple[Message, ...] = ()) -> Message:
        """A decision in one line: who, what, why."""
        sentence = self._strings(
            "reasoned" if decision.reason else "by",
            who=decision.by,
            verb=self._verb(decision),
            reason=decision.reason,
        )
        return self._strings.join("semicolon", [sentence, *more])

    def _verb(self, decision: Decision) -> Message:
        omitted = decision.verb == "accept" and not (decision.zh and decision.en)
        return self._strings.name("verb", "omitted" if omitted else decision.verb)

    def _decision(self, change: DecisionChange) -> ChangeView:
        decision = change.latest.decision
        facts = [self._verb(decision), _same(decision.by), _same(decision.at[:10])]
        if decision.scope != "flag":
            facts.append(self._strings.name("scope", decision.scope))
        if change.old is not None and change.new is not None:
            facts += self._became("standing", change.old.standing, change.new.standing)
        elif change.kind == "taken":
            facts += self._fate(change)
        notes = [_same(decision.reason)] if decision.reason else []
        notes += [change.latest.why] if change.latest.why else []
        head = _about(decision)
        if decision.verb == "withdraw":
            taken = self._taken_back(decision.of)
            head = "; ".join(dict.fromkeys(filter(None, map(_about, taken)))) or decision.of
            notes += [self._spoken(decision) for decision in taken] or [self._strings("unknown")]
        return ChangeView(head, tuple(facts), tuple(notes))

    def _taken_back(self, of: str) -> list[Decision]:
        log = {entry.decision.id: entry.decision for entry in (*self._old.log, *self._new.log)}
        return [decision for decision in log.values() if of and of in (decision.id, decision.group)]

    def _conflict(self, change: ConflictChange) -> ChangeView:
        conflict = change.latest
        thing, *about = conflict.thing
        head = pair(about[:1], about[1:]) if thing == "pair" else about[0]
        if thing not in ("pair", "none", "text"):
            first = conflict.decisions[0]
            head = where(first.zh, first.en) or head
        return ChangeView(head, (), tuple(map(self._spoken, conflict.decisions)))


def _about(decision: Decision) -> str:
    joins = decision.verb in LINK_VERBS and decision.zh and decision.en
    return pair(decision.zh, decision.en) if joins else where(decision.zh, decision.en)


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

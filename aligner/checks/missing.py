"""Whole passages that one side has and the other has not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from aligner.checks.context import ADDITION, OMISSION, Check, Context, per_context, say
from aligner.checks.evidence.speakers import pledges, voiced
from aligner.checks.flags import amount, truncate
from aligner.language.modality import modals
from aligner.language.press_report import dated, greets
from aligner.language.tables import table
from aligner.record.model import LONG_RUN, PASSAGE_KINDS, SIDES, Flag, Message, Segment, Severity, Side

# A side of which a block holds more than this was never meant to be translated in full. Chosen on the paper
# of the seeds, of which only abstract, captions and references are translated; .5 to .8 change nothing there.
MOST = 0.6
# Least probability that nothing corresponds, to say that words were put into the speaker's mouth. “No
# counterpart” is calibrated within .020 on synthetic and .054 on press summaries (docs/matching.md). On the
# seeds .7 to .85 change nothing; with .9 one such passage is taken for the reporter's own.
SURE = 0.8

# By how much less likely an editor agrees that one passage matters which a summary left out: of five in press
# reports of speeches two did, both of which limit what was said.
LONE = 0.5
# Forces of words with which a passage limits what is said beside it.
RESERVED = ("exception", "condition")
# Characters of the shortest passage of which the same is no chance.
WORDY = 20
STOP = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")

Voice = Literal["", "said", "pledged"]


@dataclass(frozen=True, slots=True)
class _Run:
    """Segments in a row that no link holds and no reader says anything of."""

    segments: tuple[Segment, ...]
    block: bool = False
    share: float = 0.0
    """For a block: its part of the body of its side."""
    voice: Voice = ""
    """Given as what the speaker said; promised, or told as achieved, in somebody's name; or neither."""

    @property
    def body(self) -> int:
        """How many of them carry the argument."""
        return sum(segment.is_passage for segment in self.segments)


def check(context: Context) -> Iterator[Flag]:
    """Yield one flag for every run of segments without counterpart.

    A run ends where a linked segment, another top-level section or another question begins. A block of
    `LONG_RUN` or more passages is one flag, whatever sections, linked captions and headings it crosses;
    what a summary leaves out is told section by section, unless the block is most of the document.
    """
    for side in SIDES:
        blocks = [run for run in _blocks(context, side) if run.share > MOST or not context.summary]
        inside = {segment.id for block in blocks for segment in block.segments}
        runs = _runs(context, side, inside)
        if context.summary:
            runs = (part for run in runs if (part := _without_opening(context, run, side)))
        if context.summary and side == context.original:
            runs = (part for run in runs if (part := _answered(run, side)))
        elif context.summary:
            runs = (part for run in runs for part in _by_voice(context, run))
        for run in (*blocks, *runs):
            severity = _severity(context, run)
            if severity is not None:
                issue = OMISSION if side == context.original else ADDITION
                score = _score(context, run, side)
                yield context.flag(issue, severity, score, _message(context, side, run), run.segments)


def _blocks(context: Context, side: Side) -> Iterator[_Run]:
    """Long stretches of unlinked body, with the unlinked headings and captions among them."""
    total = sum(segment.is_passage for segment in context.document(side))
    run: list[Segment] = []

    def finished() -> Iterator[_Run]:
        body = sum(segment.is_passage for segment in run)
        if body >= LONG_RUN:
            while not run[-1].is_passage:
                run.pop()  # a heading after the last of them heads what follows
            yield _Run(tuple(run), block=True, share=body / total)
        run.clear()

    for segment in context.document(side):
        linked = _has_place(context, segment)
        if not linked and (segment.is_passage or segment.kind in ("heading", "caption")):
            run.append(segment)
        elif linked and segment.is_passage and segment.kind != "note":
            yield from finished()  # a footnote that is linked stands beside the text, not in its way
    yield from finished()


def _has_place(context: Context, segment: Segment) -> bool:
    """Whether somebody says what it belongs to, or has read it: a link, a reader."""
    return context.linked(segment) or segment.id in context.proposals or segment.id in context.readings


def _runs(context: Context, side: Side, inside: set[str]) -> Iterator[_Run]:
    """Unlinked segments in a row, within one top-level section or question, outside the blocks."""
    places = _places(context, side)

    def kind(segment: Segment) -> tuple[bool, object]:
        return not _has_place(context, segment) and segment.id not in inside, places[segment.id]

    for (free, _), run in groupby(context.document(side), key=kind):
        if free:
            yield from _split(tuple(run))


def _split(run: tuple[Segment, ...]) -> Iterator[_Run]:
    """A run without the headings at its end, which head what follows; those by themselves."""
    end = len(run)
    while end and run[end - 1].kind == "heading":
        end -= 1
    for part in (run[:end], run[end:]):
        if part:
            yield _Run(part)


def _without_opening(context: Context, run: _Run, side: Side) -> _Run | None:
    """A run without greetings and, before the first passage that is linked, without what only introduces: a
    line that is no sentence (a number, an address, a source), a dateline with its lede; None where nothing
    else is left."""
    body = next((s for s in context.passages(side, PASSAGE_KINDS)), None)
    opens = (
        body is None
        or context.document(side).position[run.segments[0].id] < (context.document(side).position[body.id])
    )
    kept = tuple(
        s
        for s in run.segments
        if not s.is_passage
        or not (greets(s.text, side) or (opens and (dated(s.text, side) or not STOP.search(s.text))))
    )
    return replace(run, segments=kept) if any(s.is_passage for s in kept) or kept == run.segments else None


def _answered(run: _Run, side: Side) -> _Run | None:
    """A run without what was asked, and a yes or no to it; None where nothing else is left.

    An article about an interview tells what was answered.
    """
    pairs = zip((None, *run.segments), run.segments, strict=False)
    kept = tuple(
        s for before, s in pairs if s.kind != "question" and not (before and _replies(before, s, side))
    )
    return replace(run, segments=kept) if any(s.is_passage for s in kept) or run.segments == kept else None


def _replies(before: Segment, segment: Segment, side: Side) -> bool:
    words = segment.text.strip(" .!。！").lower()
    return before.kind == "question" and words in table("attribution")["replies"][side]


def _by_voice(context: Context, run: _Run) -> Iterator[_Run]:
    """The parts of a run that are given as the speaker's words, and those that are the reporter's own."""
    parts = groupby(run.segments, key=lambda segment: _voice(context, segment))
    return (_Run(tuple(part), voice=voice) for voice, part in parts)


def _voice(context: Context, segment: Segment) -> Voice:
    if context.absence([segment]) < SURE:
        return ""
    if voiced(context).get(segment.id, False):
        return "said"
    return "pledged" if pledges(context, segment) else ""


def _places(context: Context, side: Side) -> dict[str, tuple[str | None, str]]:
    """For each segment its question and top-level section; a title above everything is no section."""
    paths = {s.id: (*s.section, s.text) if s.kind == "heading" else s.section for s in context.document(side)}
    sections = [path for s in context.document(side) if (path := s.section)]
    title = bool(sections) and len({path[0] for path in sections}) == 1
    top = 1 if title else 0
    turns = {s.id: s.turn for s in context.document(side)}
    return {i: (turns[i], path[top] if len(path) > top else "") for i, path in paths.items()}


def _severity(context: Context, run: _Run) -> Severity | None:
    """How much it weighs; None where it is not reported."""
    if run.block:
        return "neutral" if run.share > MOST else "minor"
    if not run.body:
        only_headings = all(segment.kind == "heading" for segment in run.segments)
        return None if context.summary and only_headings else "neutral"
    if all(_said_twice(context, segment) for segment in run.segments if segment.is_passage):
        return "neutral"
    if not context.summary:
        return "major"
    return "major" if run.voice else "minor"  # a claim added in the speaker's name misleads


def _score(context: Context, run: _Run, side: Side) -> float:
    """Probability that nothing corresponds; of one passage that a summary leaves out, that it matters as
    well."""
    absent = context.absence(run.segments)
    left_out = context.summary and side == context.original
    return absent * LONE if left_out and run.body == 1 and not _limits(context, run) else absent


def _limits(context: Context, run: _Run) -> bool:
    """Whether a passage takes something back or sets a condition: without it the others say more."""
    return any(
        context.reading(s).denies
        or any(modals(s.text, context.side(s), force, strong=True) for force in RESERVED)
        for s in run.segments
    )


def _said_twice(context: Context, segment: Segment) -> bool:
    """Whether its side says the same, word for word, elsewhere."""
    return len(segment.text) >= WORDY and _times(context)[segment.text.casefold()] > 1


@per_context()
def _times(context: Context) -> Counter[str]:
    return Counter(s.text.casefold() for side in SIDES for s in context.document(side))


def _message(context: Context, side: Side, run: _Run) -> Message:
    count, size = len(run.segments), amount(run.segments, side)
    first = truncate(context.quote(run.segments[0]))
    if run.block and side == context.original:
        return say("missing.block", side, count=count, size=size, first=first)
    return say(f"missing.{run.voice or 'absent'}", side, n=count, size=size, first=first)


CHECK = Check(
    name="missing",
    title=Message(en="missing passages", zh="缺漏段落"),
    issues=(OMISSION, ADDITION),
    find=check,
    any_language=True,
    spared=True,
)

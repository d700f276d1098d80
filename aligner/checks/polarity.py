"""Yes that became no, and must that became may, told by cue words on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.checks.context import Context
from aligner.checks.flags import NAMES, START
from aligner.language.modality import denials, modals, step, steps
from aligner.record.model import SIDES, Flag, Message, Segment, Severity, Side, Span, other

__all__ = ["MQM", "TYPE", "check", "doubt"]

TYPE, MQM = "mistranslation", "accuracy/mistranslation"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption", "question"))
SURE, FORCE = 0.8, 0.7
FORCES = ("obligation", "possibility")
PLAIN = {
    "obligation": Message(en="an obligation", zh="必须"),
    "possibility": Message(en="a possibility", zh="可能"),
}

SAID = {
    "demand": Message(en="demands", zh="写成了要求"),
    "certain": Message(en="makes certain", zh="写成了必然或常态"),
    "done": Message(en="tells as done", zh="写成了已经做到的事"),
    "only": Message(en="speaks of the only way", zh="说成了唯一的途径"),
}


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that nothing linked to its segment answers."""

    segment: Segment
    side: Side
    span: Span
    message: Message
    score: float


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for every denial that the other side does not make, and every must that it only allows.

    A denial is answered by any word that may deny, in any passage linked to its own, and those linked to
    that.
    """
    for side in SIDES:
        for segment in context.document(side):
            if segment.kind in SKIPPED or not context.linked(segment):
                continue
            for cue in (*_denied(context, segment, side), *_forced(context, segment, side)):
                yield _flag(context, cue, "neutral" if context.summary else "major")
            if context.summary and side == context.target:
                for cue in _overstated(context, segment, side):
                    yield _flag(context, cue, "major")


def doubt(context: Context) -> float:
    """How far the denials of all linked passages differ in number, 0 to 1."""
    counts = []
    for side in SIDES:
        found = [denials(s.text, side) for s in context.document(side) if context.linked(s)]
        counts.append((sum(len(d.plain) for d in found), sum(len(d.hidden) for d in found)))
    (zh, zh_hidden), (en, en_hidden) = counts
    open_ = max(zh - en - en_hidden, en - zh - zh_hidden, 0)
    return min(0.05 * abs(zh - en) + SURE * min(open_, 1), 1.0)


def _sides(context: Context, segment: Segment, side: Side) -> tuple[list[Segment], list[Segment]]:
    """The passages linked to a segment, and those of its own side linked to these."""
    there = context.segments(context.partners[segment.id])
    ids = dict.fromkeys(i for s in there for i in context.partners[s.id])
    return there, context.segments(ids)


def _denied(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    """The first denial of a segment where the two sides differ and nothing can explain it."""
    own = denials(segment.text, side).plain
    if not own:
        return
    there, here = _sides(context, segment, side)
    mine = sum(len(denials(s.text, side).plain) for s in here)
    theirs = [denials(s.text, other(side)) for s in there]
    answers = sum(len(d.plain) + len(d.hidden) for d in theirs)
    sure = side == "en" or not any(d.hidden for d in theirs)  # a Chinese sentence often says a denial twice
    if sure and mine > answers and len(own) > answers:
        span = own[answers]
        yield _Cue(segment, side, span, _denial(segment, side, span), SURE)


def _denial(segment: Segment, side: Side, span: Span) -> Message:
    word, name, rest = segment.text[slice(*span)], NAMES[side], NAMES[other(side)]
    return Message(
        en=f"{START[side]} denies something (“{word}”) that {rest.en} linked to it does not.",
        zh=f"{name.zh}有否定词“{word}”，与之对应的{rest.zh}没有否定。",
    )


def _forced(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    """A word of strong force where the other side has only the opposite force."""
    there, _ = _sides(context, segment, side)
    rest = other(side)
    for force, opposite in (FORCES, FORCES[::-1]):
        own = modals(segment.text, side, force, strong=True)
        if not own or modals(segment.text, side, opposite, strong=True):
            continue
        if _any(there, rest, force) or not _any(there, rest, opposite, strong=True):
            continue
        yield _Cue(segment, side, own[0], _weaker(segment, side, own[0], force, opposite), FORCE)


def _overstated(context: Context, segment: Segment, side: Side) -> Iterator[_Cue]:
    """A word of a summary that demands, makes certain or calls the only way what the original does not."""
    there, _ = _sides(context, segment, side)
    rest = other(side)
    name, theirs = NAMES[side], NAMES[rest]
    for kind, from_softer in steps().items():
        own = step(segment.text, side, kind, "claimed")
        if not own or any(step(s.text, rest, kind, "answered") for s in there):
            continue
        word = segment.text[slice(*own[0])]
        soft = next(((s, spans[0]) for s in there if (spans := step(s.text, rest, kind, "softer"))), None)
        said = SAID[kind]
        if soft is not None:
            softer = soft[0].text[slice(*soft[1])]
            message = Message(
                en=f"{START[side]} {said.en} (“{word}”) what {theirs.en} only proposes (“{softer}”).",
                zh=f"{theirs.zh}只是提议或推测（“{softer}”），{name.zh}{said.zh}（“{word}”）。",
            )
        elif not from_softer:
            message = Message(
                en=f"{START[side]} {said.en} (“{word}”); {theirs.en} linked to it does not say so.",
                zh=f"{name.zh}{said.zh}（“{word}”），与之对应的{theirs.zh}没有这个意思。",
            )
        else:
            continue
        yield _Cue(segment, side, own[0], message, FORCE)


def _any(segments: Sequence[Segment], side: Side, force: str, *, strong: bool = False) -> bool:
    return any(modals(s.text, side, force, strong=strong) for s in segments)


def _weaker(segment: Segment, side: Side, span: Span, force: str, opposite: str) -> Message:
    word, name, rest = segment.text[slice(*span)], NAMES[side], NAMES[other(side)]
    return Message(
        en=f"{START[side]} says “{word}” ({PLAIN[force].en}); "
        f"{rest.en} linked to it speaks of {PLAIN[opposite].en}.",
        zh=f"{name.zh}用“{word}”（{PLAIN[force].zh}），与之对应的{rest.zh}说的是“{PLAIN[opposite].zh}”。",
    )


def _flag(context: Context, cue: _Cue, severity: Severity) -> Flag:
    partners = context.partners[cue.segment.id]
    zh = cue.side == "zh"
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=severity,
        zh=(cue.segment.id,) if zh else partners,
        en=partners if zh else (cue.segment.id,),
        zh_span=cue.span if zh else None,
        en_span=None if zh else cue.span,
        score=cue.score,
        message=cue.message,
    )

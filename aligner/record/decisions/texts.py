"""The text of each segment as people edited it, in its place or as a proposal beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aligner.record.chains import by_key
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.resolved import Conflict, Edit, Standing, passage_gone, text_changed
from aligner.record.model import Alignment, Flag, Message, Segment


def settled_edits(
    alignment: Alignment, edits: Sequence[Decision]
) -> tuple[dict[str, Edit], dict[str, tuple[Standing, Message | None]], list[Conflict]]:
    """The edited text of each segment: the end of the chain of edits that starts from the source's text."""
    by_segment = by_key((decision, decision.segments[:1]) for decision in edits)
    result: dict[str, Edit] = {}
    standing: dict[str, tuple[Standing, Message | None]] = {}
    conflicts = []
    for key, taken in by_segment.items():
        segment = alignment.segments.get(key)
        if segment is None:
            standing |= {d.id: ("stale", passage_gone(key)) for d in taken}
            continue
        tips, chains = _chains(text_hash(segment.text), key, taken)
        standing |= {d.id: ("stale", text_changed(key)) for d in taken}
        standing |= {d.id: ("replaced", None) for d in taken if d.id in chains}
        if len({d.after for d in tips}) > 1:
            conflicts.append(Conflict(("text", key), tuple(tips)))
            standing |= {d.id: ("conflict", None) for d in tips}
        elif tips:
            standing |= {d.id: ("applies", None) for d in tips}
            last = tips[-1]
            if last.after != segment.text:
                result[key] = Edit(key, segment.text, str(last.after), chains[last.id])
    return result, standing, conflicts


def _chains(
    start: str, key: str, taken: Sequence[Decision]
) -> tuple[list[Decision], dict[str, tuple[Decision, ...]]]:
    """The edits that nothing replaces, and for each sound edit the chain that leads to it.

    An edit is sound if the text that it saw is the source's, or what an earlier sound edit made of it.
    """
    chains: dict[str, tuple[Decision, ...]] = {}
    made: dict[str, tuple[Decision, ...]] = {start: ()}
    replaced: set[str] = set()
    for decision in taken:  # by time
        saw = decision.seen.get(key, text_hash(decision.before or ""))
        if saw not in made:
            continue
        chains[decision.id] = (*made[saw], decision)
        replaced |= {d.id for d in made[saw]} | set(decision.over)
        replaced |= {d.id for d in taken if d.id in chains and d.by == decision.by and d is not decision}
        made[text_hash(str(decision.after))] = chains[decision.id]
        made.setdefault(saw, ())
    return [d for d in taken if d.id in chains and d.id not in replaced], chains


def with_texts(alignment: Alignment, edits: Mapping[str, Edit], *, as_printed: bool = False) -> Alignment:
    """The segments with the texts that people gave them, and the flags with spans that fit those texts.

    `as_printed`: these texts are proposals, and the segments stay as they are in the source.
    """

    def worded(segment: Segment) -> Segment:
        text = edits[segment.id].text if segment.id in edits else None
        edited, proposed = (None, text) if as_printed else (text, None)
        if (segment.edited, segment.proposed) == (edited, proposed):
            return segment
        return replace(segment, edited=edited, proposed=proposed)

    zh, en = (replace(side, segments=tuple(map(worded, side))) for side in (alignment.zh, alignment.en))
    if (zh, en) == (alignment.zh, alignment.en):
        return alignment
    new = replace(alignment, zh=zh, en=en)
    return replace(new, flags=tuple(_refit(flag, alignment, new) for flag in alignment.flags))


def _refit(flag: Flag, old: Alignment, new: Alignment) -> Flag:
    """The flag with its evidence located in the new text; a span whose words are gone is dropped."""
    for side in ("zh", "en"):
        span, keys = flag.span(side), flag.side(side)
        if span and keys and old.segments[keys[0]].shown != new.segments[keys[0]].shown:
            words = old.segments[keys[0]].shown[slice(*span)]
            at = new.segments[keys[0]].shown.find(words) if words else -1
            refitted = (at, at + len(words)) if at >= 0 else None
            flag = replace(flag, zh_span=refitted) if side == "zh" else replace(flag, en_span=refitted)
    return flag

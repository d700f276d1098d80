"""Splitting and joining passages: the decision, and what was decided about links, carried over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from aligner.record.decisions.decision import LINK_VERBS, Decision
from aligner.record.decisions.evidence import text_hash
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import SIDES, Segment, Side

# Marked passages that the panel offers to split: more do not fit beside the texts.
_OFFERED = 4


def parts_at(text: str, broken: str) -> tuple[str, ...]:
    """The parts of a text that was written once more with line breaks; none if it says anything else.

    Blanks are of no account; those of the text go to the part before them.
    """
    lines = [line for line in map(_inked, broken.split("\n")) if line]
    if "".join(lines) != _inked(text):
        return ()
    places = [place for place, character in enumerate(text) if not character.isspace()]
    cuts, inked = [0], 0
    for line in lines[:-1]:
        inked += len(line)
        cuts.append(places[inked])
    return tuple(text[start:end] for start, end in pairwise([*cuts, len(text)]))


def _inked(text: str) -> str:
    return "".join(text.split())


def splittable(resolved: Resolved, zh: Sequence[str], en: Sequence[str]) -> list[tuple[Side, Segment]]:
    """The passages that can be split, each with its side: those whose text nobody has edited."""
    segments = resolved.alignment.segments
    marked = [(side, segments[key]) for side, keys in zip(SIDES, (zh, en), strict=True) for key in keys]
    return [(side, segment) for side, segment in marked if not segment.is_reworded][:_OFFERED]


def joinable(resolved: Resolved, side: Side, keys: Sequence[str]) -> tuple[str, ...]:
    """The passages of a side in reading order, if they follow each other and nobody has edited them."""
    document = resolved.alignment.side(side)
    run = sorted(keys, key=document.position.__getitem__)
    follow = all(document.position[b] == document.position[a] + 1 for a, b in pairwise(run))
    texts = [document.by_id[key] for key in run]
    one_file = len({segment.source.file for segment in texts}) == 1
    fit = len(run) > 1 and follow and one_file and not any(segment.is_reworded for segment in texts)
    return tuple(run) if fit else ()


def parts_to_join(resolved: Resolved, side: Side, keys: Sequence[str]) -> tuple[str, ...]:
    """The texts of passages as they read in one: English sentences with a blank between them."""
    texts = [resolved.alignment.segments[key].text for key in keys]
    blank = " " if side == "en" else ""
    return (*(text + blank for text in texts[:-1]), texts[-1])


def with_links(resolved: Resolved, cut: Decision, by: str) -> Iterator[Decision]:
    """The cut, and the standing decisions on links of its passages, once more for the passages that it makes.

    Without them they would be out of date, for the passages that they saw are no more.
    """
    splits = cut.verb == "split"
    old, new = (cut.segments[:1], cut.segments) if splits else (cut.segments, cut.segments[:1])
    texts = cut.parts if splits else ("".join(cut.parts),)
    fresh = {key: text_hash(text.strip()) for key, text in zip(new, texts, strict=True)}
    standing = [
        entry.decision
        for entry in resolved.log
        if entry.standing == "applies"
        and entry.decision.verb in LINK_VERBS
        and not {*old}.isdisjoint(entry.decision.segments)
    ]
    yield replace(cut, over=(*cut.over, *(decision.id for decision in standing)))
    segments = resolved.alignment.segments
    for decision in standing:
        alone = not (decision.zh and decision.en)
        if alone and not {*old} <= {*decision.segments}:
            continue  # of two passages of which one has a counterpart, the whole has one
        zh, en = (
            tuple(dict.fromkeys(n for key in decision.side(side) for n in (new if key in old else (key,))))
            for side in SIDES
        )
        seen = {key: fresh.get(key) or text_hash(segments[key].text) for key in (*zh, *en)}
        yield replace(decision, zh=zh, en=en, by=by, at=cut.at, seen=seen, over=(decision.id,))

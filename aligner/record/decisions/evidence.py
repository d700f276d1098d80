"""What a flag rests on: its evidence, by which it is known again in another run and after a re-alignment.

A flag is known by the words it points to and the segment that holds them, not by the link, the other side's
neighbours or its number. A run of whole segments is known segment by segment, so that a dismissal of eight
dropped sentences still holds for seven of them, and never hides a ninth.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from aligner.record.model import SIDES, Alignment, Flag


def text_hash(text: str) -> str:
    """Twelve hexadecimal digits of a text's SHA-256: what a person saw."""
    return _digest(text)[:12]


def evidence(flag: Flag, alignment: Alignment) -> tuple[str, ...]:
    """The flag's evidence, an id of 16 hexadecimal digits each: one for marked words, else one per segment.

    Two flags of one record that point to the same words of the same segment share it; `evidences` tells
    them apart.
    """
    words = _words(flag, alignment)
    if not flag.check:  # a person may say several things of the same words
        words = [*words, *flag.zh, *flag.en, flag.message.en]
    if words:
        return (_digest(flag.check, flag.type, *words)[:16],)
    texts = {key: alignment.segments[key].shown for side in SIDES for key in flag.side(side)}
    if flag.zh and flag.en:
        return (_digest(flag.check, flag.type, *(p for item in texts.items() for p in item))[:16],)
    return tuple(_digest(flag.check, flag.type, key, text)[:16] for key, text in texts.items())


def evidences(alignment: Alignment) -> Mapping[str, tuple[str, ...]]:
    """For every flag of an alignment, by its id, its evidence; a repeated one is numbered in order."""
    seen: Counter[str] = Counter()
    result = {}
    for flag in alignment.flags:
        atoms = []
        for atom in evidence(flag, alignment):
            seen[atom] += 1
            atoms.append(atom if seen[atom] == 1 else _digest(atom, str(seen[atom]))[:16])
        result[flag.id] = tuple(atoms)
    return result


def fingerprint(atoms: tuple[str, ...]) -> str:
    """One id for a flag's whole evidence, as SARIF and other readers want it."""
    return atoms[0] if len(atoms) == 1 else _digest(*atoms)[:16]


def kind(flag: Flag, alignment: Alignment) -> str:
    """The kind of evidence: the same check reporting the same words, wherever they occur."""
    spans = ((flag.span(side), flag.side(side)) for side in SIDES)
    words = [
        alignment.segments[keys[0]].shown[slice(*span)].casefold() if span and keys else ""
        for span, keys in spans
    ]
    if not any(words):
        words = [alignment.segments[key].shown.casefold() for side in SIDES for key in flag.side(side)]
    return _digest(flag.check, flag.type, *words)[:16]


def _words(flag: Flag, alignment: Alignment) -> list[str]:
    """Segment id and marked words of each side that has a span."""
    result: list[str] = []
    for side in SIDES:
        span, keys = flag.span(side), flag.side(side)
        if span and keys:
            result += (keys[0], alignment.segments[keys[0]].shown[slice(*span)])
    return result


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

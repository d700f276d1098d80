"""Synthetic summaries: parallel documents, one side condensed, reordered, cut and mixed, so that the links
are known.

Made from the documents of NTREX-128 (and, for variety, from stretches of other aligned sets). A case joins
one to four documents; each is an answer, a section, or nothing in particular. The condensed side keeps some
sentences, merges, shortens, splits and moves them, and adds sentences of other documents; the full side
loses some sentences whose counterpart stays, so that a sentence on the very topic may still have no source.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data import Bead, read_set

from aligner.record.model import Document, Segment, Source

__all__ = ["Case", "Parallel", "cases", "ntrex", "stretches"]

Parallel = Sequence[tuple[str, str]]
"""A document as pairs of Chinese and English passages."""

_CLAUSE = {"zh": re.compile(r"(?<=[，；：,;])"), "en": re.compile(r"(?<=[,;:]) ")}
_JOINT = {"zh": "，", "en": "; "}
_LEAST = {"zh": 7, "en": 20}


@dataclass(frozen=True)
class Case:
    """A pair of documents and the links that should be found."""

    zh: Document
    en: Document
    pairs: frozenset[tuple[int, int]]
    """Positions (zh, en) that share content."""
    sources: frozenset[int]
    """Numbers of the documents it was made of, to keep training and testing apart."""


@dataclass
class _Item:
    """A segment in the making."""

    text: str
    beads: frozenset[tuple[int, int]]
    """(document, bead) of everything it says; empty for a foreign sentence."""
    document: int
    kind: str = "sentence"


@dataclass
class _Plan:
    """How one case is made."""

    rng: random.Random
    documents: list[int]
    condensed: str
    structure: str
    keep: float
    """Share of the beads that the condensed side keeps."""
    merge: float
    """How often it joins a sentence to the one before."""
    terse: float
    """How often it leaves out words."""
    headings: float
    """How often a sentence of the full side stands under a heading that says the like and pairs with
    nothing.
    """
    full: list[_Item] = field(default_factory=list)
    short: list[_Item] = field(default_factory=list)


def ntrex(folder: Path) -> list[Parallel]:
    """The 62 documents of NTREX-128, segment by segment."""
    lines = (folder / "ntrex-dev" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    return [list(zip(d["zh"], d["en"], strict=True)) for d in documents]


def stretches(folder: Path, names: Iterable[str], size: int = 16) -> list[Parallel]:
    """Consecutive beads of other sets, `size` at a time, as documents."""
    documents: list[Parallel] = []
    for name in names:
        for text in read_set(folder, name):
            beads = [_passages(bead, text.zh, text.en) for bead in text.gold if bead[0] and bead[1]]
            documents += [beads[i : i + size] for i in range(0, len(beads) - size, size)]
    return documents


def _passages(bead: Bead, zh: Sequence[str], en: Sequence[str]) -> tuple[str, str]:
    return "".join(zh[i] for i in bead[0]), " ".join(en[j] for j in bead[1])


def cases(documents: Sequence[Parallel], allowed: Sequence[int], count: int, seed: int) -> list[Case]:
    """`count` cases of the documents whose numbers are `allowed`."""
    rng = random.Random(seed)
    return [_case(documents, allowed, rng) for _ in range(count)]


def _case(documents: Sequence[Parallel], allowed: Sequence[int], rng: random.Random) -> Case:
    plan = _Plan(
        rng,
        rng.sample(list(allowed), rng.choice((1, 2, 3, 3, 4))),
        rng.choice(("zh", "zh", "zh", "en")),
        rng.choice(("turn", "turn", "section", "none")),
        rng.uniform(0.25, 0.8),
        rng.uniform(0.1, 0.55),
        rng.uniform(0.2, 0.9),
        rng.choice((0.0, 0.1, 0.2)),
    )
    strangers = [i for i in allowed if i not in plan.documents]
    for number in plan.documents:
        _add(plan, documents[number], number)
    for _ in range(int(len(plan.short) * rng.uniform(0.05, 0.3))):
        document = documents[rng.choice(strangers)]
        text = rng.choice(document)[0 if plan.condensed == "zh" else 1]
        place = rng.randrange(len(plan.short) + 1)
        near = plan.short[min(place, len(plan.short) - 1)].document
        plan.short.insert(place, _Item(text, frozenset(), near))
    if rng.random() < 0.3:
        order = {number: rng.random() for number in plan.documents}
        plan.short.sort(key=lambda item: order[item.document])
    return _finish(plan)


def _add(plan: _Plan, document: Parallel, number: int) -> None:
    """One document's part of both sides."""
    rng, here = plan.rng, 0 if plan.condensed == "zh" else 1
    other = "en" if plan.condensed == "zh" else "zh"
    start = rng.randrange(max(len(document) - 24, 0) + 1)
    beads = range(start, min(start + 24, len(document)))
    whole: set[int] = set()
    for bead in beads:
        if rng.random() < 0.88:
            items = _full_items(document[bead][1 - here], other, (number, bead), rng)
            whole |= {bead} if len(items) > 1 else set()
            if rng.random() < plan.headings:
                title = _shortened(document[bead][1 - here], other, rng)
                plan.full.append(_Item(_thinned(title, other, rng), frozenset(), number, "heading"))
            plan.full += items
    kept = [bead for bead in beads if rng.random() < plan.keep] or [start]
    items = [_Item(document[b][here], frozenset({(number, b)}), number) for b in kept]
    for bead, item in zip(kept, items, strict=True):
        if bead not in whole and rng.random() < 0.6:
            item.text = _shortened(item.text, plan.condensed, rng)
        if rng.random() < plan.terse:
            item.text = _thinned(item.text, plan.condensed, rng)
    items = _merged(items, plan, rng)
    for _ in range(len(items) // 4 if rng.random() < 0.6 else 0):
        i, j = rng.randrange(len(items)), rng.randrange(len(items))
        items[i], items[j] = items[j], items[i]
    plan.short += [part for item in items for part in _split(item, plan.condensed, rng, 0.12)]


def _full_items(text: str, lang: str, bead: tuple[int, int], rng: random.Random) -> list[_Item]:
    """A passage of the full side: as it is, thinned, or in two segments that both are told by the other
    side.
    """
    item = _Item(text, frozenset({bead}), bead[0])
    if rng.random() < 0.25:
        item.text = _thinned(text, lang, rng)
    elif rng.random() < 0.1:
        item.text = _shortened(text, lang, rng)
    return _split(item, lang, rng, 0.3)


def _thinned(text: str, lang: str, rng: random.Random) -> str:
    """The text without a tenth to four tenths of its words, as a terse writer leaves them out."""
    words = re.findall(r"[A-Za-z0-9.,%]+|.{1,3}", text) if lang == "zh" else text.split()
    share = rng.uniform(0.1, 0.4)
    kept = [w for w in words if rng.random() > share]
    return ("" if lang == "zh" else " ").join(kept) if len(kept) > 2 else text


def _merged(items: list[_Item], plan: _Plan, rng: random.Random) -> list[_Item]:
    merged: list[_Item] = []
    for item in items:
        if merged and rng.random() < plan.merge and len(merged[-1].beads) < 4:
            before = merged[-1]
            before.text = before.text.rstrip("。.！!") + _JOINT[plan.condensed] + item.text
            before.beads |= item.beads
        else:
            merged.append(item)
    return merged


def _shortened(text: str, lang: str, rng: random.Random) -> str:
    """The text without some of its clauses, if it has more than one."""
    clauses = _CLAUSE[lang].split(text)
    kept = [c for c in clauses if rng.random() < 0.6] or [max(clauses, key=len)]
    short = ("" if lang == "zh" else " ").join(kept)
    return short if len(short) >= _LEAST[lang] else text


def _split(item: _Item, lang: str, rng: random.Random, often: float) -> list[_Item]:
    """Now and then a segment of one bead becomes two, clause by clause."""
    clauses = _CLAUSE[lang].split(item.text)
    if len(item.beads) > 1 or len(clauses) < 2 or rng.random() > often:
        return [item]
    half = len(clauses) // 2
    gap = "" if lang == "zh" else " "
    parts = [gap.join(clauses[:half]), gap.join(clauses[half:])]
    if min(map(len, parts)) < _LEAST[lang]:
        return [item]
    return [_Item(part, item.beads, item.document, "clause") for part in parts]


def _finish(plan: _Plan) -> Case:
    short = _document(plan.short, plan.condensed, plan, full=False)
    full = _document(plan.full, "en" if plan.condensed == "zh" else "zh", plan, full=True)
    pairs = {(i, j) for i, x in enumerate(plan.short) for j, y in enumerate(plan.full) if x.beads & y.beads}
    if plan.condensed == "en":
        return Case(full, short, frozenset((j, i) for i, j in pairs), frozenset(plan.documents))
    return Case(short, full, frozenset(pairs), frozenset(plan.documents))


def _document(items: Sequence[_Item], lang: str, plan: _Plan, *, full: bool) -> Document:
    names = {number: f"Q{k}" for k, number in enumerate(plan.documents, 1)}
    segments = []
    for index, item in enumerate(items):
        name = names[item.document]
        turn = name if plan.structure == "turn" and full else None
        section = (name,) if turn is None and plan.structure != "none" else ()
        segments.append(
            Segment(
                f"{lang[0]}{index}", item.text, item.kind, Source("case", 0, len(item.text), 1),  # type: ignore[arg-type]
                section=section, turn=turn, paragraph=index // 3,
            )
        )  # fmt: skip
    return Document("zh-Hans" if lang == "zh" else "en", tuple(segments))

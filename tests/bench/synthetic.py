"""Synthetic summaries: parallel documents, one side condensed, reordered, cut and mixed, so that the links
are known.

Made from the documents of NTREX-128 (and, for variety, from stretches of other aligned sets). A case joins
one to four documents; each is an answer, a section, or nothing in particular. The
condensed side keeps some sentences, merges, shortens, splits and moves them, and adds sentences of other
documents; the full side loses some sentences whose counterpart stays, so that a sentence on the very topic
may still have no source.

The answer must be true: a passage loses clauses on one side only, and is cut in two on one side only, so that
what a pair shares is never just what both have lost. Headlines are left out, for the lead says them again.
Words are left out as a writer does it: function words, adverbs and adjectives first. What one answer says
stands now and then in another as well: it is told where the section says which answer it condenses.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jieba import posseg

from aligner.record.model import Document, Segment, Source
from tests.bench.data import Bead, read_set

__all__ = ["Case", "Parallel", "cases", "ntrex", "stretches"]

Parallel = Sequence[tuple[str, str]]
"""A document as pairs of Chinese and English passages."""

_CLAUSE = {"zh": re.compile(r"(?<=[，；：,;])"), "en": re.compile(r"(?<=[,;:]) ")}
_JOINT = {"zh": "，", "en": "; "}
_LEAST = {"zh": 7, "en": 20}
_LIGHT = frozenset(
    """
    a an the this that these those of to in on at by for with from as into about over after before
    between through during and or but so if when while also just very only even still too again already
    now then here there its his her their our my your it he she they we i you who which what is are was
    were be been being has have had do does did will would could should can may might must more most
    much many some any all each such own other new good great big small old long first last
    """.split()  # noqa: SIM905 - a list of words reads best as a line
)


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
    return [list(zip(d["zh"], d["en"], strict=True))[1:] for d in documents]


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
    if plan.structure != "none":
        _echo(plan, random.Random(repr(plan.documents)))
    for _ in range(int(len(plan.short) * rng.uniform(0.05, 0.3))):
        document = documents[rng.choice(strangers)]
        text = rng.choice(document)[0 if plan.condensed == "zh" else 1]
        place = rng.randrange(len(plan.short) + 1)
        near = plan.short[min(place, len(plan.short) - 1)]
        plan.short.insert(place, _Item(text, frozenset(), near.document))
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
    whole: set[tuple[int, int]] = set()
    for bead in beads:
        if rng.random() < 0.88:
            text = document[bead][1 - here]
            items = _full_items(text, other, (number, bead), rng)
            if len(items) > 1 or len(items[0].text) < 0.8 * len(text):
                whole.add((number, bead))
            if rng.random() < plan.headings:
                plan.full.append(_Item(_title(text, other), frozenset(), number, "heading"))
            plan.full += items
    kept = [bead for bead in beads if rng.random() < plan.keep] or [start]
    items = [_Item(document[b][here], frozenset({(number, b)}), number) for b in kept]
    for item in items:
        if not item.beads & whole and rng.random() < 0.6:
            item.text = _shortened(item.text, plan.condensed, rng)
        if rng.random() < plan.terse:
            item.text = _thinned(item.text, plan.condensed, rng)
    items = _merged(items, plan, rng)
    for _ in range(len(items) // 4 if rng.random() < 0.6 else 0):
        i, j = rng.randrange(len(items)), rng.randrange(len(items))
        items[i], items[j] = items[j], items[i]
    for item in items:
        plan.short += [item] if item.beads & whole else _split(item, plan.condensed, rng, 0.12)


def _echo(plan: _Plan, rng: random.Random) -> None:
    """Now and then what one answer says stands in another as well, where nobody found it."""
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        item = rng.choice([item for item in plan.full if item.beads])
        others = [at for at, other in enumerate(plan.full) if other.document != item.document]
        if others:
            at = rng.choice(others)
            plan.full.insert(at, _Item(item.text, frozenset(), plan.full[at].document, item.kind))


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


def _title(text: str, lang: str) -> str:
    """A heading from the beginning of a passage."""
    first = _CLAUSE[lang].split(text)[0]
    return first[:12].rstrip("，；：") if lang == "zh" else " ".join(first.split()[:6]).rstrip(",;:").title()


def _thinned(text: str, lang: str, rng: random.Random) -> str:
    """The text without many of its light words and a few of the others, as a terse writer leaves them out."""
    words = _words_zh(text) if lang == "zh" else [(w, _is_light(w)) for w in text.split()]
    share = rng.uniform(0.2, 0.8)
    kept = [w for w, light in words if rng.random() > (share if light else share / 10)]
    return ("" if lang == "zh" else " ").join(kept) if len(kept) > 2 else text


@cache
def _words_zh(text: str) -> list[tuple[str, bool]]:
    """Words, and whether each is light: an adverb, an adjective, a pronoun, a particle, a conjunction."""
    return [(w.word, w.flag[:1] in "dapruceyoz" or w.flag in ("uj", "ul")) for w in posseg.cut(text)]


def _is_light(word: str) -> bool:
    bare = word.strip("\"'“”‘’(),.;:!?").lower()
    return bare in _LIGHT or bare.endswith("ly") or bare.endswith(("ous", "ful", "ive"))


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
    segments = []
    for index, item in enumerate(items):
        name = f"Q{item.document}"
        turn = name if plan.structure == "turn" and full else None
        section = (name,) if turn is None and plan.structure != "none" else ()
        segments.append(
            Segment(
                f"{lang[0]}{index}", item.text, item.kind, Source("case", 0, len(item.text), 1),  # type: ignore[arg-type]
                section=section, turn=turn, paragraph=index // 3,
            )
        )  # fmt: skip
    return Document("zh-Hans" if lang == "zh" else "en", tuple(segments))

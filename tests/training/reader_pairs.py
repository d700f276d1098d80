"""Items as the network of the embedded reader takes them: token states, and the pairs of texts to judge."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from aligner.checks import Context
from aligner.checks.evidence.passages import words_against
from aligner.checks.reading.clues import CLUES, token_clues
from aligner.language.shadow import shadow
from aligner.language.tables import table
from aligner.record.encoding import Encoded, Encoder
from aligner.record.model import SIDES, Document, Link, Segment, Side, Source, other
from tests.training.reader_items import FAITHFUL, MAJOR, Item, Version
from tests.training.reader_network import Embedded, Network

LONGEST = {"report": 200, "original": 320}
"""Tokens of a text that the network is trained on."""
VERSIONS, TURNED = 1, 0.4
"""Pairs of two versions an item in each epoch, and how often the original is judged against versions."""
LANGUAGES: dict[Side, str] = {"zh": "zh-Hans", "en": "en"}
Array = NDArray[np.float32]
States = NDArray[np.float16]
Task = Literal["pair", "versions", "turned"]
"""A report and its original; two versions of a report; the original as a report of a version."""
TASKS: dict[Task, tuple[int, int]] = {"pair": (1, 0), "versions": (1, 1), "turned": (0, 1)}
"""Which of the two pools (originals, versions) the report is from, and which the original."""


@dataclass(frozen=True)
class Sample:
    """One version of an item as the network takes it."""

    states: States
    label: int
    marked: Array
    """Which tokens mislead, shape (n,)."""
    source_marked: Array
    """Which tokens of the original they contradict, shape (m,)."""
    clues: tuple[Array, Array]
    """What is known of its tokens, (n, c), and of those of the original, (m, c)."""


@dataclass(frozen=True)
class Group:
    """An item as the network takes it."""

    item: Item
    source: States
    versions: tuple[Sample, ...]
    kind: int


@dataclass(frozen=True)
class Pair:
    """Two texts of the pools to be compared."""

    report: int
    original: int
    label: int
    group: int
    wording: int = -1
    """The same where the same report is judged; -1 where that is of no interest."""
    kind: int = -1
    marked: Array | None = None
    source_marked: Array | None = None
    clues: tuple[Array, Array] | None = None
    """What is known of the tokens of the report and of the original; None where nothing was compared."""


@dataclass(frozen=True)
class Pool:
    """Texts: their states (t, n, 384), whether they are Chinese (t,), and where they have tokens (t, n)."""

    states: Tensor
    is_zh: Tensor
    mask: Tensor

    def embedded(self, network: Network) -> Embedded:
        """What the network makes of them by themselves."""
        return network.embed(self.states, self.is_zh, self.mask)


@dataclass(frozen=True)
class Batch:
    """Some items: their texts, and the pairs to judge by task."""

    pools: tuple[Pool, Pool]
    pairs: Mapping[Task, Sequence[Pair]]


def encoded_groups(chosen: Sequence[Item], encoder: Encoder) -> list[Group]:
    """The items with their token states."""
    chosen = [_plain(item) for item in chosen]
    texts = sorted({text for item in chosen for text in (*item.source, *(v.text for v in item.versions))})
    encoded = dict(zip(texts, encoder.encode(texts), strict=True))
    kinds = {kind: number for number, kind in enumerate(table("reading_kinds"))}
    return [_group(item, encoded, kinds, encoder.signature) for item in chosen]


def _plain(item: Item) -> Item:
    """The item in the characters in which checks read texts."""
    versions = tuple(
        Version(_read(v.text), v.label, _read(v.words), _read(v.source_words)) for v in item.versions
    )
    source = tuple(map(_read, item.source))
    return replace(item, source=source, versions=versions)


def _read(text: str) -> str:
    return shadow(text).text


def _group(item: Item, encoded: Mapping[str, Encoded], kinds: Mapping[str, int], model: str) -> Group:
    source = [encoded[text] for text in item.source]
    told = np.concatenate([part.tokens for part in source])
    starts = np.cumsum([0, *(len(text) + 1 for text in item.source)])
    spans = [
        (start + a, start + b) for start, part in zip(starts, source, strict=False) for a, b in part.spans
    ]
    joined = " ".join(item.source)
    longest = LONGEST["original"]
    return Group(
        item=item,
        source=told[:longest],
        versions=tuple(
            Sample(
                clues=_clues(item, v.text, encoded, model),
                states=encoded[v.text].tokens[: LONGEST["report"]],
                label=v.label,
                marked=_marked(encoded[v.text].spans, v.text, v.words)[: LONGEST["report"]],
                source_marked=_marked(spans, joined, v.source_words)[:longest],
            )
            for v in item.versions
        ),
        kind=kinds.get(item.kind, -1),
    )


def _clues(item: Item, text: str, encoded: Mapping[str, Encoded], model: str) -> tuple[Array, Array]:
    """What is known of the tokens of a version and of the original, each compared with the other."""
    names = {item.side: [text], other(item.side): item.source}
    documents = {
        side: Document(
            LANGUAGES[side],
            tuple(
                Segment(f"{side}{n}", part, "sentence", Source("item", 0, len(part), 1), paragraph=0)
                for n, part in enumerate(names[side])
            ),
        )
        for side in SIDES
    }
    by_id = {s.id: encoded[s.text] for side in SIDES for s in documents[side]}
    ids = {side: tuple(s.id for s in documents[side]) for side in SIDES}
    context = Context(
        **documents,
        original=other(item.side),
        kind="summary",
        links=(Link("l0", ids["zh"], ids["en"], "summarises", 1.0, "manual"),),
        absent={},
        encoded=by_id,
        model=model,
    )
    report, *_ = documents[item.side]
    read = [
        token_clues(
            words_against(context, segment, *context.partners(segment)), len(by_id[segment.id].tokens)
        )
        for segment in (report, *documents[other(item.side)])
    ]
    return read[0][: LONGEST["report"]], np.concatenate(read[1:])[: LONGEST["original"]]


def padded_clues(pairs: Sequence[Pair], report: Embedded, original: Embedded) -> tuple[Tensor, Tensor]:
    """The clues of pairs of padded texts, (b, n, c) and (b, m, c); zeros where nothing was compared."""
    result = tuple(torch.zeros(*text.mask.shape, CLUES) for text in (report, original))
    for row, pair in enumerate(pairs):
        for tensor, clues in zip(result, pair.clues or (), strict=False):
            tensor[row, : len(clues)] = torch.from_numpy(clues)
    return result[0], result[1]


def _marked(spans: Sequence[tuple[int, int]], text: str, words: str) -> Array:
    start = text.find(words) if words else -1
    end = start + len(words)
    return np.array([start >= 0 and a < end and start < b for a, b in spans], np.float32)


def batch(groups: Sequence[Group], rng: random.Random | None) -> Batch:
    """The texts of some items and the pairs to judge; without `rng` only each version with its original."""
    originals: list[tuple[States, bool]] = []
    versions: list[tuple[States, bool]] = []
    pairs: dict[Task, list[Pair]] = {task: [] for task in TASKS}
    wordings: dict[str, int] = {}
    for number, group in enumerate(groups):
        is_zh = group.item.side == "zh"
        first = len(versions)
        originals.append((group.source, not is_zh))
        versions += [(version.states, is_zh) for version in group.versions]
        for row, version in enumerate(group.versions):
            wording = wordings.setdefault(group.item.versions[row].text, len(wordings))
            kind = group.kind if version.label == MAJOR else -1
            marks = version.marked, version.source_marked, version.clues
            pairs["pair"].append(Pair(first + row, number, version.label, number, wording, kind, *marks))
        if rng is not None:
            pairs["versions"] += _versions(group, first, number, rng)
            pairs["turned"] += _turned(group, first, number, rng)
    return Batch((_padded(originals), _padded(versions)), pairs)


def _padded(texts: Sequence[tuple[States, bool]]) -> Pool:
    longest = max(len(states) for states, _ in texts)
    states = np.zeros((len(texts), longest, texts[0][0].shape[1]), np.float32)
    mask = np.zeros((len(texts), longest), bool)
    for row, (own, _) in enumerate(texts):
        states[row, : len(own)], mask[row, : len(own)] = own, True
    return Pool(torch.from_numpy(states), torch.tensor([zh for _, zh in texts]), torch.from_numpy(mask))


def _versions(group: Group, first: int, number: int, rng: random.Random) -> list[Pair]:
    """Some pairs of two versions: they differ if one of them misleads, and if the first only loses a little,
    that is all."""
    numbered = list(enumerate(group.versions, first))
    options = []
    for (a, report), (b, original) in ((x, y) for x in numbered for y in numbered if x is not y):
        if report.label == MAJOR and original.label != MAJOR:
            options.append(Pair(a, b, MAJOR, number, marked=report.marked))
        elif original.label == MAJOR and report.label != MAJOR:
            options.append(Pair(a, b, MAJOR, number, source_marked=original.marked))
        elif original.label == FAITHFUL and report.label != MAJOR:
            options.append(Pair(a, b, report.label, number))
    rng.shuffle(options)
    return options[:VERSIONS]


def _turned(group: Group, first: int, number: int, rng: random.Random) -> Iterator[Pair]:
    """The original, read as a report of a faithful and of a misleading version."""
    rows = {label: [n for n, v in enumerate(group.versions, first) if v.label == label] for label in (0, 2)}
    if rows[MAJOR] and rows[FAITHFUL] and rng.random() < TURNED:
        yield Pair(number, rng.choice(rows[MAJOR]), MAJOR, number)
        yield Pair(number, rng.choice(rows[FAITHFUL]), FAITHFUL, number)

"""From two documents to links: prepare, choose a decoder, decode, and write links down."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from aligner.language.press_report import press_report
from aligner.match.constraints import Constraints, constraints_of
from aligner.match.encoded_text import Floats, Text, heard_by_both, prepare, subset
from aligner.match.relation import relations
from aligner.match.repeats import Raw, originals, spread
from aligner.match.runs import read_runs
from aligner.match.similarity import covered
from aligner.match.summary.blocks import layout
from aligner.match.summary.context import join_leads, straighten
from aligner.match.summary.decoder import CHOSEN, condensed, decode_pairs, group, null_probability
from aligner.match.translation.decoder import Decoded, decode
from aligner.record.encoding import Encoded, Encoder, Progress
from aligner.record.model import NO_PINS, Document, Link, Matching, Mode, Pins

MATCH_VERSION = "6"
"""Raised when the same vectors would give other links."""
# Measured: literary translations .64 to .90, others above .9; with a quarter of one side missing .68 to .75;
# with half of it missing .28 to .49; a press summary .17. Anything from .5 to .63 divides these alike.
# A short summary that keeps the order of its source has .58.
_LEAST = 0.6
# Sentences that a bead of a translation rarely exceeds; where a part is missing, beads swallow the gap.
# `_LEAST` was measured with it.
_MANY = 4

_Nulls = tuple[Sequence[float] | Floats, Sequence[float] | Floats]
"""P(no counterpart) of every segment, on both sides."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One document with everything the decoders want to know of it."""

    document: Document
    text: Text
    first: list[int]
    """For each segment the position of the first that reads the same."""


def _text(document: Document, encoder: Encoder, encoded: Sequence[Encoded]) -> Text:
    """One document, made ready."""
    texts = [segment.text for segment in document]
    headings = [segment.kind == "heading" for segment in document]
    return prepare(texts, encoded, headings, read_runs(encoder, texts, encoded))


def match(
    zh: Document,
    en: Document,
    encoder: Encoder,
    *,
    mode: Mode = "auto",
    pins: Pins = NO_PINS,
    progress: Progress | None = None,
) -> Matching:
    """Link the segments of two documents that say the same.

    `mode` ``auto`` decides from the pair which decoder fits. Every segment ends in a link or in `absent`.
    Links that `pins` joins come out as they are, with score 1; their segments are in no other. Errors of the
    encoder (`ModelError`) pass through.
    """
    constraints = constraints_of(pins, zh, en)
    encoded = encoder.encode([segment.text for segment in (*zh, *en)], progress)
    texts = heard_by_both(_text(zh, encoder, encoded[: len(zh)]), _text(en, encoder, encoded[len(zh) :]))
    a, b = (
        _Side(document, text, originals(document.segments, constraints.named(side)))
        for side, (document, text) in enumerate(zip((zh, en), texts, strict=True))
    )
    chosen, links, nulls = _decode(a, b, mode, constraints)
    links = [*spread(links, a.first, b.first), *(Raw(*sides, 1.0) for sides in constraints.joined)]
    links.sort(key=lambda link: (link.zh, link.en))
    linked = {i for link in links for i in link.zh}, {j for link in links for j in link.en}
    absent = {
        segment.id: round(float(chance), 3)
        for document, positions, chances in zip((zh, en), linked, nulls, strict=True)
        for position, (segment, chance) in enumerate(zip(document, chances, strict=True))
        if position not in positions
    }
    second = f"+{b.text.runs.encoder.signature}" if b.text.encoders == "both" and b.text.runs else ""
    signature = f"model:{encoder.signature}{second}|match:{chosen}/{MATCH_VERSION}"
    return Matching(_named(links, a, b), chosen, signature, absent)


def _decode(a: _Side, b: _Side, mode: Mode, constraints: Constraints) -> tuple[Mode, list[Raw], _Nulls]:
    """The decoder that was chosen, and the links that it found besides those that are settled."""
    with threadpool_limits(1, user_api="blas"):  # the products are small: more threads only wait
        if mode == "summary" or (mode == "auto" and _is_reported(a, b)):
            return "summary", *_pairs(a, b, constraints)
        decoded = decode(a.text, b.text, constraints)
        if mode == "translation" or _fits(a.text, b.text, decoded, constraints):
            links = [
                Raw(tuple(range(a1, a2)), tuple(range(b1, b2)), score)
                for (a1, a2, b1, b2), score in decoded.full
            ]
            return "translation", _with_leads(links, a, b, constraints), decoded.null_probabilities
        return "summary", *_pairs(a, b, constraints)


def _with_leads(links: Sequence[Raw], a: _Side, b: _Side, constraints: Constraints) -> list[Raw]:
    """The links, each with the clause that leads to its first one (*与会者一致认为：*) where that clause was
    left alone: in a bead of many clauses the shortest one counts for little."""
    zh = _leads(a, {i for link in links for i in link.zh} | {*constraints.named(0)})
    en = _leads(b, {j for link in links for j in link.en} | {*constraints.named(1)})
    return [Raw(_led(link.zh, zh), _led(link.en, en), link.score) for link in links]


def _leads(side: _Side, taken: Container[int]) -> dict[int, int]:
    """Free clauses that end with a colon, by the position of the clause of the same paragraph behind each."""
    segments = side.document.segments
    return {
        at + 1: at
        for at, (lead, item) in enumerate(pairwise(segments))
        if at not in taken and lead.kind == item.kind == "clause" and lead.paragraph == item.paragraph
        if lead.text.rstrip()[-1:] in ("：", ":")
    }


def _led(places: tuple[int, ...], leads: Mapping[int, int]) -> tuple[int, ...]:
    return (leads[places[0]], *places) if places and places[0] in leads else places


def _is_reported(a: _Side, b: _Side) -> bool:
    """Whether one side is a press report about the other."""
    return press_report(*([segment.text for segment in side.document] for side in (a, b))) is not None


def _fits(a: Text, b: Text, decoded: Decoded, constraints: Constraints) -> bool:
    """Whether the chain that the translation decoder found makes sense of the two texts.

    Where one side is a summary of the other, or only a part is translated, a chain can be had only at a
    price: beads that are unsure, beads that swallow many sentences, one side of which much more is found on
    the other than the other way round, and, where the order differs, much on both sides that is in no bead.
    """
    links: list[tuple[Sequence[int], Sequence[int]]] = list(constraints.joined)
    links += [(range(a1, a2), range(b1, b2)) for (a1, a2, b1, b2), _ in decoded.full]
    if not links:
        return False
    sure = float(np.mean([1.0] * len(constraints.joined) + [score for _, score in decoded.full]))
    swallowed = float(np.mean([len(rows) + len(columns) > _MANY for rows, columns in links]))
    shares_a, shares_b = covered(a, b, links)
    share_a = _whole(a, shares_a, [rows for rows, _ in links])
    share_b = _whole(b, shares_b, [columns for _, columns in links])
    left_out = min(_left_out(a, [rows for rows, _ in links]), _left_out(b, [columns for _, columns in links]))
    return sure - swallowed - abs(share_a - share_b) - left_out >= _LEAST


def _left_out(text: Text, sides: Sequence[Sequence[int]]) -> float:
    """Share of a text that is in no bead, in tokens."""
    linked = sorted({i for side in sides for i in side})
    return 1 - float(text.sizes[linked].sum() / text.sizes.sum())


def _whole(text: Text, shares: Floats, sides: Sequence[Sequence[int]]) -> float:
    """Share of all words of a text whose like is on the other side of their bead."""
    sizes = np.array([text.sizes[list(side)].sum() for side in sides])
    return float(shares @ sizes / text.sizes.sum())


def _pairs(a: _Side, b: _Side, constraints: Constraints) -> tuple[list[Raw], _Nulls]:
    """The summary decoder on what is left when every passage stands only once."""
    kept_a, kept_b = sorted(set(a.first)), sorted(set(b.first))
    if not kept_a or not kept_b:
        return [], ([1.0] * len(a.first), [1.0] * len(b.first))
    texts = subset(a.text, kept_a), subset(b.text, kept_b)
    segments_a = [a.document.segments[i] for i in kept_a]
    segments_b = [b.document.segments[j] for j in kept_b]
    layouts = layout(segments_a), layout(segments_b)
    part = constraints.within(kept_a, kept_b)
    chance = straighten(decode_pairs(*texts, *layouts, part), *texts, *layouts, part)
    side = condensed(*texts)
    chance = part.apply(join_leads(chance, segments_a, segments_b, CHOSEN), side)
    links = [
        Raw(tuple(kept_a[i] for i in rows), tuple(kept_b[j] for j in columns), score)
        for rows, columns, score in group(part.without_links(side).apply(chance, side))
    ]
    nulls_a = dict(zip(kept_a, null_probability(chance).tolist(), strict=True))
    nulls_b = dict(zip(kept_b, null_probability(chance.T).tolist(), strict=True))
    return links, ([nulls_a[i] for i in a.first], [nulls_b[j] for j in b.first])


def _named(raw: Sequence[Raw], a: _Side, b: _Side) -> tuple[Link, ...]:
    with threadpool_limits(1, user_api="blas"):
        kinds = relations(a.text, b.text, [(link.zh, link.en) for link in raw])
    return tuple(
        Link(
            f"l{number}",
            tuple(a.document.segments[i].id for i in link.zh),
            tuple(b.document.segments[j].id for j in link.en),
            kind,
            round(link.score, 3),
        )
        for number, (link, kind) in enumerate(zip(raw, kinds, strict=True), 1)
    )

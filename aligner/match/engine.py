"""From two documents to links: prepare, choose a decoder, decode, and write links down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from aligner.match.constraints import Constraints, constraints_of
from aligner.match.encoded_text import Text, prepare, subset
from aligner.match.mode import fits
from aligner.match.relation import relations
from aligner.match.repeats import Raw, originals, spread
from aligner.match.summary.blocks import layout
from aligner.match.summary.decoder import CHOSEN, condensed, decode_pairs, group, null_probability
from aligner.match.summary.list_leads import join_leads
from aligner.match.summary.parallel import straighten
from aligner.match.translation.decoder import Decoded, decode
from aligner.record.encoding import Encoder, Progress
from aligner.record.model import NO_PINS, Document, Link, Matching, Mode, Pins

MATCH_VERSION = "3"
"""Raised when the same vectors would give other links."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One document with everything the decoders want to know of it."""

    document: Document
    text: Text
    first: list[int]
    """For each segment the position of the first that reads the same."""

    @property
    def kept(self) -> list[int]:
        """Positions of the segments that repeat no other."""
        return sorted(set(self.first))


@dataclass(frozen=True, slots=True)
class _Decoding:
    """What a decoder says."""

    links: list[Raw]
    null_probabilities: tuple[Sequence[float], Sequence[float]]
    """P(no counterpart) of every segment, on both sides."""


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
    surfaces = [s.text for s in (*zh, *en)]
    encoded = encoder.encode(surfaces, progress)
    a, b = (
        _Side(document, prepare(texts, states), originals(document.segments, named))
        for document, texts, states, named in (
            (zh, surfaces[: len(zh)], encoded[: len(zh)], constraints.named[0]),
            (en, surfaces[len(zh) :], encoded[len(zh) :], constraints.named[1]),
        )
    )
    chosen, decoding = _decode(a, b, mode, constraints)
    links = [*spread(decoding.links, a.first, b.first), *(Raw(*sides, 1.0) for sides in constraints.joined)]
    raw = sorted(links, key=lambda link: (link.zh, link.en))
    return Matching(
        _named(raw, a, b),
        chosen,
        f"model:{encoder.signature}|match:{chosen}/{MATCH_VERSION}",
        {**_absent(a, [i for r in raw for i in r.zh], decoding.null_probabilities[0]),
         **_absent(b, [j for r in raw for j in r.en], decoding.null_probabilities[1])},
    )  # fmt: skip


def _decode(a: _Side, b: _Side, mode: Mode, constraints: Constraints) -> tuple[Mode, _Decoding]:
    """The decoder that was chosen, and the links that it found besides those that are settled."""
    if mode != "summary":
        with threadpool_limits(1, user_api="blas"):  # its products are small: more threads only wait
            decoded = decode(a.text, b.text, constraints)
            if mode == "translation" or fits(a.text, b.text, decoded, constraints):
                return "translation", _chain(decoded)
    return "summary", _pairs(a, b, constraints)


def _chain(decoded: Decoded) -> _Decoding:
    links = [Raw(tuple(range(a, a2)), tuple(range(b, b2)), score) for (a, a2, b, b2), score in decoded.full]
    return _Decoding(links, (decoded.null_probabilities[0].tolist(), decoded.null_probabilities[1].tolist()))


def _pairs(a: _Side, b: _Side, constraints: Constraints) -> _Decoding:
    """The summary decoder on what is left when every passage stands only once."""
    kept_a, kept_b = a.kept, b.kept
    if not kept_a or not kept_b:
        return _Decoding([], ([1.0] * len(a.first), [1.0] * len(b.first)))
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
    return _Decoding(links, ([nulls_a[i] for i in a.first], [nulls_b[j] for j in b.first]))


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


def _absent(side: _Side, linked: Sequence[int], null_probabilities: Sequence[float]) -> dict[str, float]:
    in_links = set(linked)
    return {
        segment.id: round(float(null_probabilities[i]), 3)
        for i, segment in enumerate(side.document)
        if i not in in_links
    }

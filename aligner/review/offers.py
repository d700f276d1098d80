"""What an editor can do with the passages that are marked, each with the whole of what it will change.

An offer is made of steps; the button's words and the decisions come from the same steps, so that what the
button says is what happens. The machine drops its own links of a passage that a person links (see
`aligner.record.decisions.resolve`); an offer therefore always says what becomes of the other links of its
passages: they are taken apart, or they are accepted along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from aligner.record.decisions.decision import Verb
from aligner.record.decisions.links import rectangles
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Alignment, Link, Side, other

Pair = tuple[tuple[str, ...], tuple[str, ...]]
"""Chinese ids, English ids."""


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of an act."""

    verb: Verb
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done."""

    do: str
    """Its name in forms and in the table of words (``offer.<do>``)."""
    steps: tuple[Step, ...]
    result: tuple[Pair, ...] = ()
    """The links that there will be."""
    apart: tuple[Pair, ...] = ()
    """The pairs that will be taken apart."""
    along: tuple[Pair, ...] = ()
    """Links that are accepted along, since they share a passage."""

    @property
    def plan(self) -> str:
        """A hash of the steps: a form that was made for other steps is refused."""
        text = "|".join(f"{s.verb}:{','.join(s.zh)}:{','.join(s.en)}" for s in self.steps)
        return hashlib.sha256(f"{self.do}|{text}".encode()).hexdigest()[:12]


def offers(resolved: Resolved, zh: Collection[str], en: Collection[str]) -> tuple[Offer, ...]:
    """Everything that can be done with the marked passages, the likeliest first."""
    return tuple(_Table(resolved, zh, en).offers()) if zh or en else ()


def link_of(alignment: Alignment, zh: Collection[str], en: Collection[str]) -> Link | None:
    """The link of exactly these passages."""
    return next((link for link in alignment.links if set(link.zh) == {*zh} and set(link.en) == {*en}), None)


def bulk_links(resolved: Resolved, score: float) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The machine's links from a score on that can be accepted together, and those that cannot.

    One that shares a passage with a less certain link is left to a person: accepting it alone would take
    the other one apart.
    """
    machine = [link for link in resolved.alignment.links if link.status == "auto"]
    sure = [link for link in machine if link.score >= score]
    unsure = {key for link in machine if link.score < score for key in (*link.zh, *link.en)}
    entangled: set[str] = set()
    while True:
        more = {
            key
            for link in sure
            if not (unsure | entangled).isdisjoint((*link.zh, *link.en))
            for key in (*link.zh, *link.en)
        } - entangled
        if not more:
            break
        entangled |= more
    left = tuple(link for link in sure if not entangled.isdisjoint((*link.zh, *link.en)))
    return tuple(link for link in sure if link not in left), left


class _Table:
    """The offers for one selection; made for one page and thrown away."""

    def __init__(self, resolved: Resolved, zh: Collection[str], en: Collection[str]) -> None:
        self.resolved = resolved
        self.alignment = resolved.alignment
        self.zh = self._sorted("zh", zh)
        self.en = self._sorted("en", en)
        self.links = self.alignment.links
        self.touched = [link for link in self.links if {*self.zh} & {*link.zh} or {*self.en} & {*link.en}]
        self.exact = link_of(self.alignment, self.zh, self.en)

    def offers(self) -> Iterator[Offer]:
        if self.exact is not None:
            yield from self._of_a_link(self.exact)
        elif self.zh and self.en:
            yield from self._of_both_sides()
        else:
            yield from self._of_one_side()

    # A whole link

    def _of_a_link(self, link: Link) -> Iterator[Offer]:
        if link.status == "auto":
            yield from self._accept(link)
            yield Offer("reject", (Step("reject", link.zh, link.en),), apart=((link.zh, link.en),))
        else:
            yield Offer("unlink", (Step("unlink", link.zh, link.en),), apart=((link.zh, link.en),))
        following = self._next(link)
        if following is not None:
            yield from self._joined("merge-next", (link, following))
        if len(link.zh) + len(link.en) > 2:
            yield self._rebuilt("split", link, self._halves(link))
        for direction, do in ((-1, "up"), (1, "down")):
            yield from self._shift(link, direction, do)

    def _accept(self, link: Link) -> Iterator[Offer]:
        sharing = self._sharing([link])
        pair = (link.zh, link.en)
        if sharing:
            steps = tuple(Step("accept", x.zh, x.en) for x in (link, *sharing))
            yield Offer("accept-all", steps, (pair,), along=tuple((x.zh, x.en) for x in sharing))
            apart = self._crossing(pair)
            yield Offer("accept-only", (*_unlinks(apart), Step("accept", *pair)), (pair,), apart)
        else:
            yield Offer("accept", (Step("accept", *pair),), (pair,))

    def _halves(self, link: Link) -> list[Pair]:
        """A link in two: one passage of each side, and the rest; a single passage stays with both."""
        if len(link.zh) == len(link.en):
            return [((z,), (e,)) for z, e in zip(link.zh, link.en, strict=True)]
        first = (link.zh[:1], link.en[:1])
        return [first, (link.zh[1:] or link.zh, link.en[1:] or link.en)]

    def _next(self, link: Link) -> Link | None:
        """The link that follows in the order of the Chinese, then of the English."""
        place = self.links.index(link)
        return self.links[place + 1] if place + 1 < len(self.links) else None

    def _shift(self, link: Link, direction: int, do: str) -> Iterator[Offer]:
        """The last (first) English passage of a link goes to the link below (above)."""
        for side in ("en", "zh"):
            keys = link.side(side)
            if len(keys) > 1:
                yield from self._moved(side, (keys[-1] if direction > 0 else keys[0],), direction, do)
                return

    # Passages of both sides

    def _of_both_sides(self) -> Iterator[Offer]:
        pair: Pair = (self.zh, self.en)
        whole = next(
            (link for link in self.touched if {*self.zh} <= {*link.zh} and {*self.en} <= {*link.en}), None
        )
        apart = self._crossing(pair)
        if whole is not None and len(self.touched) == 1:
            remaining = (
                tuple(z for z in whole.zh if z not in self.zh) or whole.zh,
                tuple(e for e in whole.en if e not in self.en) or whole.en,
            )
            yield self._rebuilt("split", whole, [pair, remaining])
            yield Offer("narrow", (*_unlinks(apart), Step("link", *pair)), (pair,), apart)
            return
        if apart:
            yield Offer("relink", (*_unlinks(apart), Step("link", *pair)), (pair,), apart)
            kept = self._kept([pair], ())
            yield Offer("link-too", (Step("link", *pair), *_accepts(kept)), (pair,), along=kept)
        else:
            yield Offer("link", (Step("link", *pair),), (pair,))
        yield from self._joined("merge", self.touched, pair)

    # Passages of one side

    def _of_one_side(self) -> Iterator[Offer]:
        side: Side = "zh" if self.zh else "en"
        keys = self.zh or self.en
        apart = self._crossing((self.zh, self.en))
        joined = {*self.resolved.pins.joined}
        alone = all((((key,), ()) if side == "zh" else ((), (key,))) in joined for key in keys)
        if not alone:
            yield Offer(
                "omit", (*_unlinks(apart), Step("accept", self.zh, self.en)), ((self.zh, self.en),), apart
            )
        if apart:
            yield Offer("take-out", _unlinks(apart), apart=apart)
        if len(self.touched) == 1:
            link = self.touched[0]
            remaining = tuple(key for key in link.side(side) if key not in keys)
            if remaining and len(link.side(other(side))) == 1:
                parts = [_pair(side, part, link.side(other(side))) for part in (keys, remaining)]
                yield self._rebuilt("split", link, parts)
        elif self.touched:
            yield from self._joined("merge", self.touched, (self.zh, self.en))
        for direction, do in ((-1, "up"), (1, "down")):
            yield from self._moved(side, keys, direction, do)

    def _moved(self, side: Side, keys: tuple[str, ...], direction: int, do: str) -> Iterator[Offer]:
        """The passages leave their link and join the one of the next passage above or below."""
        home = [link for link in self.links if not {*keys}.isdisjoint(link.side(side))]
        if len(home) > 1 or (home and not {*keys} <= {*home[0].side(side)}):
            return
        apart: tuple[Pair, ...] = ()
        if home:
            target = self._beyond(home[0].side(other(side)), other(side), direction)
            apart = (_pair(side, keys, home[0].side(other(side))),)
        else:
            target = self._neighbour(keys, side, direction)
        if target is None:
            return
        keys_after = self._sorted(side, {*target.side(side), *keys})
        made = _pair(side, keys_after, target.side(other(side)))
        kept = self._kept([made], (*apart, (target.zh, target.en)))
        steps = (*_unlinks(apart), Step("link", *made), *_accepts(kept))
        yield Offer(do, steps, (made,), apart, kept)

    def _beyond(self, keys: Sequence[str], side: Side, direction: int) -> Link | None:
        """The link of the passage that follows (or precedes) some passages; a bare one if it has none."""
        document = self.alignment.document(side)
        places = [document.position[key] for key in keys]
        place = (max(places) if direction > 0 else min(places)) + direction
        if not 0 <= place < len(document):
            return None
        key = document.segments[place].id
        links = [link for link in self.links if key in link.side(side)]
        bare = Link("", *_pair(side, (key,), ()), "equivalent", 0.0)
        return links[0] if links else bare

    def _neighbour(self, keys: Sequence[str], side: Side, direction: int) -> Link | None:
        """The link of the nearest linked passage above or below on the same side."""
        document = self.alignment.document(side)
        places = [document.position[key] for key in keys]
        place = (max(places) if direction > 0 else min(places)) + direction
        while 0 <= place < len(document):
            key = document.segments[place].id
            links = [link for link in self.links if key in link.side(side)]
            if links:
                return links[-1 if direction < 0 else 0]
            place += direction
        return None

    # Building stones

    def _rebuilt(self, do: str, link: Link, parts: Sequence[Pair]) -> Offer:
        """The link goes, its parts come; links that share their passages are accepted along."""
        kept = self._kept(parts, ((link.zh, link.en),))
        steps = (
            Step("unlink", link.zh, link.en),
            *(Step("link", zh, en) for zh, en in parts),
            *_accepts(kept),
        )
        return Offer(do, steps, tuple(parts), along=kept)

    def _joined(self, do: str, links: Sequence[Link], more: Pair = ((), ())) -> Iterator[Offer]:
        """One link of all the passages of some links."""
        made = (
            self._sorted("zh", {key for link in links for key in link.zh} | {*more[0]}),
            self._sorted("en", {key for link in links for key in link.en} | {*more[1]}),
        )
        if not (made[0] and made[1]) or made == (self.zh, self.en):
            return
        kept = self._kept([made], ())
        yield Offer(do, (Step("link", *made), *_accepts(kept)), (made,), along=kept)

    def _sharing(self, links: Sequence[Link]) -> list[Link]:
        """The machine's links that share a passage with some links, or with one that does."""
        sharing = list(links)
        while True:
            keys = {key for link in sharing for key in (*link.zh, *link.en)}
            more = [
                link
                for link in self.links
                if link.status == "auto" and link not in sharing and not keys.isdisjoint((*link.zh, *link.en))
            ]
            if not more:
                return sharing[len(links) :]
            sharing += more

    def _kept(self, made: Sequence[Pair], gone: Iterable[Pair]) -> tuple[Pair, ...]:
        """What would be left of the machine's links, and fall apart unless it is accepted along.

        The machine gives up its links of every passage that a person linked, so that what is accepted along
        may call for more of it.
        """
        settled = {(z, e) for zh, en in (*made, *gone) for z in zh for e in en}
        taken = {key for zh, en in made for key in (*zh, *en)}
        waiting = [
            [(z, e) for z in link.zh for e in link.en if (z, e) not in settled]
            for link in self.links
            if link.status == "auto"
        ]
        result: list[Pair] = []
        while True:
            near = [pairs for pairs in waiting if any(z in taken or e in taken for z, e in pairs)]
            if not near:
                return tuple(result)
            waiting = [pairs for pairs in waiting if pairs not in near]
            for pairs in near:
                taken |= {key for pair in pairs for key in pair}
                result += rectangles(self.alignment, pairs)

    def _crossing(self, pair: Pair) -> tuple[Pair, ...]:
        """The pairs of other links that hold a passage of `pair` with one that is not of it."""
        apart: list[Pair] = []
        for link in self.links:
            z_in = tuple(z for z in link.zh if z in pair[0])
            e_in = tuple(e for e in link.en if e in pair[1])
            z_out = tuple(z for z in link.zh if z not in pair[0])
            e_out = tuple(e for e in link.en if e not in pair[1])
            apart += [pair for pair in ((z_in, e_out), (z_out, e_in)) if pair[0] and pair[1]]
        return tuple(dict.fromkeys(apart))

    def _sorted(self, side: Side, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(keys, key=self.alignment.document(side).position.__getitem__))


def _pair(side: Side, keys: tuple[str, ...], others: tuple[str, ...]) -> Pair:
    return (keys, others) if side == "zh" else (others, keys)


def _unlinks(pairs: Iterable[Pair]) -> tuple[Step, ...]:
    return tuple(Step("unlink", zh, en) for zh, en in pairs)


def _accepts(pairs: Iterable[Pair]) -> tuple[Step, ...]:
    return tuple(Step("accept", zh, en) for zh, en in pairs)

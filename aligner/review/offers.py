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

from aligner.record.chains import connected
from aligner.record.decisions.decision import Verb
from aligner.record.decisions.links import rectangles
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Alignment, Flag, Link, Side, other

Pair = tuple[tuple[str, ...], tuple[str, ...]]
"""Chinese ids, English ids."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done."""

    do: str
    """Its name in forms and in the table of words (``offer.<do>``)."""
    verb: Verb = "link"
    """What is decided on each pair of `result`."""
    result: tuple[Pair, ...] = ()
    """The links that there will be."""
    apart: tuple[Pair, ...] = ()
    """The pairs that will be taken apart."""
    along: tuple[Pair, ...] = ()
    """Links that are accepted along, since they share a passage."""
    rebuilt: tuple[Pair, ...] = ()
    """Links whose passages `result` holds in another way."""

    @property
    def steps(self) -> tuple[tuple[Verb, Pair], ...]:
        """The decisions, in order, each with the passages that it is about."""
        cut: Verb = "reject" if self.do == "reject" else "unlink"
        parts: Sequence[tuple[Verb, tuple[Pair, ...]]] = (
            (cut, (*self.rebuilt, *self.apart)),
            (self.verb, self.result),
            ("accept", self.along),
        )
        return tuple((verb, pair) for verb, pairs in parts for pair in pairs)

    @property
    def plan(self) -> str:
        """A hash of the steps: a form that was made for other steps is refused."""
        text = "|".join(f"{verb}:{','.join(zh)}:{','.join(en)}" for verb, (zh, en) in self.steps)
        return hashlib.sha256(f"{self.do}|{text}".encode()).hexdigest()[:12]


def offers(resolved: Resolved, zh: Collection[str], en: Collection[str]) -> tuple[Offer, ...]:
    """Everything that can be done with the marked passages, the likeliest first."""
    return tuple(_Table(resolved, zh, en).offers()) if zh or en else ()


def proposal(resolved: Resolved, flag: Flag) -> Offer | None:
    """Linking the passages that a flag says belong together, beside the links that they have; None where it
    proposes nothing, or no longer."""
    if not flag.is_proposal:
        return None
    return next((x for x in offers(resolved, flag.zh, flag.en) if x.do in ("link", "link-too")), None)


def link_of(alignment: Alignment, zh: Collection[str], en: Collection[str]) -> Link | None:
    """The link of exactly these passages."""
    return next((link for link in alignment.links if set(link.zh) == {*zh} and set(link.en) == {*en}), None)


def bulk_links(resolved: Resolved, score: float) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The machine's links from a score on that can be accepted together, and those that cannot.

    One that shares a passage with a less certain link is left to a person: accepting it alone would take
    the other one apart.
    """
    machine = [link for link in resolved.alignment.links if link.status == "auto"]
    groups = [[machine[n] for n in group] for group in connected([(*x.zh, *x.en) for x in machine])]
    safe = {link.id for group in groups if all(x.score >= score for x in group) for link in group}
    sure = [link for link in machine if link.score >= score]
    together = tuple(link for link in sure if link.id in safe)
    return together, tuple(link for link in sure if link.id not in safe)


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
        yield Offer("reject" if link.status == "auto" else "unlink", apart=((link.zh, link.en),))
        place = self.links.index(link)
        if place + 1 < len(self.links):
            yield from self._joined("merge-next", self.links[place : place + 2])
        if len(link.zh) + len(link.en) > 2:
            yield self._split(link, self._halves(link))
        for direction, do in ((-1, "up"), (1, "down")):
            yield from self._shift(link, direction, do)

    def _accept(self, link: Link) -> Iterator[Offer]:
        pair = (link.zh, link.en)
        machine = [x for x in self.links if x.status == "auto"]
        groups = ([machine[n] for n in group] for group in connected([(*x.zh, *x.en) for x in machine]))
        sharing = next(group for group in groups if link in group)
        if len(sharing) > 1:
            along = tuple((x.zh, x.en) for x in sharing if x is not link)
            yield Offer("accept-all", "accept", (pair,), along=along)
            yield Offer("accept-only", "accept", (pair,), self._crossing(pair))
        else:
            yield Offer("accept", "accept", (pair,))

    def _halves(self, link: Link) -> list[Pair]:
        """A link in two: one passage of each side, and the rest; a single passage stays with both."""
        if len(link.zh) == len(link.en):
            return [((z,), (e,)) for z, e in zip(link.zh, link.en, strict=True)]
        first = (link.zh[:1], link.en[:1])
        return [first, (link.zh[1:] or link.zh, link.en[1:] or link.en)]

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
        apart = self._crossing(pair)
        whole = self.touched[0] if len(self.touched) == 1 else None
        if whole and {*self.zh} <= {*whole.zh} and {*self.en} <= {*whole.en}:
            remaining = (
                tuple(z for z in whole.zh if z not in self.zh) or whole.zh,
                tuple(e for e in whole.en if e not in self.en) or whole.en,
            )
            yield self._split(whole, [pair, remaining])
            yield Offer("narrow", "link", (pair,), apart)
            return
        if apart:
            yield Offer("relink", "link", (pair,), apart)
            yield Offer("link-too", "link", (pair,), along=self._kept([pair], ()))
        else:
            yield Offer("link", "link", (pair,))
        yield from self._joined("merge", self.touched, pair)

    # Passages of one side

    def _of_one_side(self) -> Iterator[Offer]:
        side: Side = "zh" if self.zh else "en"
        keys = self.zh or self.en
        apart = self._crossing((self.zh, self.en))
        if not self.resolved.pins.alone.issuperset(keys):
            yield Offer("omit", "accept", ((self.zh, self.en),), apart)
        if apart:
            yield Offer("take-out", apart=apart)
        if len(self.touched) == 1:
            link = self.touched[0]
            remaining = tuple(key for key in link.side(side) if key not in keys)
            if remaining and len(link.side(other(side))) == 1:
                parts = [_pair(side, part, link.side(other(side))) for part in (keys, remaining)]
                yield self._split(link, parts)
        elif self.touched:
            yield from self._joined("merge", self.touched, (self.zh, self.en))
        for direction, do in ((-1, "up"), (1, "down")):
            yield from self._moved(side, keys, direction, do)

    def _moved(self, side: Side, keys: tuple[str, ...], direction: int, do: str) -> Iterator[Offer]:
        """The passages leave their link and join the one of the next passage above or below."""
        home = [link for link in self.links if not {*keys}.isdisjoint(link.side(side))]
        if len(home) > 1 or (home and not {*keys} <= {*home[0].side(side)}):
            return
        if home:
            partners = home[0].side(other(side))
            apart: tuple[Pair, ...] = (_pair(side, keys, partners),)
            key = next(self._beyond(partners, other(side), direction), None)
            bare = Link("", *_pair(other(side), (key,) if key else (), ()), "equivalent", 0.0)
            target = next((x for x in self.links if key in x.side(other(side))), bare if key else None)
        else:
            apart = ()
            near = self._beyond(keys, side, direction)
            target = next((x for key in near for x in self.links[::direction] if key in x.side(side)), None)
        if target is None:
            return
        keys_after = self._sorted(side, {*target.side(side), *keys})
        made = _pair(side, keys_after, target.side(other(side)))
        yield Offer(do, "link", (made,), apart, self._kept([made], (*apart, (target.zh, target.en))))

    def _beyond(self, keys: Sequence[str], side: Side, direction: int) -> Iterator[str]:
        """The passages that follow (or, backwards, precede) some passages."""
        document = self.alignment.side(side)
        places = [document.position[key] for key in keys]
        after = document.segments[max(places) + 1 :]
        return (s.id for s in (after if direction > 0 else document.segments[: min(places)][::-1]))

    # Building stones

    def _split(self, link: Link, parts: Sequence[Pair]) -> Offer:
        """The link goes, its parts come; links that share their passages are accepted along."""
        whole = ((link.zh, link.en),)
        return Offer("split", "link", tuple(parts), along=self._kept(parts, whole), rebuilt=whole)

    def _joined(self, do: str, links: Sequence[Link], more: Pair = ((), ())) -> Iterator[Offer]:
        """One link of all the passages of some links."""
        made = (
            self._sorted("zh", {key for link in links for key in link.zh} | {*more[0]}),
            self._sorted("en", {key for link in links for key in link.en} | {*more[1]}),
        )
        if not (made[0] and made[1]) or made == (self.zh, self.en):
            return
        yield Offer(do, "link", (made,), along=self._kept([made], ()))

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
        return tuple(sorted(keys, key=self.alignment.side(side).position.__getitem__))


def _pair(side: Side, keys: tuple[str, ...], others: tuple[str, ...]) -> Pair:
    return (keys, others) if side == "zh" else (others, keys)

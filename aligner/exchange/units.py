"""What translators get: units of passages that belong together, with the findings that are open on them.

A unit is a link, or several links that share a target segment, so that each target segment is in exactly
one unit and a fix has exactly one home. One unit per link, not per target segment: a source passage
that stood beside each half of its translation would be a repetition to every translation tool, and tools
fill repetitions in by themselves, with the wrong half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aligner.exchange.languages import CODES, joiner, usual_codes
from aligner.record.chains import by_key, connected
from aligner.record.decisions.evidence import text_hash
from aligner.record.errors import InputError
from aligner.record.model import OPEN, SEVERITIES, Alignment, Flag, Link, Segment, Severity, Side, other
from aligner.record.profiles import Profile, shown_flags

_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class TranslationUnit:
    """The passages of one or more links, or a passage that no link holds."""

    id: str
    """The ids of its target segments, or of its source segments where it has none, joined by dots."""
    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    links: tuple[Link, ...] = ()
    flags: tuple[Flag, ...] = ()
    """Those that are open and shown, in the order of the record."""

    @property
    def score(self) -> float | None:
        """Probability that the least certain of its links is right; None without a link."""
        return min((link.score for link in self.links), default=None)

    @property
    def relation(self) -> str:
        """The relations of its links, each once."""
        return " ".join(dict.fromkeys(link.relation for link in self.links))

    @property
    def status(self) -> str:
        """The statuses of its links, each once."""
        return " ".join(dict.fromkeys(link.status for link in self.links))

    @property
    def settled(self) -> bool:
        """Whether people confirmed all of its links."""
        return bool(self.links) and all(link.status in ("accepted", "manual") for link in self.links)


@dataclass(frozen=True)
class Selection:
    """The units of one export, with all that a writer needs to write them."""

    alignment: Alignment
    units: tuple[TranslationUnit, ...]
    codes: Mapping[Side, str] = field(default_factory=lambda: dict(CODES))
    """Language codes as the file should give them."""
    proposed: bool = False
    """Whether a printed passage has the words that people propose for it: for those who go on with them."""
    flagged: bool = False
    """Whether only units with an open flag were chosen."""
    lines: bool = False
    """Whether every segment is a line of its file, and known by its place there (`aligner align --lines`)."""

    @property
    def source(self) -> Side:
        """The side that was written first."""
        return self.alignment.original

    @property
    def target(self) -> Side:
        """The side that translators edit."""
        return other(self.alignment.original)

    def text(self, segment: Segment) -> str:
        """The current text of a segment."""
        return segment.wording if self.proposed else segment.shown

    def printed(self, unit: TranslationUnit) -> dict[str, str]:
        """What was printed where the file has a proposal, by segment id."""
        return {s.id: s.shown for s in unit.target if self.text(s) != s.shown}

    def joined(self, segments: Iterable[Segment], side: Side) -> str:
        """The current texts of segments as one passage."""
        return joiner(side).join(map(self.text, segments))

    def facts(self, unit: TranslationUnit) -> dict[str, str]:
        """What an import needs to know again, by name; empty values left out.

        ``seen`` is what the translator sees of the target, ``e6:<hash> e7:<hash>``; ``whole`` the hash of a
        target of several segments.
        """
        rows = {
            "record": self.alignment.record,
            "original": self.alignment.original,
            "source-segments": " ".join(s.id for s in unit.source),
            "segments": " ".join(s.id for s in unit.target),
            "seen": " ".join(f"{s.id}:{text_hash(self.text(s))}" for s in unit.target),
            "whole": text_hash(self.joined(unit.target, self.target)) if len(unit.target) > 1 else "",
            "links": " ".join(link.id for link in unit.links),
            "relation": unit.relation,
            "score": "" if unit.score is None else f"{unit.score:.3f}",
            "status": unit.status,
            "flags": " ".join(f.id for f in unit.flags),
        }
        rows |= {f"text-{segment.id}": self.text(segment) for segment in unit.target}
        return {name: value for name, value in rows.items() if value}

    def surroundings(self, unit: TranslationUnit) -> dict[str, str]:
        """The passages before and after on both sides, section and speaker; empty values left out."""
        rows: dict[str, str] = {}
        sides = (("source", self.source, unit.source), ("target", self.target, unit.target))
        for name, side, segments in sides:
            if segments:
                document = self.alignment.side(side)
                first, last = (document.position[s.id] for s in (segments[0], segments[-1]))
                rows[f"{name}-before"] = self.text(document.segments[first - 1]) if first else ""
                behind = document.segments[last + 1 : last + 2]
                rows[f"{name}-after"] = self.text(behind[0]) if behind else ""
        about = (*unit.target, *unit.source)[0]
        rows["section"] = " > ".join(about.section)
        rows["speaker"] = about.speaker or ""
        return {name: value for name, value in rows.items() if value}

    def writable(self) -> None:
        """`InputError` if a text holds a character that no XML file can hold."""
        held = "the character U+{code:04X}, which is not allowed in XML"
        self.refuse(_NOT_IN_XML, held, "remove it from the source, or export as json")

    def refuse(self, characters: re.Pattern[str], held: str, mend: str) -> None:
        """`InputError` if a text holds one of these characters: `held` words it, with its ``{code}``."""
        for segment in self.alignment.segments.values():
            match = characters.search(self.text(segment))
            if match:
                raise InputError(
                    f"segment {segment.id} holds {held.format(code=ord(match[0]))}",
                    file=segment.source.file,
                    line=segment.source.line,
                    mend=mend,
                )


def select_units(
    alignment: Alignment,
    *,
    flagged: bool = False,
    unmatched: bool = False,
    codes: Mapping[Side, str] | None = None,
    lines: bool = False,
    profile: Profile = "thorough",
    severities: Sequence[Severity] = SEVERITIES,
    sourced: bool = False,
    proposed: bool = False,
) -> Selection:
    """The units of a record in the order of the translation, what only the source has after what it follows.

    Args:
        alignment: the resolved record.
        flagged: only units with an open flag, passages without a counterpart among them.
        unmatched: also passages that no link holds and no flag names.
        codes: language codes for the file; the ones that translation tools accept where not given.
        lines: see `Selection.lines`.
        profile: which of the open flags the units have.
        severities: of these, only the ones of such a severity.
        sourced: the tools that read the file hide or refuse units without a source.
        proposed: see `Selection.proposed`.
    """
    flags = [
        flag
        for flag in shown_flags(alignment.flags, profile, alignment.present)
        if flag.state in OPEN and flag.severity in severities
    ]
    units = _units(alignment, flags)
    if flagged:
        answerable = _answerable(units, summary=alignment.summary, sourced=sourced)
        units = [unit for unit in answerable if unit.flags]
    elif not unmatched:
        units = [unit for unit in units if unit.source and unit.target]
    codes = {**usual_codes(alignment.zh.lang), **(codes or {})}
    return Selection(alignment, tuple(units), codes, proposed, flagged, lines)


def evidence_words(flag: Flag, side: Side, alignment: Alignment) -> str:
    """The words of one side that show the divergence; empty where the flag is about whole passages."""
    span, keys = flag.span(side), flag.side(side)
    if not span or not keys:
        return ""
    return alignment.segments[keys[0]].shown[slice(*span)]


def _answerable(units: Iterable[TranslationUnit], *, summary: bool, sourced: bool) -> list[TranslationUnit]:
    """The units that a translator can do something about, with the findings of the others as notes on the
    pair before them, or on the first: nobody is asked to translate what a summary leaves out.
    """
    result: list[TranslationUnit] = []
    waiting: tuple[Flag, ...] = ()
    pair: int | None = None
    for unit in units:
        flags = unit.flags
        if (unit.target or not summary) and (unit.source or not sourced):
            if unit.source and unit.target:
                pair, flags, waiting = len(result), (*waiting, *flags), ()
            result.append(replace(unit, flags=flags))
        elif pair is None:
            waiting += flags
        else:
            result[pair] = replace(result[pair], flags=(*result[pair].flags, *flags))
    return result


def _units(alignment: Alignment, flags: Sequence[Flag]) -> list[TranslationUnit]:
    """All units, ordered by the target; a unit without target follows what its source follows."""
    source, target = alignment.original, other(alignment.original)
    # A flag that names no target segment belongs to the source segments that it names.
    flagged = by_key((n, flag.side(target) or flag.side(source)) for n, flag in enumerate(flags))
    places = {side: alignment.side(side).position for side in (source, target)}
    units = []
    for keys, links in _groups(alignment):
        sides = {
            side: tuple(alignment.segments[key] for key in sorted(keys & place.keys(), key=place.__getitem__))
            for side, place in places.items()
        }
        name = ".".join(s.id for s in sides[target] or sides[source])
        about = sorted({n for key in keys for n in flagged.get(key, ())})
        open_flags = tuple(flags[n] for n in about)
        units.append(TranslationUnit(name, sides[source], sides[target], tuple(links), open_flags))
    linked = [unit for unit in units if unit.target]
    where = {s.id: places[target][unit.target[0].id] for unit in linked for s in unit.source}
    last, lasts = -1, {}
    for segment in alignment.side(source):
        last = where.get(segment.id, last)
        lasts[segment.id] = last

    def order(unit: TranslationUnit) -> tuple[int, int, int]:
        if unit.target:
            return places[target][unit.target[0].id], 0, 0
        return lasts[unit.source[0].id], 1, places[source][unit.source[0].id]

    return sorted(units, key=order)


def _groups(alignment: Alignment) -> list[tuple[set[str], list[Link]]]:
    """Segment ids that stand together, with the links that join them; what no link holds stands alone."""
    links = [link for link in alignment.links if link.status != "rejected" and link.zh and link.en]
    joined = connected([link.side(other(alignment.original)) for link in links])
    groups = [
        ({key for n in group for key in (*links[n].zh, *links[n].en)}, [links[n] for n in group])
        for group in joined
    ]
    linked = {key for keys, _ in groups for key in keys}
    return groups + [({key}, []) for key in alignment.segments if key not in linked]

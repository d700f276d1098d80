"""Pairs that somebody else aligned, ready for the checks, and what the file itself shows to be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter

from aligner.exchange.coded_text import Code, CodedText
from aligner.exchange.codes import numbers_are_tags
from aligner.exchange.fixes import UnitStatus
from aligner.exchange.reading import GAP, PLACE, TextReading, reading_of
from aligner.i18n.catalogue import load_bilingual
from aligner.record.characters import han_count, latin_words
from aligner.record.model import SIDES, Flag, Message, Side, Span, other

FILE_CHECKS = ("codes",)
"""What is checked of a file beside its texts: its codes and placeholders."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair that somebody aligned."""

    id: str
    zh: str
    en: str
    line: int
    original: Side | None = None
    """The side that the file calls the source; None where it says nothing."""
    status: UnitStatus = "translated"
    coded: Mapping[Side, CodedText] = field(default_factory=dict)
    """Texts with the codes that the file has beside them; none in a table."""

    def text(self, side: Side) -> str:
        """The text of one side, as the file has it."""
        return self.zh if side == "zh" else self.en


@dataclass(frozen=True)
class PairReading:
    """A pair as the checks read it."""

    row: PairRow
    original: Side

    @cached_property
    def texts(self) -> Mapping[Side, TextReading]:
        """The reading of each side."""
        tags = numbers_are_tags(self.row.en)
        coded = {side: self.row.coded.get(side) or CodedText(self.row.text(side)) for side in SIDES}
        return {side: reading_of(coded[side], side, numbers_are_tags=tags) for side in SIDES}

    @property
    def zh(self) -> str:
        """The Chinese as the checks read it."""
        return self.texts["zh"].text

    @property
    def en(self) -> str:
        """The English as the checks read it."""
        return self.texts["en"].text

    @property
    def untranslated(self) -> bool:
        """Whether nobody has translated the pair yet: its target is empty or still the source, and the file
        says that there is a target to come.
        """
        row, text = self.row, self.row.text(other(self.original)).strip()
        return row.status == "untranslated" and (not text or self.in_source_language)

    @property
    def in_source_language(self) -> bool:
        """Whether the target has words of the source's language and none of its own."""
        target = self.texts[other(self.original)].text
        han, latin = han_count(target), latin_words(target)
        return bool(latin and not han) if self.original == "en" else bool(han and not latin)

    @property
    def checks(self) -> Sequence[str] | None:
        """The checks to run on it; None for all.

        What is not translated yet, or never, is not checked; what is in the source's language, only for that.
        """
        if self.row.status == "protected" or self.untranslated:
            return ()
        return ("untranslated",) if self.in_source_language else None

    def findings(self, flags: Iterable[Flag]) -> tuple[Flag, ...]:
        """The flags of the checks, with their places in the texts of the file, and the file's own."""
        findings = [self._in_file(flag) for flag in flags]
        if self.untranslated:
            findings.append(
                self._finding("untranslated", "untranslated", "accuracy/untranslated", self.original)
            )
        elif self.checks is None:
            findings += self._lost_codes()
        return tuple(replace(flag, id=f"f{number}") for number, flag in enumerate(findings, 1))

    def _in_file(self, flag: Flag) -> Flag:
        signs = GAP + PLACE * any(text.filled for text in self.texts.values())
        hidden = str.maketrans(dict.fromkeys(signs, "…"))
        said = Message(flag.message.en.translate(hidden), flag.message.zh.translate(hidden))
        spans = {side: self.texts[side].shown(flag.span(side)) for side in SIDES}
        return replace(flag, message=said, zh_span=spans["zh"], en_span=spans["en"])

    def _lost_codes(self) -> Iterator[Flag]:
        """A finding for each placeholder that one side has and the other has not."""
        if not all(self.row.text(side).strip() for side in SIDES):
            return
        for side in (self.original, other(self.original)):
            for code in _unanswered(self.texts[side].filled, self.texts[other(side)].filled):
                key = "lost" if side == self.original else "added"
                yield self._finding(key, "markup", "design/markup", side, code.span, code=code.name)

    def _finding(
        self, key: str, kind: str, mqm: str, side: Side, span: Span | None = None, **values: str
    ) -> Flag:
        words = load_bilingual("aligner.exchange")
        names = {"side": words.name("language", side), "other": words.name("language", other(side))}
        both = all(self.row.text(each).strip() for each in SIDES)
        return Flag(
            id="",
            type=kind,
            mqm=mqm,
            severity="minor" if span else "neutral",
            zh=("z1",) if both or side == "zh" else (),
            en=("e1",) if both or side == "en" else (),
            message=words(f"pairs.{key}", **names, **values),
            score=1.0,
            zh_span=span if side == "zh" else None,
            en_span=span if side == "en" else None,
            check="codes" if span else "untranslated",
        )


def _unanswered(codes: Sequence[Code], across: Sequence[Code]) -> list[Code]:
    """The codes that have none of the same id or, failing that, of the same name on the other side."""
    key, name = attrgetter("key"), attrgetter("name")
    return _beyond(_beyond(codes, across, key), _beyond(across, codes, key), name)


def _beyond(codes: Sequence[Code], across: Sequence[Code], by: Callable[[Code], str]) -> list[Code]:
    """The codes that are more than those of the other side that say the same."""
    left = Counter(filter(None, map(by, across)))
    more = []
    for code in codes:
        left[by(code)] -= 1
        if left[by(code)] < 0:
            more.append(code)
    return more

"""The texts of a record as works that somebody wrote, said or reported: what citations are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from aligner.language.names.parts import PersonName, person_name
from aligner.publish.languages import Interface
from aligner.record.config import RecordConfig
from aligner.record.load import Record
from aligner.record.model import SIDES, Names, Side, other
from aligner.record.publication import Author, Publication

# Digits of the version of a record: eight tell two versions of one record apart, and fit a citation.
_DIGITS = 8
# People whose words a summary reports: as many as a citation names.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class CitedName:
    """An author in both languages; a body has its whole name as the family name."""

    zh: PersonName
    en: PersonName
    is_body: bool = False

    def side(self, side: Side) -> PersonName:
        """In one language."""
        return self.zh if side == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Work:
    """One text of a record."""

    side: Side
    title: Names
    authors: tuple[CitedName, ...]
    """Empty where nobody knows who wrote it; those whose words it reports are no authors."""
    reported: tuple[CitedName, ...]
    """Those whose words a summary reports."""
    date: date | None
    publication: Publication
    is_summary: bool
    is_translation: bool


def work_of(page: Interface, config: RecordConfig, side: Side) -> Work:
    """One text of a record, in the script of the page."""
    printed, basis = config.publication(side), config.publication(config.original)
    publisher, journal = page.ui_convert(printed.publisher), page.ui_convert(printed.journal)
    publication = replace(printed, publisher=publisher, journal=journal)
    speakers = basis.authors or tuple(Author(person.names) for person in config.people)
    is_summary = config.kind == "summary" and side != config.original
    authors = publication.authors or (() if is_summary else speakers)
    return Work(
        side=side,
        title=Names(page.ui_convert(config.title.zh), config.title.en),
        authors=tuple(_cited(page, author) for author in authors),
        reported=tuple(_cited(page, author) for author in speakers) if is_summary else (),
        date=publication.date or config.date,
        publication=_in_script(page, publication) if side == "zh" else publication,
        is_summary=is_summary,
        is_translation=config.kind == "translation" and side != config.original,
    )


def _in_script(page: Interface, given: Publication) -> Publication:
    return replace(given, publisher=page.ui_convert(given.publisher), journal=page.ui_convert(given.journal))


def _cited(page: Interface, author: Author) -> CitedName:
    zh, en = page.ui_convert(author.names.zh), author.names.en
    if author.is_body:
        return CitedName(PersonName(zh), PersonName(en), is_body=True)
    family = author.family
    return CitedName(*person_name(zh, en, (page.ui_convert(family.zh), family.en) if family else ("", "")))


def kind_of_text(page: Interface, work: Work, language: Side) -> str:
    """What a text is, in words, and whose words a summary reports; empty for a plain original."""
    words = page.cited_words(language)
    form = work.publication.form
    named = [author.side(language).plain for author in work.reported[:_NAMED]]
    said = (page.ui_convert(form.zh) if language == "zh" else form.en) if form else ""
    if work.is_summary:
        said = said or words(f"cite_summary_{work.side}")
        names = words("separator").join(named) + words("cite_others") * (len(work.reported) > _NAMED)
        return words("cite_reporting", form=said, names=names) if named else said
    return said or (words(f"cite_translated_{other(work.side)}") if work.is_translation else "")


def described_works(page: Interface, config: RecordConfig) -> Mapping[Side, tuple[Work, str]]:
    """Both texts of a record, each with what kind of text it is in the language of the page."""
    works = {side: work_of(page, config, side) for side in SIDES}
    return {side: (work, kind_of_text(page, work, page.language.side)) for side, work in works.items()}


def record_version(record: Record) -> str:
    """What changes when a passage of the record, or what it corresponds to, changes."""
    alignment = record.alignment
    parts = [f"{s.id}\t{s.shown}" for side in SIDES for s in alignment.side(side)]
    parts += [f"{' '.join(link.zh)}\t{' '.join(link.en)}" for link in alignment.links]
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]

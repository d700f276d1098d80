"""Citations of a record and of a passage: Chinese style, English style, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.publish.record_page.view import View

FILES = {"bibtex": ".bib", "csl": ".csl.json"}
"""The styles that programs read, with the endings of their files."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of citation."""

    style: str
    """``zh``, ``en``, ``bibtex`` or ``csl``."""
    before: str
    """Up to the locator."""
    locator: str
    """What a passage adds, with ``{}`` for its number."""
    middle: str
    """From the locator to the address."""
    address: str
    """Of the record's page."""
    after: str = ""

    def text(self, passage: str = "") -> str:
        """The citation of the record, or of a passage of it."""
        locator = self.locator.replace("{}", passage) if passage else ""
        return self.before + locator + self.middle + self.address + self.after


def citations(view: View, address: str) -> Iterator[Citation]:
    """All forms for a record whose page has this address."""
    config, site = view.record.config, view.words("site_name")
    year = str(config.date.year) if config.date else ""
    zh_title, en_title = view.ui_convert(config.title.zh), config.title.en
    zh_people = "、".join(view.ui_convert(person.names.zh) for person in config.people)
    zh_date = f"{config.date.isoformat()}，" if config.date else ""
    zh_lead = f"{zh_people}：" if zh_people else ""
    yield Citation("zh", f"{zh_lead}《{zh_title}》", "，第{}段", f"，{site}，{zh_date}", address)
    en_people = ", ".join(person.names.en for person in config.people)
    en_year = f" ({year})" if year else ""
    en_lead = f"{en_people}{en_year}. " if en_people else ""
    en_tail = f"{'' if en_people else en_year}. {site}. "
    yield Citation("en", f"{en_lead}“{en_title}”", ", passage {}", en_tail, address)
    authors = en_people.replace(", ", " and ")
    fields = {"author": authors, "title": f"{{{en_title}}}", "titleaddon": zh_title, "year": year}
    yield _bibtex(config.id, {**fields, "organization": site}, address)
    yield _csl(view, site, address)


def _bibtex(key: str, fields: dict[str, str], address: str) -> Citation:
    rows = [f"  {name} = {{{_braces(value)}}}," for name, value in fields.items() if value]
    before = "\n".join([f"@online{{{key},", *rows])
    return Citation("bibtex", before, "\n  pages = {{}},", "\n  url = {", address, "}\n}")


def _braces(text: str) -> str:
    """A value of BibTeX: TeX's own characters escaped, braces balanced."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    safe = inner.replace("\\", "").replace("{", "").replace("}", "")
    for mark in "&%$#_":
        safe = safe.replace(mark, f"\\{mark}")
    return f"{{{safe}}}" if inner is not text else safe


def _csl(view: View, site: str, address: str) -> Citation:
    config = view.record.config
    item: dict[str, object] = {"id": config.id, "type": "webpage", "title": config.title.en}
    item["original-title" if config.original == "zh" else "note"] = view.ui_convert(config.title.zh)
    if config.people:
        item["author"] = [{"literal": person.names.en} for person in config.people]
    if config.date:
        item["issued"] = {"date-parts": [[config.date.year, config.date.month, config.date.day]]}
    item |= {"container-title": site, "language": "zh, en"}
    head = json.dumps(item, ensure_ascii=False, indent=1)
    quoted = json.dumps(address, ensure_ascii=False)[1:-1]
    before = head.removesuffix("\n}") + ","
    return Citation("csl", before, '\n "section": "{}",', '\n "URL": "', quoted, '"\n}')

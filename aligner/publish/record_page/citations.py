"""Citations of a record and of a passage: Chinese style, English style, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.publish.html import html, lines, mixed, tag
from aligner.publish.record_page.view import View

__all__ = ["STYLES", "Citation", "citations", "cite_panel"]

STYLES = ("zh", "en", "bibtex", "csl")


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of citation."""

    style: str
    before: str
    """Up to the locator."""
    locator: str
    """What a passage adds, with ``{}`` for its number."""
    after: str
    """From the locator to the end."""

    def text(self, passage: str = "") -> str:
        """The citation of the record, or of a passage of it."""
        return self.before + (self.locator.replace("{}", passage) if passage else "") + self.after


def citations(view: View, address: str) -> Iterator[Citation]:
    """All forms for a record whose page has this address."""
    config, site = view.record.config, view.words("site_name")
    people = config.people
    year = str(config.date.year) if config.date else ""
    key = config.id
    zh_people = "、".join(view.ui_convert(p.names.zh) for p in people)
    en_people = ", ".join(p.names.en for p in people)
    zh_title, en_title = view.ui_convert(config.title.zh), config.title.en
    zh_lead = f"{zh_people}：" if zh_people else ""
    zh_tail = "，".join(part for part in (config.date.isoformat() if config.date else "", address) if part)
    yield Citation("zh", f"{zh_lead}《{zh_title}》", "，第{}段", f"，{site}，{zh_tail}")
    en_lead = f"{en_people}{f' ({year})' if year else ''}. " if en_people else ""
    en_tail = f"{f' ({year})' if year and not en_people else ''}. {site}. {address}"
    yield Citation("en", f"{en_lead}“{en_title}”", ", passage {}", en_tail)
    yield _bibtex(key, en_people.replace(", ", " and "), en_title, zh_title, year, site, address)
    yield _csl(view, key, site, address)


def _bibtex(key: str, people: str, title: str, zh: str, year: str, site: str, address: str) -> Citation:
    fields = {"author": people, "title": f"{{{title}}}", "titleaddon": zh, "year": year, "organization": site}
    rows = [f"  {name} = {{{_braces(value)}}}," for name, value in fields.items() if value]
    return Citation(
        "bibtex", "\n".join([f"@online{{{key},", *rows]), "\n  pages = {{}},", f"\n  url = {{{address}}}\n}}"
    )


def _braces(text: str) -> str:
    """A value of BibTeX: TeX's own characters escaped, braces balanced."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    safe = inner.replace("\\", "").replace("{", "").replace("}", "")
    for mark in "&%$#_":
        safe = safe.replace(mark, f"\\{mark}")
    return f"{{{safe}}}" if inner is not text else safe


def _csl(view: View, key: str, site: str, address: str) -> Citation:
    config = view.record.config
    item: dict[str, object] = {"id": key, "type": "webpage", "title": config.title.en}
    item["original-title" if config.original == "zh" else "note"] = view.ui_convert(config.title.zh)
    if config.people:
        item["author"] = [{"literal": person.names.en} for person in config.people]
    if config.date:
        item["issued"] = {"date-parts": [[config.date.year, config.date.month, config.date.day]]}
    item |= {"container-title": site, "language": "zh, en"}
    head = json.dumps(item, ensure_ascii=False, indent=1)
    tail = json.dumps({"URL": address}, ensure_ascii=False, indent=1)
    return Citation("csl", head.removesuffix("\n}") + ",", '\n "section": "{}",', tail.removeprefix("{"))


def cite_panel(view: View, address: str) -> str:
    """The citations of the record, folded away; from them the script makes those of a passage."""
    words = view.words
    rows = []
    for citation in citations(view, address):
        zh = view.langs["zh"]
        lang = {"zh": zh, "en": "en"}.get(citation.style)
        chinese = None if (lang or view.language.lang) == zh else zh
        shown = _lines(citation.before, chinese) + tag("span", "", class_="at", data_at=citation.locator)
        shown += _lines(citation.after, chinese).replace(
            html(address), tag("span", html(address), class_="here"), 1
        )
        rows.append(tag("dt", html(words(f"cite_{citation.style}"))))
        rows.append(
            tag(
                "dd",
                tag(
                    "pre",
                    shown,
                    data_cite=citation.style,
                    data_label=words(f"cite_{citation.style}"),
                    lang=lang,
                ),
            )
        )
    hint = tag("p", html(words("cite_passage")))
    inside = tag("summary", html(words("cite"))) + "\n" + hint + tag("dl", lines(rows), class_="cites")
    return tag("details", inside, class_="cite")


def _lines(text: str, zh: str | None) -> str:
    """Text of several lines without a line break of its own, so that a page's HTML has no blank line.

    `zh` is the tag that Chinese in it needs; None where the text is declared as Chinese already.
    """
    return "&#10;".join(mixed(line, zh) if zh else html(line) for line in text.split("\n"))

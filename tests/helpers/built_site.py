"""A built site as its readers and their programs have it: pages and files, and which passages they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lxml import html

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.language.conversion import converter
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan
from aligner.record.model import SIDES

Element = html.HtmlElement
_OF_RECORDS = re.compile(r"(zh-han[st]/)?((records|divergences|glossary|people|status)/.*|index\.html)")
"""Pages that are not the manual, and not about the site."""
_ID = r"[ez]\d+[a-z]*"
simplified = converter("zh-Hant", "zh-Hans")


@dataclass(frozen=True)
class BuiltSite:
    """A site in a folder, with what it should show of each record. `changed` holds other texts in the place
    of its files: a fault that a check must see.
    """

    folder: Path
    plans: Mapping[str, PagePlan]
    address: str = ""
    changed: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """All its files, by their paths in the folder."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in paths))

    def text(self, name: str) -> str:
        """What a file says."""
        return self.changed.get(name) or (self.folder / name).read_text(encoding="utf-8")

    @property
    def pages(self) -> Mapping[str, Element]:
        """Every page, parsed."""
        return {name: _parsed(self.text(name)) for name in self.files if name.endswith(".html")}

    @property
    def pages_of_records(self) -> Mapping[str, Element]:
        """Those that say something of a record."""
        return {name: root for name, root in self.pages.items() if _OF_RECORDS.fullmatch(name)}

    def page(self, language: SiteLanguage, address: str) -> Element:
        """A page of a language; the address is seen from its root."""
        return _parsed(self.text(f"{language.prefix}{address}index.html"))

    def record_pages(self) -> Iterator[tuple[SiteLanguage, PagePlan, Element]]:
        """The page of each record in each language."""
        for language in SITE_LANGUAGES:
            for identifier, plan in self.plans.items():
                yield language, plan, self.page(language, f"records/{identifier}/")

    def cards(self) -> Iterator[tuple[str, str, Element]]:
        """Every card of a finding: the name of its page, its record, the card."""
        for name, root in self.pages_of_records.items():
            for card in with_class(root, "finding"):
                places = [name, *card.xpath(".//a/@href"), *card.xpath(".//@data-href")]
                (identifier,) = {m[1] for p in places if (m := re.search(r"records/([^/]+)/", p))}
                yield name, identifier, card

    def download(self, identifier: str, ending: str) -> str:
        """A file of a record."""
        return self.text(f"records/{identifier}/{identifier}{ending}")

    def planted(self, name: str, old: str, new: str) -> BuiltSite:
        """The site with one thing in one file said otherwise; `old` is a pattern."""
        text, found = re.subn(old, new, self.text(name), count=1)
        assert found, f"{name} does not say {old!r}"
        return replace(self, changed={**self.changed, name: text})


@cache
def _parsed(text: str) -> Element:
    return html.fromstring(text)


def language_of(name: str) -> SiteLanguage:
    """The language of a page or a file."""
    return next((x for x in SITE_LANGUAGES if x.folder and name.startswith(x.prefix)), SITE_LANGUAGES[0])


@cache
def words(language: SiteLanguage, package: str = "aligner.publish") -> Catalogue:
    return load_catalogue(package, language.lang)


def said(element: Element) -> str:
    """The text of an element, blanks as one."""
    return " ".join(element.text_content().split())


def letters(text: str) -> str:
    """What two texts share that differ in script, punctuation and case only."""
    return re.sub(r"[\W_]", "", simplified(text)).casefold()


def numbers(element: Element) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", element.text_content())]


def with_class(root: Element, name: str) -> list[Element]:
    return list(root.xpath(f'.//*[contains(concat(" ", @class, " "), " {name} ")]'))


def linked_ids(elements: Iterable[Element]) -> set[str]:
    """The passages that links in some elements lead to."""
    anchors = (href.rpartition("#")[2] for element in elements for href in element.xpath(".//a/@href"))
    return {anchor for anchor in anchors if re.fullmatch(_ID, anchor)}


def named_ids(plan: PagePlan, text: str) -> set[str]:
    """The passages that are named in a text, also as ranges: ``z2–z5, z7``."""
    found: set[str] = set()
    for first, last in re.findall(rf"\b({_ID})(?:–({_ID}))?", text):
        document = next(d for d in map(plan.record.alignment.side, SIDES) if first in d.by_id)
        start, end = document.position[first], document.position[last or first]
        found |= {segment.id for segment in document.segments[start : end + 1]}
    return found

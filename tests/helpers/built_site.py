"""A built site as its readers and their programs have it: pages and files, what a page says of which passage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lxml import html

from aligner.i18n.catalogue import Catalogue, load_catalogue
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan, make_plan
from aligner.record.load import Record
from aligner.record.model import SIDES

Element = html.HtmlElement
MANUAL = ("reading/", "about/", "404.html")
"""Pages that speak of findings in general, and of no finding."""


@dataclass(frozen=True)
class BuiltSite:
    """A site in a folder, with the records it was built of. `changed` holds other texts in the place of its
    files: a fault that a check must see.
    """

    folder: Path
    records: tuple[Record, ...]
    changed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def plans(self) -> Mapping[str, PagePlan]:
        """What its pages show of each record."""
        return {record.config.id: make_plan(record) for record in self.records}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All its files but those of the theme."""
        names = (
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )
        return tuple(sorted(name for name in names if "assets/" not in name))

    def text(self, name: str) -> str:
        """What a file says."""
        return self.changed.get(name) or (self.folder / name).read_text(encoding="utf-8")

    @cached_property
    def pages(self) -> Mapping[str, Element]:
        """Every page, parsed."""
        return {name: html.fromstring(self.text(name)) for name in self.files if name.endswith(".html")}

    def page(self, language: SiteLanguage, address: str) -> Element:
        """A page of a language; the address is seen from its root."""
        return self.pages[f"{language.prefix}{address}index.html"]

    def record_pages(self) -> Iterator[tuple[SiteLanguage, PagePlan, Element]]:
        """The page of each record in each language."""
        for language in SITE_LANGUAGES:
            for identifier, plan in self.plans.items():
                yield language, plan, self.page(language, f"records/{identifier}/")

    def download(self, identifier: str, suffix: str) -> str:
        """A file of a record."""
        return self.text(f"records/{identifier}/{identifier}{suffix}")

    def planted(self, name: str, old: str, new: str) -> BuiltSite:
        """The site with one thing in one file said otherwise."""
        text = self.text(name)
        assert old in text, f"{name} does not say {old!r}"
        return replace(self, changed={**self.changed, name: text.replace(old, new, 1)})


def language_of(name: str) -> SiteLanguage:
    """The language of a page or a file."""
    return next((x for x in SITE_LANGUAGES if x.folder and name.startswith(x.prefix)), SITE_LANGUAGES[0])


def words(language: SiteLanguage, package: str = "aligner.publish") -> Catalogue:
    return load_catalogue(package, language.lang)


def said(element: Element) -> str:
    """The text of an element, blanks as one."""
    return " ".join(element.text_content().split())


def numbers(element: Element) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", element.text_content())]


def with_class(root: Element, name: str, tag: str = "*") -> list[Element]:
    return list(root.xpath(f'.//{tag}[contains(concat(" ", @class, " "), " {name} ")]'))


def ids_in(elements: Iterable[Element]) -> set[str]:
    """The passages that links in some elements lead to."""
    hrefs = (
        a.get("href").rpartition("#")[2] for e in elements for a in e.iter("a") if "#" in a.get("href", "")
    )
    return {href for href in hrefs if re.fullmatch(r"[ez]\d+[a-z]*", href)}


def run_ids(plan: PagePlan, text: str) -> set[str]:
    """The passages that are named in a text, also as ranges: ``z2–z5, z7``."""
    found: set[str] = set()
    for first, last in re.findall(r"\b([ez]\d+[a-z]*)(?:–([ez]\d+[a-z]*))?", text):
        document = next(d for d in map(plan.record.alignment.side, SIDES) if first in d.by_id)
        start, end = document.position[first], document.position[last or first]
        found |= {segment.id for segment in document.segments[start : end + 1]}
    return found


def settled_pattern(language: SiteLanguage) -> re.Pattern[str]:
    """How a page says that a person decided something: who, and when."""
    shared, card = words(language), words(language, "aligner.card")
    marks = {"by": "WHO", "day": "DAY"}
    forms = [shared(f"settled_{verb}", **marks) for verb in ("confirm", "flag", "accept")]
    forms += [card(f"verdict.{verb}", **marks) for verb in ("confirm", "flag")]
    patterns = (
        re.escape(form).replace("WHO", r"[^\d:]+?").replace("DAY", r"\d{4}-\d\d-\d\d") for form in forms
    )
    return re.compile("|".join(patterns))


def unconfirmed(language: SiteLanguage) -> str:
    return words(language).name("state", "issue")


def json_lines(text: str) -> dict[str, object]:
    return dict(json.loads(text))

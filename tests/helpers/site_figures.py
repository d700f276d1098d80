"""Every number with a meaning on a built site, by what it counts: one count, on whatever page."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from aligner.i18n.catalogue import shared_catalogue
from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.findings import published_status
from aligner.publish.layout.plan import PagePlan
from aligner.record.files.alignment_json import loads
from aligner.record.groups import grouped
from aligner.record.model import OPEN, SEVERITIES, SIDES, other
from aligner.record.status import record_status
from tests.helpers.built_site import BuiltSite, Element, numbers, said, with_class

GRAVEST_FIRST = tuple(reversed(SEVERITIES))
LINKS = 4
"""Columns of links in the table of records."""


@dataclass(frozen=True)
class Figure:
    """A number that a place gives for something."""

    record: str
    """Empty for all of them together."""
    what: str
    value: int
    place: str


def figures(site: BuiltSite) -> Iterator[Figure]:
    """All of them."""
    for identifier, plan in site.plans.items():
        yield from _of_record_data(plan)
        yield from _of_downloads(site, identifier)
    for language, plan, root in site.record_pages():
        yield from _of_record_page(language, plan, root)
    for language in SITE_LANGUAGES:
        yield from _of_cards(site, language)
        yield from _of_divergences(site, language)
        yield from _of_status_page(site, language)
        yield from _of_glossary(site, language)


def differing(site: BuiltSite) -> list[str]:
    """What two places count differently."""
    values: defaultdict[tuple[str, str], defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures(site):
        values[figure.record, figure.what][figure.value].append(figure.place)
    return [f"{key}: {dict(of_key)}" for key, of_key in values.items() if len(of_key) > 1]


def _of_record_data(plan: PagePlan) -> Iterator[Figure]:
    record = plan.record
    figure = partial(Figure, record.config.id, place="record")
    status = published_status(record)
    for side in SIDES:
        yield figure(f"passages {side}", status.passages[side])
        yield figure(f"covered {side}", status.covered[side])
    for severity in SEVERITIES:
        yield figure(severity, status.open_flags(severity))
    yield figure("open", status.all_open)
    yield figure("confirmed", status.confirmed)
    yield figure("decisions", status.decisions)
    if record.config.findings == record.config.profile:
        own = record_status(record)
        yield Figure(record.config.id, "open", own.all_open, "aligner status")


def _of_record_page(language: SiteLanguage, plan: PagePlan, root: Element) -> Iterator[Figure]:
    config, original = plan.record.config, plan.record.alignment.original
    figure = partial(Figure, config.id, place=f"{language.prefix}records/{config.id}/")
    facts = with_class(root, "facts")[0].xpath("./div/dd")
    for side, line in zip((original, other(original)), _coverage_lines(facts), strict=True):
        first, second = line
        yield figure(f"covered {side}", min(first, second))
        yield figure(f"passages {side}", max(first, second))
    if config.findings != "none":
        listed = numbers(facts[-1])
        yield figure("confirmed" if config.findings == "confirmed" else "open", listed[0])
        yield figure("confirmed", listed[-1] if config.findings != "confirmed" else listed[0])
    yield from _of_tables(figure, root)
    notes = with_class(root, "note")
    addresses = {e.get("id") for e in root.xpath("//*[@id]") if e.get("id").startswith("finding-")}
    yield figure("open", len(addresses))
    yield figure("notes", len(notes))
    walk = [
        n
        for p in with_class(root, "how", "p")
        for a in p.findall("a")
        if "#finding" in a.get("href", "")
        for n in numbers(a)
    ]
    if walk:
        yield figure("open", walk[0])
    reviewed = with_class(root, "reviewed")[0]
    by_people = [
        int(n) for n in re.findall(r"\((\d+) decision|，(\d+)[项項]", said(reviewed)) for n in n if n
    ]
    yield figure("decisions", sum(by_people))
    history = with_class(root, "history")
    yield figure("decisions", numbers(history[0].find("summary"))[0] if history else 0)
    for side in SIDES:
        lead = [e for e in with_class(root, "absent") if f"in-{side}" in e.get("class")]
        yield figure("absent passages", sum(_absent_passages(language, e) for e in lead))
    marked = [e for e in with_class(root, "vh") if "side" in str(e.xpath("ancestor::section/@class"))]
    doubt = re.compile("|".join(shared_catalogue(language.lang).name("language", side) for side in SIDES))
    yield figure("absent passages", sum(bool(doubt.search(said(e))) for e in marked))


def _coverage_lines(facts: list[Element]) -> list[list[int]]:
    for value in facts:
        lines = re.split(r"<br/?>", _inner(value))
        found = [[int(n) for n in re.findall(r"\d+", re.sub("<.*?>", "", line))] for line in lines]
        if len(found) == 2 and all(len(line) == 2 for line in found):
            return found
    raise AssertionError("no coverage among the facts")


def _inner(element: Element) -> str:
    from lxml import html

    return html.tostring(element, encoding="unicode")


def _absent_passages(language: SiteLanguage, element: Element) -> int:
    """How many passages a line about what is missing is about."""
    unit = "passage" if language.side == "en" else "段"
    total = 0
    for part in with_class(element, "absent__part"):
        text = said(part)
        counts = re.findall(rf"(\d+) {unit}" if unit == "passage" else rf"(\d+){unit}", text)
        total += int(counts[0]) if counts else 1
    return total


def _of_tables(figure: partial[Figure], root: Element) -> Iterator[Figure]:
    """The sums of the table beside the chart, and the label of the chart."""
    side_rows: list[list[list[int]]] = []
    for table in with_class(root, "coverage", "table"):
        for row in table.findall("tbody/tr"):
            if row.find("td") is None:
                side_rows.append([])
            else:
                side_rows[-1].append(
                    [int(numbers(cell)[0]) if numbers(cell) else 0 for cell in row.findall("td")]
                )
    for side, rows in zip(SIDES, side_rows, strict=False):
        yield figure(f"passages {side}", sum(row[0] for row in rows))
        yield figure(f"covered {side}", sum(row[1] for row in rows))
    for chart in with_class(root, "coverage-chart", "figure"):
        found = [int(n) for n in re.findall(r"\d+", chart.get("aria-label"))]
        for side, pair in zip(SIDES, (found[:2], found[2:]), strict=True):
            yield figure(f"covered {side}", min(pair))
            yield figure(f"passages {side}", max(pair))


def _of_cards(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    for address in ("", "records/"):
        root = site.page(language, address)
        for title in with_class(root, "title", "a"):
            card = title.getparent()
            if not with_class(card, "carried"):
                continue
            identifier = title.get("href").rstrip("/").rpartition("/")[2]
            figure = partial(Figure, identifier, place=f"{language.prefix}{address}")
            original = site.plans[identifier].record.alignment.original
            pair = numbers(with_class(card, "carried")[0])
            yield figure(f"covered {original}", min(pair))
            yield figure(f"passages {original}", max(pair))
            yield figure("open", numbers(with_class(card, "open")[0])[0])
    home = site.page(language, "")
    every = [
        n
        for a in home.iter("a")
        if a.get("href") == "divergences/" and "（" in said(a) + "（"
        for n in numbers(a)
    ]
    for count in every:
        yield Figure("", "open", count, f"{language.prefix} home")


def _of_divergences(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    root = site.page(language, "divergences/")
    rows = root.xpath("//li[@data-state]")
    yield Figure("", "open", len(rows), f"{language.prefix}divergences/")
    for identifier in site.plans:
        figure = partial(Figure, identifier, place=f"{language.prefix}divergences/")
        own = [row for row in rows if row.get("id").startswith(f"{identifier}-finding-")]
        severities = Counter(row.get("data-severity") for row in own)
        for severity in SEVERITIES:
            yield figure(severity, severities[severity])
        yield figure("open", len(own))
        yield figure("confirmed", sum(row.get("data-state") == "error" for row in own))


def _of_status_page(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    root = site.page(language, "status/")
    records, findings = root.findall(".//table")
    place = f"{language.prefix}status/"
    for row in records.findall("tbody/tr"):
        link = row.find(".//a")
        identifier = link.get("id") if link is not None else ""
        values = [int("".join(re.findall(r"\d", said(cell))) or 0) for cell in row.findall("td")]
        figure = partial(Figure, identifier, place=place)
        for side, value in zip(SIDES, values[:2], strict=True):
            yield figure(f"passages {side}", value)
        after = values[4 + LINKS :]
        for severity, value in zip(GRAVEST_FIRST, after[:4], strict=True):
            yield figure(severity, value)
        yield figure("confirmed", after[4])
        yield figure("decisions", after[6])
        yield figure("open", sum(after[:4]))
    open_states = [
        [numbers(c)[0] if numbers(c) else 0 for c in row.findall("td")][:2]
        for row in findings.findall("tbody/tr")
    ]
    yield Figure("", "open", sum(map(sum, open_states)), f"{place} findings")
    for severity, values in zip(GRAVEST_FIRST, open_states, strict=True):
        yield Figure("", severity, sum(values), f"{place} findings")
    yield Figure("", "confirmed", sum(values[1] for values in open_states), f"{place} findings")


def _of_glossary(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """How often each term occurs: in the list, and on its own page."""
    root = site.page(language, "glossary/")
    for row in root.xpath('//ul[@class="term-list"]/li'):
        count = numbers(with_class(row, "size")[0])[0]
        term = row.get("id")
        yield Figure("", f"term {term}", count, f"{language.prefix}glossary/")
        if count:
            page = site.page(language, f"glossary/{term}/")
            yield Figure(
                "", f"term {term}", len(with_class(page, "occurrence")), f"{language.prefix}glossary/{term}/"
            )


def _of_downloads(site: BuiltSite, identifier: str) -> Iterator[Figure]:
    figure = partial(Figure, identifier, place="download")
    alignment = loads(site.download(identifier, ".json"), file=site.folder)
    groups = grouped((flag for flag in alignment.flags if flag.state in OPEN), alignment.original)
    yield figure("open", len(groups))
    severities = Counter(group.severity for group in groups)
    for severity in SEVERITIES:
        yield figure(severity, severities[severity])
    yield figure("confirmed", sum(group.state == "error" for group in groups))
    for side in SIDES:
        yield figure(f"passages {side}", sum(s.is_passage for s in alignment.side(side)))
    flags = sum(flag.state in OPEN and bool(flag.zh or flag.en) for flag in alignment.flags)
    yield figure("open flags", flags)
    yield Figure(
        identifier,
        "open flags",
        len(set(re.findall(r"\[([fd]\w+)\]: ", site.download(identifier, ".tmx")))),
        "tmx",
    )
    yield Figure(
        identifier, "open flags", site.download(identifier, ".tei.xml").count('<span xml:id="'), "tei"
    )
    manifest = json.loads(site.text("search/search_index.json"))["docs"]
    segments = sum(len(alignment.side(side)) for side in SIDES)
    yield Figure(identifier, "segments", segments, "download")
    yield Figure(identifier, "segments", dict(manifest)[identifier] - 1, "search manifest")
    for language in SITE_LANGUAGES:
        text = json.loads(site.text(f"{language.prefix}search/texts/{identifier}.json"))
        yield Figure(identifier, "segments", len(text["passages"]) - 1, f"{language.prefix}search")
    page = site.page(SITE_LANGUAGES[0], f"records/{identifier}/")
    yield Figure(identifier, "segments", len(with_class(page, "seg")), "page")

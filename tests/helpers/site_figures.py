"""Every number with a meaning on a built site, by what it counts: one count, on whatever page."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.findings import published_status
from aligner.record.files.alignment_json import loads
from aligner.record.groups import grouped
from aligner.record.model import OPEN, SEVERITIES, SIDES, other
from aligner.record.status import record_status
from tests.helpers.built_site import BuiltSite, Element, numbers, said, with_class, words

Figure = tuple[str, str, int]
"""The record, or nothing for all of them together; what is counted; the number."""
LINKS = 4
"""Columns of links in the table of records."""


def differing_figures(site: BuiltSite) -> list[str]:
    """What two places count differently."""
    values: defaultdict[tuple[str, str], defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place, (record, what, value) in _figures(site):
        values[record, what][value].append(place)
    return [f"{key}: {dict(of_key)}" for key, of_key in values.items() if len(of_key) > 1]


def _figures(site: BuiltSite) -> Iterator[tuple[str, Figure]]:
    yield from (("status", figure) for figure in _status(site))
    yield from (("downloads", figure) for figure in _downloads(site))
    for language in SITE_LANGUAGES:
        for read in PLACES:
            yield from ((f"{language.prefix}{read.__name__}", figure) for figure in read(site, language))


def _status(site: BuiltSite) -> Iterator[Figure]:
    """What `aligner status` counts, as far as readers are shown it."""
    totals: Counter[str] = Counter()
    for identifier, plan in site.plans.items():
        record = plan.record
        is_whole = record.config.findings == record.config.profile
        for status in (published_status(record), *([record_status(record)] if is_whole else [])):
            counts = {f"passages {side}": status.passages[side] for side in SIDES}
            counts |= {f"covered {side}": status.covered[side] for side in SIDES}
            counts |= {severity: status.open_flags(severity) for severity in SEVERITIES}
            counts |= {"open": status.all_open, "confirmed": status.confirmed, "decisions": status.decisions}
            yield from ((identifier, what, value) for what, value in counts.items())
        totals.update(counts)
    yield from (("", what, value) for what, value in totals.items())


def _pair(identifier: str, side: str, found: list[int]) -> Iterator[Figure]:
    """How many passages are covered, of how many: which comes first depends on the language."""
    covered, passages = sorted(found)
    yield identifier, f"covered {side}", covered
    yield identifier, f"passages {side}", passages
    yield identifier, f"share {side}", round(100 * covered / passages)


def record_page(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """Facts, notes, chart and its table, history, what is said to be missing."""
    for identifier, plan in site.plans.items():
        root, config = site.page(language, f"records/{identifier}/"), plan.record.config
        facts = with_class(root, "facts")[0].xpath("./div/dd")
        (coverage,) = (value for value in facts if value.find("br") is not None)
        found, original = numbers(coverage), config.original
        yield from _pair(identifier, original, found[:2])
        yield from _pair(identifier, other(original), found[2:])
        if config.findings != "none":
            found = numbers(facts[-1])
            yield identifier, "open", found[0]
            yield identifier, "confirmed", found[0 if config.findings == "confirmed" else -1]
            yield from ((identifier, s, _number(language, facts[-1], s)) for s in SEVERITIES)
        yield identifier, "open", len(root.xpath("//*[starts-with(@id, 'finding-')]"))
        yield from ((identifier, "open", n) for n in map(int, re.findall(r"\d+", _walk(root))))
        yield (
            identifier,
            "decisions",
            _decisions(with_class(root, "reviewed")[0]),
        )
        history = with_class(root, "history")
        yield identifier, "decisions", numbers(history[0].find("summary"))[0] if history else 0
        yield from _chart(identifier, root)
        yield from _missing(identifier, language, root)


def _number(language: SiteLanguage, findings: Element, severity: str) -> int:
    """How many findings of a severity there are, in words."""
    form = words(language)("findings_severity", name=words(language).name("severity", severity), n=77)
    count = re.search(re.escape(form).replace("77", r"(\d+)"), said(findings))
    return int(count[1]) if count else 0


def _decisions(reviewed: Element) -> int:
    """How many decisions people have taken, by those who have reviewed a record."""
    return sum(map(int, re.findall(r"(\d+)(?: decision|项|項)", said(reviewed))))


def _walk(root: Element) -> str:
    """The link that leads through more than one finding."""
    return " ".join(root.xpath("//p[@class='how']/a[starts-with(@href, '#finding')]/text()"))


def _chart(identifier: str, root: Element) -> Iterator[Figure]:
    """The label of the chart, and the sums of the table beside it."""
    for chart in with_class(root, "coverage-chart"):
        found = [int(number) for number in re.findall(r"\d+", chart.get("aria-label"))]
        yield from _pair(identifier, "zh", found[:2])
        yield from _pair(identifier, "en", found[2:])
    for side, heading in zip(SIDES, root.xpath("//table[@class='coverage']//tr[th/@colspan]"), strict=False):
        rows = heading.xpath("following-sibling::tr[td]")
        rows = [row for row in rows if row.xpath("preceding-sibling::tr[th/@colspan]")[-1] is heading]
        for what, column in (("passages", 0), ("covered", 1)):
            yield identifier, f"{what} {side}", sum(sum(numbers(row.findall("td")[column])) for row in rows)


def _missing(identifier: str, language: SiteLanguage, root: Element) -> Iterator[Figure]:
    """Passages that are said to be missing: beside the texts in either order, and by their numbers."""
    counted = re.compile(r"(\d+) passage" if language.side == "en" else r"(\d+)段")
    for side in SIDES:
        parts = root.xpath(f"//p[contains(@class, 'in-{side}')]//*[contains(@class, 'absent__part')]")
        counts = (counted.search(said(part)) for part in parts)
        yield identifier, "missing", sum(int(count[1]) if count else 1 for count in counts)
    numbered = root.xpath("//section[starts-with(@class, 'side')]//*[contains(@class, 'vh')]")
    lacking = re.compile("|".join(words(language).name("language", side) for side in SIDES))
    yield identifier, "missing", sum(bool(lacking.search(said(e))) for e in numbered)


def cards(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """The cards of records on the home page and in the list of records; how many findings there are."""
    for address in ("", "records/"):
        for title in site.page(language, address).xpath(
            "//a[@class='title'][following-sibling::*[@class='carried']]"
        ):
            identifier, card = title.get("href").split("/")[-2], title.getparent()
            original = site.plans[identifier].record.alignment.original
            yield from _pair(identifier, original, numbers(with_class(card, "carried")[0]))
            yield from ((identifier, "open", n) for n in numbers(with_class(card, "open")[0]))
    for link in site.page(language, "").xpath("//p[@class='how']/a[@href='divergences/']"):
        yield "", "open", numbers(link)[0]


def divergences(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """The list of findings."""
    rows = site.page(language, "divergences/").xpath("//li[@data-state]")
    for identifier in ("", *site.plans):
        own = [row for row in rows if not identifier or row.get("id").startswith(f"{identifier}-finding-")]
        severities = Counter(row.get("data-severity") for row in own)
        yield from ((identifier, severity, severities[severity]) for severity in SEVERITIES)
        yield identifier, "open", len(own)
        yield identifier, "confirmed", sum(row.get("data-state") == "error" for row in own)


def status_page(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """The table of records with its sums, and that of findings."""
    records, findings = site.page(language, "status/").findall(".//table")
    for row in records.findall("tbody/tr"):
        identifier = next(iter(row.xpath(".//a/@id")), "")
        cells = [sum(numbers(cell)) for cell in row.findall("td")]
        severe = dict(zip(SEVERITIES[::-1], cells[4 + LINKS :], strict=False))
        counts = {
            **severe,
            "open": sum(severe.values()),
            "confirmed": cells[8 + LINKS],
            "decisions": cells[10 + LINKS],
        }
        counts |= dict(zip(("passages zh", "passages en", "share zh", "share en"), cells, strict=False))
        yield from ((identifier, what, value) for what, value in counts.items())
    for row, severity in zip(findings.findall("tbody/tr"), SEVERITIES[::-1], strict=True):
        yield "", severity, sum(sum(numbers(cell)) for cell in row.findall("td")[: len(OPEN)])
    states = [row.findall("td") for row in findings.findall("tbody/tr")]
    yield "", "confirmed", sum(sum(numbers(cells[1])) for cells in states)


def about(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """How many findings people have confirmed; how many decisions each has taken."""
    root = site.page(language, "about/")
    form = words(language)("about_decided", n=77, confirmed=88, dismissed=99)
    pattern = re.sub("77|88|99", r"(\\d+)", re.escape(form))
    for decided, confirmed, dismissed in re.findall(pattern, said(root)):
        yield "", "confirmed", int(confirmed)
        yield "", "confirmed", int(decided) - int(dismissed)
    for name in root.xpath("//dl[@class='index']/div"):
        identifier = name.xpath("dt/a/@href")[0].split("/")[-2]
        yield (
            identifier,
            "decisions",
            _decisions(name.find("dd")),
        )


def glossary(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """How often each term occurs: in the list, and on its own page."""
    for row in site.page(language, "glossary/").xpath('//ul[@class="term-list"]/li'):
        term, (count, *_) = row.get("id"), numbers(with_class(row, "size")[0])
        yield "", f"term {term}", count
        if count:
            yield "", f"term {term}", len(with_class(site.page(language, f"glossary/{term}/"), "occurrence"))


def search(site: BuiltSite, language: SiteLanguage) -> Iterator[Figure]:
    """How many passages can be found."""
    for identifier in site.plans:
        text = json.loads(site.text(f"{language.prefix}search/texts/{identifier}.json"))
        yield identifier, "segments", len(text["passages"]) - 1
        yield identifier, "segments", len(with_class(site.page(language, f"records/{identifier}/"), "seg"))


PLACES: tuple[Callable[[BuiltSite, SiteLanguage], Iterator[Figure]], ...] = (
    record_page,
    cards,
    divergences,
    status_page,
    about,
    glossary,
    search,
)


def _downloads(site: BuiltSite) -> Iterator[Figure]:
    segments = dict(json.loads(site.text("search/search_index.json"))["docs"])
    for identifier in site.plans:
        alignment = loads(site.download(identifier, ".json"), file=site.folder)
        groups = grouped((flag for flag in alignment.flags if flag.state in OPEN), alignment.original)
        severities = Counter(group.severity for group in groups)
        yield from ((identifier, severity, severities[severity]) for severity in SEVERITIES)
        yield identifier, "open", len(groups)
        yield identifier, "confirmed", sum(group.state == "error" for group in groups)
        yield from (
            (identifier, f"passages {s}", sum(x.is_passage for x in alignment.side(s))) for s in SIDES
        )
        yield identifier, "flags", sum(flag.state in OPEN for flag in alignment.flags)
        yield identifier, "flags", len({*re.findall(r"\[([fd]\w+)\]: ", site.download(identifier, ".tmx"))})
        yield identifier, "flags", site.download(identifier, ".tei.xml").count('<span xml:id="')
        yield identifier, "segments", sum(len(alignment.side(side)) for side in SIDES)
        yield identifier, "segments", segments[identifier] - 1

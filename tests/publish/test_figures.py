"""One count of what is covered and of what is open, on every page, in the workbench, in `status`."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from aligner.cli.main import main
from aligner.publish import publish
from aligner.record.groups import FindingGroup, grouped
from aligner.record.load import find_configs, load_record
from aligner.record.model import OPEN, SEVERITIES, SIDES, other
from aligner.record.profiles import shown_flags
from aligner.review.app import create_app
from aligner.review.progress import progress
from aligner.review.security import access_for
from tests.helpers.site import REPOSITORY

SEEDS = REPOSITORY / "seeds"
CONFIGS = {config.id: config for config in find_configs(SEEDS)}
FOLDERS = {"en": "", "zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}
LINKS = 4
"""Columns of links in the table of records."""


@dataclass(frozen=True)
class Figures:
    """What `aligner status` says of a record."""

    covered: dict[str, int]
    passages: dict[str, int]
    open: dict[str, int]
    confirmed: int

    @property
    def all_open(self) -> int:
        return sum(self.open.values())


@pytest.fixture(scope="module")
def seeds_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of both seeds, without downloads and pages by hand."""
    base = tmp_path_factory.mktemp("seeds")
    publish([*CONFIGS.values()], base / "site", work=base / "work", docs=base / "docs", project=base)
    return base / "site"


@pytest.fixture(params=sorted(CONFIGS))
def record(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def figures(record: str, capsys: pytest.CaptureFixture[str]) -> Figures:
    main(["status", record, "--seeds", str(SEEDS), "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)["records"]
    return Figures(
        covered=row["covered"],
        passages=row["passages"],
        open={severity: sum(row["flags"][severity][state] for state in OPEN) for severity in SEVERITIES},
        confirmed=sum(row["flags"][severity]["error"] for severity in SEVERITIES),
    )


def page(site: Path, lang: str, address: str) -> html.HtmlElement:
    return html.parse(site / FOLDERS[lang] / address / "index.html").getroot()


def shown_findings(record: str) -> tuple[FindingGroup, ...]:
    """The findings that the record's profile shows, several flags about one passage as one."""
    config = CONFIGS[record]
    alignment = load_record(config).alignment
    return grouped(shown_flags(alignment.flags, config.profile), alignment.original)


def test_something_is_counted() -> None:
    """Some record shows findings, and hides some: the figures below are not all nought."""
    shown = {record: len(shown_findings(record)) for record in CONFIGS}
    flags = {record: len(load_record(CONFIGS[record]).alignment.flags) for record in CONFIGS}
    assert any(flags[record] > shown[record] > 0 for record in CONFIGS)


def numbers(element: html.HtmlElement) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", element.text_content())]


@pytest.mark.parametrize("lang", FOLDERS)
@pytest.mark.parametrize("address", ["", "records/"])
def test_cards(seeds_site: Path, record: str, figures: Figures, lang: str, address: str) -> None:
    (title,) = page(seeds_site, lang, address).xpath(f'//a[@class="title"][contains(@href, "{record}/")]')
    card = title.getparent()
    (carried,), (findings,) = card.xpath('.//span[@class="carried"]'), card.xpath('.//span[@class="open"]')
    side = CONFIGS[record].original
    assert sorted(numbers(carried)) == sorted([figures.covered[side], figures.passages[side]])
    assert numbers(findings) == [figures.all_open]


@pytest.mark.parametrize("lang", FOLDERS)
def test_status_page(seeds_site: Path, record: str, figures: Figures, lang: str) -> None:
    row = page(seeds_site, lang, "status/").xpath(f'//a[@id="{record}"]/ancestor::tr')[0]
    cells = [cell.text_content().replace("–", "0") for cell in row.findall("td")]
    share = {side: f"{100 * figures.covered[side] / figures.passages[side]:.0f}%" for side in SIDES}
    assert cells[:4] == [*(str(figures.passages[side]) for side in SIDES), *(share[side] for side in SIDES)]
    gravest_first = [figures.open[severity] for severity in reversed(SEVERITIES)]
    assert [int(cell) for cell in cells[4 + LINKS :][:5]] == [*gravest_first, figures.confirmed]


@pytest.mark.parametrize("lang", FOLDERS)
def test_list_of_divergences(seeds_site: Path, record: str, figures: Figures, lang: str) -> None:
    """Every finding, with every passage that it concerns."""
    root = page(seeds_site, lang, "divergences/")
    entries = root.xpath(f'//h2[@id="{record}"]/following-sibling::ul/li')
    severities = Counter(entry.get("data-severity") for entry in entries)
    assert {severity: severities[severity] for severity in SEVERITIES} == figures.open
    assert sum(entry.get("data-state") == "error" for entry in entries) == figures.confirmed
    linked = [
        {a.get("href").partition("#")[2] for a in entry.xpath('.//a[@class="id"]')} for entry in entries
    ]
    groups = [group for group in shown_findings(record) if group.state in OPEN]
    assert Counter(map(frozenset, linked)) == Counter(frozenset(group.segments) for group in groups)


def test_filters_of_the_list(seeds_site: Path) -> None:
    """The button that shows all counts what the list holds, and so does each other one; the state can always
    be chosen, so that what nobody has confirmed can be hidden.
    """
    root = page(seeds_site, "en", "divergences/")
    for group in ("kind", "severity", "state"):
        buttons = root.xpath(f'//input[@name="{group}"]')
        counts = {
            button.get("value"): numbers(root.xpath(f'//label[@for="{button.get("id")}"]')[0])[0]
            for button in buttons
        }
        listed = Counter(entry.get(f"data-{group}") for entry in root.xpath("//li[@data-kind]"))
        states = dict.fromkeys(OPEN, 0) if group == "state" else {}
        assert counts == {"all": listed.total(), **states, **listed}


@pytest.mark.parametrize("lang", FOLDERS)
def test_record_page(seeds_site: Path, record: str, figures: Figures, lang: str) -> None:
    facts = page(seeds_site, lang, f"records/{record}/").xpath('//dl[@class="facts"]')[0]
    texts = [numbers(value) for value in facts.xpath("./div/dd")]
    side = CONFIGS[record].original
    own = other(side)
    carried = {figures.covered[side], figures.passages[side]}
    back = {figures.covered[own], figures.passages[own]}
    assert (carried, back) in [({*text[:2]}, {*text[2:]}) for text in texts]
    severities = [figures.open[severity] for severity in reversed(SEVERITIES) if figures.open[severity]]
    assert [figures.all_open, *severities, figures.confirmed] in texts


def test_workbench(record: str, figures: Figures) -> None:
    counts = progress(load_record(CONFIGS[record]).alignment, shown_findings(record))
    assert counts.findings_open == figures.all_open
    app = create_app([CONFIGS[record]], by="Ann", access=access_for("127.0.0.1", 8765), due=lambda *_: False)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        shown, home = (client.get(address).text for address in (f"/records/{record}", "/"))
    (count,) = re.findall(r'<span class="count">(\d+) of \d+ findings open</span>', shown)
    assert int(count) == figures.all_open
    covered = [number for side in SIDES for number in (figures.covered[side], figures.passages[side])]
    for text in (shown, home):
        (sentence,) = re.findall(r">covered: (.*?)<", text)
        assert [int(number) for number in re.findall(r"\d+", sentence)] == covered

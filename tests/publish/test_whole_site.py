"""What all pages of a site say together, in three languages: the same figures everywhere, no absence that a
finding contradicts, nothing unconfirmed in the indicative, no dead link, no wrong citation.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from starlette.testclient import TestClient

from aligner.cli.main import main
from aligner.cli.publish import formats
from aligner.publish import publish
from aligner.publish.layout.plan import make_plan
from aligner.record.glossary import load_glossary
from aligner.record.load import find_configs, load_record
from aligner.record.model import OPEN, SIDES
from aligner.review.app import create_app
from aligner.review.security import access_for
from tests.helpers.built_site import BuiltSite, numbers
from tests.helpers.site import ADDRESS, REPOSITORY, build
from tests.helpers.site_citations import wrong_citations
from tests.helpers.site_claims import dead_links, unmarked_claims, wrong_absences
from tests.helpers.site_figures import differing_figures
from tests.helpers.varied_records import varied

SEEDS = REPOSITORY / "seeds"
CONFIGS = {config.id: config for config in find_configs(SEEDS)}
CHECKS = {
    check.__name__: check
    for check in (differing_figures, wrong_absences, unmarked_claims, dead_links, wrong_citations)
}


@pytest.fixture(scope="module")
def seeds_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of this repository, without an address."""
    base = tmp_path_factory.mktemp("seeds")
    publish(
        [*CONFIGS.values()],
        base / "site",
        work=base / "work",
        docs=REPOSITORY / "docs",
        project=REPOSITORY,
        glossary=load_glossary(SEEDS / "glossary.yml"),
        formats=formats(),
    )
    plans = {name: make_plan(load_record(config)) for name, config in CONFIGS.items()}
    return BuiltSite(base / "site", plans)


@pytest.fixture(scope="module")
def varied_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of records of every kind in every state of review, at an address."""
    base = tmp_path_factory.mktemp("varied")
    made = varied(base / "seeds")
    build(base, made, formats=formats())
    return BuiltSite(base / "site", {record.config.id: make_plan(record) for record in made}, ADDRESS)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", ["seeds_site", "varied_site"])
def test_no_fault(request: pytest.FixtureRequest, check: str, name: str) -> None:
    assert CHECKS[check](request.getfixturevalue(name)) == []


PLANTED = """
differing_figures index.html | 6 open findings | 7 open findings
differing_figures zh-hans/index.html | 8段中，5段 | 8段中，4段
differing_figures index.html | All findings \\(\\d+\\) | All findings (3)
differing_figures records/index.html | 1 confirmed finding< | 2 confirmed findings<
differing_figures records/quay/index.html | 6 open \\(4 major | 6 open (5 major
differing_figures records/survey/index.html | , 2 of them confirmed | , 3 of them confirmed
differing_figures zh-hant/records/quay/index.html | (aria-label="[^"]*中文5段中的)2 | \\g<1>3
differing_figures records/quay/index.html | <td>4</td><td>1</td> | <td>4</td><td>2</td>
differing_figures records/digest/index.html | Ann \\(6 decisions | Ann (5 decisions
differing_figures records/digest/index.html | History: 9 decisions | History: 8 decisions
differing_figures zh-hans/records/quay/index.html | id="finding- | id="note-
differing_figures records/leaflet/index.html | \\(5 passages, | (4 passages,
differing_figures divergences/index.html | data-severity="critical" | data-severity="major"
differing_figures zh-hant/divergences/index.html | data-state="error" | data-state="issue"
differing_figures status/index.html | 62% | 63%
differing_figures zh-hant/status/index.html | (class="total".*?</td>.*?>)\\d+ | \\g<1>99
differing_figures about/index.html | 6 confirmed | 7 confirmed
differing_figures zh-hans/about/index.html | Ann，6项 | Ann，7项
differing_figures records/quay/quay.json | "severity": "minor", "state" | "severity": "major", "state"
differing_figures records/survey/survey.tmx | \\[f1\\]: | :
differing_figures zh-hans/search/texts/quay.json | \\["z2", | ["z1", "", ""], ["z2",
wrong_absences records/quay/index.html | absent__part"><a href="#e2">e2 | absent__part"><a href="#e4">e4
wrong_absences zh-hans/records/quay/index.html | <title>e2： | <title>e3：
wrong_absences records/quay/index.html | <title>e2: | <title>e1–e2:
wrong_absences records/quay/index.html | (id="e2".*?)Not in the Chinese summary | \\1see z1
wrong_absences zh-hant/records/quay/index.html | (id="e3".*?"vh)("[^>]*>)[^<]* | \\1 unconfirmed\\2
wrong_absences divergences/index.html | quay/#e5"([^>]*)>e5 | quay/#e4"\\1>e4
unmarked_claims records/quay/index.html | \\(7 words, unconfirmed\\) | (7 words)
unmarked_claims zh-hans/records/quay/index.html | （13字、未确认） | （13字）
unmarked_claims zh-hant/records/quay/index.html | 5段與中文對應（未確認） | 5段與中文對應
unmarked_claims records/notice/index.html | English \\(unconfirmed\\) | English
unmarked_claims zh-hans/records/index.html | 段与中文对应（未确认） | 段与中文对应
unmarked_claims zh-hant/records/leaflet/index.html | 只有英文（未確認） | 只有英文
unmarked_claims records/digest/index.html | \\(confirmed by Bo on 2026-03-06\\) |
unmarked_claims divergences/index.html | Found by the program, unconfirmed; fairly sure | Found by the program
unmarked_claims zh-hans/index.html | Ann于2026-03-05指出 | 程序指出
unmarked_claims index.html | <body[^>]*> | \\g<0><p>A hope becomes a promise.</p>
unmarked_claims zh-hant/people/index.html | <body[^>]*> | \\g<0><p>把希望寫成了承諾。</p>
unmarked_claims records/quay/index.html | name="description" content=" | \\g<0>A hope becomes a promise.
unmarked_claims feed.xml | </title> | : a hope becomes a promise\\g<0>
unmarked_claims records/quay/quay.tmx | major, unconfirmed\\) \\[f2\\] | major) [f2]
unmarked_claims records/quay/quay.tei.xml | major, unconfirmed | major
unmarked_claims records/quay/quay.json | "state": "issue" | "state": ""
dead_links records/quay/index.html | href="../../reading/" | href="../../readings/"
dead_links zh-hans/divergences/index.html | quay/#e5" | quay/#e55"
dead_links index.html | records/digest/#z3" | records/digest/#z33"
dead_links zh-hant/404.html | href="/base/zh-hant/about/" | href="/base/zh-hant/abut/"
wrong_citations records/quay/index.html | 佚名. 新码头 | 奥卡福. 新码头
wrong_citations zh-hant/records/quay/index.html | AU  - Lind&#10; |
wrong_citations records/survey/index.html | 12\\(3\\), 45–50 | 12(3), 45–51
wrong_citations records/letter/index.html | \\[Translated from the English\\] |
wrong_citations records/quay/index.html | Press summary reporting Okafor, Lind\\. | Press summary.
wrong_citations records/survey/index.html | \\(2025\\)\\. 鸟类 | (2026). 鸟类
wrong_citations records/digest/index.html | "isBasedOn" | "translationOfWork"
wrong_citations records/survey/index.html | "identifier":"doi:10.5555 | "identifier":"doi:10.5556
wrong_citations zh-hans/records/letter/index.html | "@online\\{letter-. | "@online{letter
wrong_citations records/survey/survey.bib | author = \\{魏, 青\\} | author = {青, 魏}
wrong_citations records/quay/quay.csl.json | "publisher": "港口日报" | "publisher": "晚报"
wrong_citations records/survey/survey.ris | DO  - 10 | DO  - 11
wrong_citations divergences/index.html | know\\. \\[…\\] It | know. It
wrong_citations index.html | “It has thirteen thousand | “It has thirty thousand
wrong_citations zh-hans/records/quay/index.html | e6, a question put to the speaker | e6
wrong_citations divergences/index.html | , Ms Okafor speaking | , a question put to the speaker
wrong_citations zh-hant/divergences/index.html | /#z2\\. | /#z3.
"""
"""A check, a file of the varied site, what it says, and what it is made to say: the check must see it."""


@pytest.mark.parametrize("fault", PLANTED.strip().split("\n"))
def test_a_planted_fault_is_seen(varied_site: BuiltSite, fault: str) -> None:
    place, old, new = fault.split(" |", 2)
    check, name = place.split()
    assert CHECKS[check](varied_site.planted(name, f"(?s){old.strip()}", new.strip()))


def test_a_term_that_is_counted_differently_is_seen(seeds_site: BuiltSite) -> None:
    assert differing_figures(
        seeds_site.planted("glossary/index.html", r">\d+ occurrences", ">99 occurrences")
    )


def test_filters_of_the_list(varied_site: BuiltSite) -> None:
    """The button that shows all counts what the list holds, and so does each other one; the state can always
    be chosen, so that what nobody has confirmed can be hidden.
    """
    root = varied_site.pages["divergences/index.html"]
    for group in ("kind", "severity", "state"):
        buttons = root.xpath(f'//input[@name="{group}"]')
        counts = {
            button.get("value"): numbers(root.xpath(f'//label[@for="{button.get("id")}"]')[0])[0]
            for button in buttons
        }
        listed = Counter(entry.get(f"data-{group}") for entry in root.xpath("//li[@data-kind]"))
        states = dict.fromkeys(OPEN, 0) if group == "state" else {}
        assert counts == {"all": listed.total(), **states, **listed}


@pytest.mark.parametrize("record", CONFIGS)
def test_the_workbench_counts_as_status_does(record: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["status", record, "--seeds", str(SEEDS), "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)["records"]
    app = create_app([CONFIGS[record]], by="Ann", access=access_for("127.0.0.1", 8765), due=lambda *_: False)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        shown, home = (client.get(address).text for address in (f"/records/{record}", "/"))
    (count,) = re.findall(r'<span class="count">(\d+) of \d+ findings open</span>', shown)
    assert int(count) == sum(of_state[state] for of_state in row["flags"].values() for state in OPEN)
    for text in (shown, home):
        (sentence,) = re.findall(r">covered: (.*?)<", text)
        covered = [row[key][side] for side in SIDES for key in ("covered", "passages")]
        assert [int(number) for number in re.findall(r"\d+", sentence)] == covered

"""Where the workbench leads: on after an act, back after an undo, and to what was asked for."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from aligner.record.files.alignment_json import dumps
from aligner.review.app import create_app
from aligner.review.security import access_for
from tests.helpers.workbench import BASE, Bench, config, sample

WAYS = [
    # what is open, the act, what is open afterwards
    ("?zh=z1&en=e1", "accept", "?zh=z2&en=e3"),
    ("?zh=z2&en=e3", "reject", "?zh=z3&en=e2"),
    ("?zh=z6&en=e7", "accept", "?zh=z1&en=e1"),
    ("?zh=z4&en=e5", "accept-all", "?zh=z4&en=e6"),
    ("?zh=z5&en=e4", "link", "?zh=z5&en=e4"),
]


@pytest.mark.parametrize(("query", "do", "after"), WAYS)
def test_on_and_back(bench: Bench, query: str, do: str, after: str) -> None:
    """A link that is accepted or rejected leads on to the next; an undo leads back to it."""
    location = bench.do(do, query)
    assert location.startswith(f"/records/talk{after}&done=")
    back = bench.do("undo", after)
    assert back.startswith(f"/records/talk{query}&done=")


@pytest.mark.parametrize(("query", "do", "after"), [*WAYS, ("", "comment", "?zh=z3")])
def test_the_script_gets_the_next_page_with_its_answer(bench: Bench, query: str, do: str, after: str) -> None:
    """No redirect for who says what is on the screen; `Bench.do`, a browser without scripts, is sent on."""
    view = re.findall(r'data-view="(\w+)"', bench.get(query or after))
    fields = bench.form(do, query or after)
    answer = bench.client.post(
        "/records/talk",
        content=urlencode([*(field for field in fields if field[0] != "reason"), ("reason", "so")]),
        headers={"content-type": "application/x-www-form-urlencoded", "origin": BASE, "x-view": view[0]},
        follow_redirects=False,
    )
    assert answer.status_code == 200
    address = answer.headers["content-location"]
    assert address.startswith(f"/records/talk{after}&done=")
    assert answer.text == bench.client.get(address, headers={"x-view": view[0]}).text
    assert "content-location" not in bench.client.get(address).headers


def test_an_undo_leads_back_to_the_finding(bench: Bench) -> None:
    query = bench.flag(1)
    location = bench.do("confirm", query)
    assert query[1:] not in location
    assert query[1:] in bench.do("undo", location.partition("talk")[2])


@pytest.mark.parametrize("name", ["bulk", "log", "disputes"])
def test_the_profile_is_kept(bench: Bench, name: str) -> None:
    bench.do("comment", "?zh=z3&profile=careful", reason="so")
    assert f'href="/records/talk/{name}?profile=careful"' in bench.get("?profile=careful")
    page = bench.client.get(f"/records/talk/{name}?profile=careful").text
    assert 'href="/records/talk?profile=careful"' in page
    assert 'href="/records/talk/log?profile=careful"' in page
    assert 'name="back" value=""' not in page
    if name == "log":
        fields = dict(bench.form("comment", "?zh=z3"))
        kept = {key: fields[key] for key in ("csrf", "seen")} | {"of": bench.log[0].group, "then": "log"}
        location = bench.send([*kept.items(), ("back", "?profile=careful"), ("do", "take-back")])
        assert location == "/records/talk/log?profile=careful"


def test_a_search_marks_what_it_finds(bench: Bench) -> None:
    page = bench.get("?q=PLATFORM")
    assert re.findall(r'<mark class="[^"]*found">([^<]*)</mark>', page) == ["platform"]
    assert "found" not in bench.get()


def test_no_button_stands_out_that_takes_a_link_apart(bench: Bench) -> None:
    taken = re.search(r"<button[^>]*value=\"omit[^>]*>", bench.get("?en=e7"))
    free = re.search(r"<button[^>]*value=\"omit[^>]*>", bench.get("?zh=z5"))
    assert taken and "main" not in taken[0]
    assert free and "main" in free[0]


def test_a_record_that_is_made_meanwhile(tmp_path: Path) -> None:
    first = tmp_path / "talk"
    first.mkdir()
    (first / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    known = [config(first)]
    app = create_app(
        known, by="Ann", access=access_for("127.0.0.1", 8765), due=lambda *_: False, more=lambda: known
    )
    client = TestClient(app, base_url=BASE)
    assert client.get("/records/second").status_code == 404
    shutil.copytree(first, tmp_path / "second")
    path = tmp_path / "second" / "alignment.json"
    path.write_text(dumps(replace(sample(), record="second")), encoding="utf-8")
    known.append(config(tmp_path / "second", "second"))
    assert client.get("/records/second").status_code == 200
    assert 'href="/records/second"' in client.get("/").text

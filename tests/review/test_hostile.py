"""What a hostile page, program or record may try; nothing may be written, and nothing may break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aligner.record.model import Message
from aligner.review.forms import FormError, read_form
from aligner.review.query import read_query
from aligner.review.record_page import Page
from aligner.review.security import BODY_LIMIT, access_for
from tests.helpers.workbench import BASE, HOSTILE, Bench, sample

FORM = "application/x-www-form-urlencoded"
PAGES = [
    "/",
    "/keys",
    "/records/talk",
    "/records/talk/bulk",
    "/records/talk/log",
    "/records/talk/disputes",
    "/records/talk/state",
    "/assets/review.css",
]


def good(bench: Bench) -> dict[str, str]:
    """The fields of a form that would be taken."""
    return dict(bench.form("accept", "?zh=z1&en=e1"))


def post(bench: Bench, content: bytes | str, path: str = "/records/talk", **headers: str) -> tuple[int, str]:
    own = {"content-type": FORM, "origin": BASE} | {k.replace("_", "-"): v for k, v in headers.items()}
    answer = bench.client.post(path, content=content, headers=own, follow_redirects=False)
    return answer.status_code, answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_closed_in(bench: Bench, path: str) -> None:
    answer = bench.client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "style=" not in answer.text and "onclick" not in answer.text
    assert "<script>" not in answer.text


HOSTS = [
    "evil.example",
    "evil.example:8765",
    "127.0.0.1",
    "127.0.0.1:8766",
    "127.0.0.1.evil.example:8765",
    "",
    "localhost:8765:8765",
    "127.0.0.1:8765@evil.example",
    "[::2]:8765",
    "192.168.1.4:8765",
]


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
@pytest.mark.parametrize("host", HOSTS)
def test_other_hosts(bench: Bench, path: str, host: str) -> None:
    assert bench.client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_own_hosts(bench: Bench, host: str) -> None:
    assert bench.client.get("/", headers={"host": host}).status_code == 200


FORGED = [
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": ""}, 403),
    ({"origin": "https://127.0.0.1:8765"}, 403),
    ({"origin": "http://127.0.0.1:8766"}, 403),
    ({"origin": "http://127.0.0.1:8765.evil.example"}, 403),
    ({"sec_fetch_site": "cross-site"}, 403),
    ({"sec_fetch_site": "same-site"}, 403),
    ({"content_type": "text/plain"}, 415),
    ({"content_type": "application/json"}, 415),
    ({"content_type": "multipart/form-data; boundary=x"}, 415),
    ({"content_type": ""}, 415),
    ({"host": "evil.example", "origin": "http://evil.example"}, 400),
]


@pytest.mark.parametrize(("headers", "status"), FORGED)
def test_forms_of_other_pages(bench: Bench, headers: dict[str, str], status: int) -> None:
    assert post(bench, urlencode(good(bench)), **headers)[0] == status
    assert bench.log == ()


def test_a_form_without_origin(bench: Bench) -> None:
    answer = bench.client.post(
        "/records/talk", content=urlencode(good(bench)), headers={"content-type": FORM}
    )
    assert answer.status_code == 403
    assert bench.log == ()


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 5000])
def test_the_forms_own_token(bench: Bench, token: str) -> None:
    status, text = post(bench, urlencode({**good(bench), "csrf": token, "reason": "my long reason"}))
    assert status in (400, 403)
    assert status == 400 or "my long reason" in text, "what was written is not lost"
    assert bench.log == ()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", PAGES)
def test_other_methods(bench: Bench, method: str, path: str) -> None:
    assert bench.client.request(method, path).status_code == 405


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/records/talk"])
def test_forms_at_other_addresses(bench: Bench, path: str) -> None:
    assert post(bench, urlencode(good(bench)), path)[0] == 405
    assert bench.log == ()


PATHS = [
    "/records/other",
    "/records/../../etc/passwd",
    "/records/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/records/talk%00",
    "/records/talk/../../x",
    "/records/TALK",
    "/records/",
    "/records/talk/decisions.yml",
    "/assets/../app.py",
    "/assets/%2e%2e/app.py",
    "/assets/..%2fapp.py",
    "/assets/review.css%00.js",
    "/assets/strings.yml",
    "/assets//etc/passwd",
    "/seeds",
    "/record.yml",
    f"/records/{quote(HOSTILE)}",
    "/records/talk/log/x",
    "/records/%ff%fe",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_address_reaches_a_file(bench: Bench, path: str) -> None:
    answer = bench.client.get(path, follow_redirects=False)
    assert answer.status_code in (404, 307), path
    assert "root:" not in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("record", ["other", "..", "../talk", "talk%2f..", quote(HOSTILE)])
def test_forms_for_unknown_records(bench: Bench, record: str) -> None:
    assert post(bench, urlencode(good(bench)), f"/records/{record}")[0] in (404, 405)
    assert bench.log == ()
    assert [p.name for p in bench.folder.parent.iterdir()] == ["talk"]


def test_too_much(bench: Bench) -> None:
    fields = urlencode(good(bench))
    assert post(bench, fields + "&reason=" + "x" * BODY_LIMIT)[0] == 413
    assert post(bench, fields, content_length="9" * 30)[0] == 413
    assert post(bench, fields, content_length="-1")[0] == 413
    assert post(bench, fields + "&zh=z1" * 3000)[0] == 400
    assert post(bench, fields + "&reason=" + "x" * 30_000)[0] == 400
    assert bench.client.get("/records/talk?q=" + "x" * 20_000).status_code == 414
    assert bench.log == ()


def test_a_body_that_is_longer_than_it_says(bench: Bench) -> None:
    def endless():  # type: ignore[no-untyped-def]
        for _ in range(BODY_LIMIT // 1000 + 2):
            yield b"x" * 1000

    answer = bench.client.post(
        "/records/talk", content=endless(), headers={"content-type": FORM, "origin": BASE}
    )
    assert answer.status_code == 413


BODIES = [
    ({"do": ""}, 400),
    ({"do": "drop table"}, 400),
    ({"do": "__class__"}, 400),
    ({"do": "accept"}, 409),
    ({"do": "accept:000000000000"}, 409),
    ({"do": "nonsense:1"}, 409),
    ({"zh": "z99"}, 409),
    ({"zh": "../../etc"}, 409),
    ({"zh": HOSTILE}, 409),
    ({"zh": ""}, 400),
    ({"zh": "x" * 200}, 400),
    ({"zh": "e1", "en": "z1"}, 409),
    ({"en": "z1"}, 409),
    ({"zh": "z1\n"}, 400),
    ({"do": "confirm", "flag": "x"}, 409),
    ({"do": "confirm"}, 409),
    ({"do": "dismiss", "flag": "zz", "reason": "r"}, 409),
    ({"do": "take-back"}, 409),
    ({"do": "take-back", "of": "nothing"}, 409),
    ({"do": "undo", "of": HOSTILE}, 409),
    ({"do": "keep", "of": "x"}, 409),
    ({"do": "renew", "of": ""}, 409),
    ({"do": "bulk", "score": "x"}, 400),
    ({"do": "bulk", "score": "nan"}, 400),
    ({"do": "bulk", "score": "-1"}, 400),
    ({"do": "bulk", "score": "1e9"}, 400),
    ({"do": "bulk", "score": "0.5"}, 409),
    ({"do": "comment", "reason": ""}, 409),
    ({"do": "edit", "after": "x"}, 409),
]


@pytest.mark.parametrize(("fields", "status"), BODIES)
def test_forms_with_nonsense(bench: Bench, fields: dict[str, str], status: int) -> None:
    got, text = post(bench, urlencode({**good(bench), **fields}))
    assert got == status, text
    assert "<script>alert" not in text
    assert bench.log == ()


def test_segments_of_the_wrong_side(bench: Bench) -> None:
    csrf = good(bench)
    for pairs in ([("zh", "e1")], [("en", "z1")], [("zh", "z1"), ("zh", "e1")]):
        fields = [("csrf", csrf["csrf"]), ("seen", csrf["seen"]), *pairs, ("reason", "x"), ("do", "comment")]
        assert post(bench, urlencode(fields))[0] == 409
    assert bench.log == ()


RAW = [
    b"\xff\xfe",
    b"%",
    b"a" * 100,
    b"=",
    b"&&&&",
    b"do=accept&do=reject",
    "do=接受".encode(),
    b"csrf=%ff&do=accept",
    b"",
    b"\0",
]


@pytest.mark.parametrize("body", RAW)
def test_bodies_that_are_no_forms(bench: Bench, body: bytes) -> None:
    assert post(bench, body)[0] in (400, 403)
    assert bench.log == ()


SEEN = ["", "x", "1:", "-1:x", "99999999999999999999:x", "٣:x", "1:1:1", HOSTILE]


@pytest.mark.parametrize("seen", SEEN)
def test_marks_that_make_no_sense_are_the_oldest(bench: Bench, seen: str) -> None:
    fields = good(bench)
    bench.send(list(fields.items()))
    again = {**dict(bench.form("unlink", "?zh=z1&en=e1")), "seen": seen}
    status, text = post(bench, urlencode(again))
    assert status == 409 and "Existing decision" in text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: urlencode({"do": t, "q": t}).encode()))
def test_any_body_is_a_form_or_none(body: bytes) -> None:
    try:
        form = read_form(body)
        form.request()
    except FormError:
        return


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_query_makes_a_page(text: str) -> None:
    from aligner.record.config import Part, RecordConfig
    from aligner.record.decisions.resolve import resolve
    from aligner.record.model import Names
    from aligner.review.record_state import Snapshot

    query = read_query(text)
    config = RecordConfig(
        "talk", Path("record.yml"), Names("a", "b"), "en", (Part("a", "zh"), Part("a", "en"))
    )
    page = Page(Snapshot(config, resolve(sample(), ()), ()), query, "Ann")
    rows = [row for _, rows in page.folds for row in rows]
    assert [s.id for s in sample().zh] == [key for row in rows for key in row.zh]
    assert all(read_query(address) for address in page.next.values())
    assert read_query(page.query.text()) == replace(page.query, done="")


def test_hostile_texts_are_only_text(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(sample(HOSTILE), by=f"Ann {HOSTILE}"[:60])
    bad = sample(HOSTILE)
    flags = tuple(replace(f, message=Message(HOSTILE, HOSTILE), check=HOSTILE) for f in bad.flags)
    bench = make_bench(replace(bad, flags=flags), by="Ann <b>")
    bench.do("comment", "?zh=z2&en=e3", reason=HOSTILE)
    bench.do("edit", "?zh=z3&en=e2", after=HOSTILE)
    queries = [
        "",
        "?zh=z2&en=e3",
        f"?q={quote(HOSTILE)}",
        f"?done={quote(HOSTILE)}",
        f"?check={quote(HOSTILE)}",
        f"?zh={quote(HOSTILE)}",
        f"?flag={quote(HOSTILE)}",
        "?lang=zh",
        f"?lang={quote(HOSTILE)}",
    ]
    texts = [bench.get(query) for query in queries]
    texts += [bench.client.get(f"/records/talk/{name}").text for name in ("log", "disputes", "bulk?score=0")]
    for text in texts:
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<b>" not in text
        assert "49" not in text.split("&amp;")[0][-40:] or "{{ 7*7 }}" in text
    assert any("&lt;script&gt;alert(1)" in text for text in texts)


def test_a_token_is_asked_for_beyond_this_machine(make_bench: Callable[..., Bench]) -> None:
    access = access_for("0.0.0.0", 8765)
    bench = make_bench(access=access)
    for path in PAGES:
        assert bench.client.get(path).status_code == 403
        assert bench.client.get(f"{path}?token=wrong").status_code == 403
    answer = bench.client.get(f"/?token={access.token}", follow_redirects=False)
    assert answer.status_code == 303
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert bench.client.get("/").status_code == 200, "the browser keeps it"
    stranger = TestClient(bench.client.app, base_url=BASE)
    assert stranger.get("/", cookies=None).status_code == 403
    for cookie in ("x", "aligner-access-8765=wrong", "aligner-access-8765=", "\x01;;=="):
        assert stranger.get("/", headers={"cookie": cookie}).status_code == 403


@pytest.mark.parametrize(
    ("host", "asked", "fine"),
    [("0.0.0.0", "192.168.1.4:8765", True), ("0.0.0.0", "evil.example:8765", False),
     ("0.0.0.0", "[fe80::1]:8765", True), ("192.168.1.4", "192.168.1.4:8765", True),
     ("192.168.1.4", "127.0.0.1:8765", False), ("::", "192.168.1.4:80", False)],
)  # fmt: skip
def test_which_hosts_are_known(host: str, asked: str, fine: bool) -> None:
    assert access_for(host, 8765).knows(asked) is fine


def test_a_broken_log_is_named_not_overwritten(bench: Bench) -> None:
    fields = good(bench)
    path = bench.folder / "decisions.yml"
    path.write_text("- {verb: like, at: 2026-01-01, by: A}\n", encoding="utf-8")
    for page in ("/records/talk", "/records/talk/log", "/records/talk/disputes", "/records/talk/bulk"):
        answer = bench.client.get(page)
        assert answer.status_code == 500
        assert "use one of" in answer.text and "decisions.yml" in answer.text
    assert "use one of" in bench.client.get("/").text
    assert post(bench, urlencode(fields))[0] == 500
    assert path.read_text(encoding="utf-8").count("\n") == 1

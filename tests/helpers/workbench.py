"""The workbench with a small record, and a client that behaves like a browser on the same machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from starlette.testclient import TestClient

from aligner.record.config import Part, RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.log import load
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Alignment, Document, Flag, Message, Names
from tests.helpers.records import flag, link, segment

HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }} & 'q'"""
BASE = "http://127.0.0.1:8765"


def sample(text: str = "蓝博士建议建立平台。") -> Alignment:
    """Six passages by seven: a chain of links, one that crosses, two that share a passage, gaps, flags."""
    zh = ["标题", text, "试点应当先行，共30家企业。", "两点都很重要。", "没有对应的一段。", "结尾。"]
    en = ["Title", "He proposed a platform.", "Small pilots come first, in 13 firms.", "Unlinked remark.",
          "The first point matters.", "The second point matters.", "The end."]  # fmt: skip
    return Alignment(
        record="talk",
        signature="model:none|match:summary",
        original="en",
        zh=Document("zh-Hans", tuple(segment(f"z{i}", t) for i, t in enumerate(zh, 1))),
        en=Document("en", tuple(segment(f"e{i}", t) for i, t in enumerate(en, 1))),
        links=(
            link(1, "z1", "e1", 0.99),
            link(2, "z2", "e3", 0.6),
            link(3, "z3", "e2", 0.7),
            link(4, "z4", "e5", 0.95),
            link(5, "z4", "e6", 0.4),
            link(6, "z6", "e7", 0.97),
        ),
        flags=(
            flag(1, "numbers", "z3", "e3", zh_span=(8, 10), en_span=(29, 31), check="numbers"),
            flag(2, "addition", "z5", "", severity="minor", check="missing"),
            flag(3, "omission", "", "e4", severity="minor", check="missing"),
            flag(4, "terminology", "z2", "e2", zh_span=(0, 3), severity="neutral", check="terms"),
        ),
    )


class Forms(HTMLParser):
    """The forms of a page: fields and buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[list[tuple[str, str]], list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.forms.append(([], []))
        elif tag == "input" and values.get("type") == "hidden" and self.forms:
            self.forms[-1][0].append((values["name"], values["value"]))
        elif tag == "button" and values.get("name") == "do":
            self.forms[-1][1].append(values["value"])


@dataclass
class Bench:
    """The workbench of one record."""

    client: TestClient
    folder: Path

    def get(self, query: str = "") -> str:
        answer = self.client.get(f"/records/talk{query}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def form(self, do: str, query: str = "") -> list[tuple[str, str]]:
        """The fields that the page's button for an act would send."""
        for fields, buttons in Forms(self.get(query)).forms:
            for button in buttons:
                if button.split(":")[0] == do:
                    return [*fields, ("do", button)]
        raise AssertionError(f"the page has no button '{do}'")

    def send(self, fields: list[tuple[str, str]], status: int = 303, record: str = "talk") -> str:
        answer = self.client.post(
            f"/records/{record}",
            content=urlencode(fields),
            headers={"content-type": "application/x-www-form-urlencoded", "origin": BASE},
            follow_redirects=False,
        )
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", "") if status == 303 else answer.text

    def do(self, do: str, query: str = "", **values: str) -> str:
        """Press a button."""
        fields = [(k, v) for k, v in self.form(do, query) if k not in values]
        return self.send(fields + list(values.items()))

    @property
    def log(self) -> tuple[Decision, ...]:
        return load(self.folder)

    @property
    def resolved(self) -> Resolved:
        return resolve(sample(), self.log)

    @property
    def links(self) -> set[tuple[str, str, str]]:
        """Chinese, English, status of every link that stands."""
        return {(" ".join(x.zh), " ".join(x.en), x.status) for x in self.resolved.alignment.links}

    def flag(self, number: int) -> str:
        """The query that opens the flag with this message."""
        found = re.search(r'href="(\?flag=[0-9a-f]+)[^"]*"[^>]*>[^@]*?', self.get(), re.S)
        assert found
        for query in dict.fromkeys(re.findall(r'href="(\?flag=[0-9a-f]+)', self.get())):
            if f"Message {number}." in self.get(query):
                return str(query)
        raise AssertionError(number)


def config(folder: Path, name: str = "talk") -> RecordConfig:
    return RecordConfig(
        id=name,
        path=folder / "record.yml",
        title=Names("座谈", "A talk"),
        original="en",
        parts=(Part("source.md", "zh-Hans"), Part("source.md", "en")),
        profile="thorough",
    )


def hidden_flag(message: str) -> Flag:
    """A flag as the checks of a test find it."""
    return Flag("f9", "length", "accuracy", "minor", ("z6",), ("e7",), Message(message, message), 0.9,
                zh_span=(0, 2), check="length")  # fmt: skip


def brief(decisions: tuple[Decision, ...]) -> list[str]:
    return [f"{d.verb} {' '.join(d.zh)}|{' '.join(d.en)}" for d in decisions]

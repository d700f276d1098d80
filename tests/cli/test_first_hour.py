"""What a new user is told: what was read, as what it was aligned, and when a result can hardly be right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aligner.batch.run import Outcome
from aligner.cli.main import main
from aligner.cli.progress import Running
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

ZH = "# 桥的故事\n\n桥建成了，村民们很高兴，孩子们可以步行上学。\n"
EN = "# The story of a bridge\n\nThe bridge is finished, the villagers are happy, and children walk there.\n"


def test_new_says_what_it_saw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(ZH.encode("gb18030"))
    (tmp_path / "b.txt").write_text(EN + "\nA half sentence that", encoding="utf-8")
    seeds = tmp_path / "seeds"
    args = [
        "new",
        "bridge",
        "--zh",
        str(tmp_path / "a.txt"),
        "--en",
        str(tmp_path / "b.txt"),
        "--seeds",
        str(seeds),
    ]
    assert main(args) == 0
    told = capsys.readouterr().err
    assert "a.txt: this is GB 18030, read as such" in told
    assert "zh-Hans: 1 passage, 1 heading; title “桥的故事”" in told
    assert "title “The story of a bridge”" in told
    assert "kind: auto" in told
    assert (seeds / "bridge" / "zh.txt").read_text(encoding="utf-8") == ZH
    assert (seeds / "bridge" / "zh.given.txt").read_bytes() == ZH.encode("gb18030")


def test_new_asks_for_a_title(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("桥建成了，村民们很高兴，孩子们可以步行上学。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(EN, encoding="utf-8")
    args = ["new", "bridge", "--zh", str(tmp_path / "a.txt"), "--en", str(tmp_path / "b.txt")]
    assert main([*args, "--seeds", str(tmp_path / "seeds")]) == 0
    assert "no title found: give --title-zh, or edit it" in capsys.readouterr().err


def alignment(links: int, majors: int) -> Alignment:
    def side(lang: str) -> Document:
        return Document(
            lang,
            tuple(
                Segment(f"{lang[0]}{k}", "x", "sentence", Source("f", 0, 1, 1), paragraph=k) for k in range(9)
            ),
        )

    pairs = tuple(Link(f"l{k}", (f"z{k}",), (f"e{k}",), "equivalent", 1.0) for k in range(links))
    message = Message(en="wrong", zh="错")
    flag = Flag("f", "numbers", "accuracy", "major", ("z0",), ("e0",), message, 0.9)
    flags = tuple(replace(flag, id=f"f{k}") for k in range(majors))
    return Alignment("talk", "match:summary/4", "en", side("zh"), side("en"), pairs, flags)


@pytest.mark.parametrize(
    ("links", "majors", "told"),
    [
        (9, 1, ""),
        (9, 8, ""),
        (9, 9, "9 MAJOR findings are more than usual"),
        (3, 3, ""),
        (0, 0, "NOTHING CORRESPONDS"),
    ],
)
def test_update_warns(links: int, majors: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    running = Running(1)
    running.report(Outcome("talk", "written", alignment(links, majors)))
    lines = capsys.readouterr().err
    assert "read as a summary" in lines
    assert told in lines
    assert told or len(lines.splitlines()) == 1

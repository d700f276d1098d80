"""export, and check and align in the formats of other tools, without a model where none is needed."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aligner.cli.main import main
from aligner.exchange.read import read_pairs, read_returned
from aligner.record.files.alignment_json import dumps, loads
from tests.helpers.command_line import complaint, snapshot
from tests.helpers.talk import EN, ZH, talk

RECORD = (
    "title: {zh: 港口, en: The port}\noriginal: en\nsides: {zh: {file: source.md}, en: {file: source.md}}\n"
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SOURCE = "".join(f"line {n}\n" for n in range(1, 41))


@pytest.fixture
def port(make_record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record whose alignment is there already."""
    files = {"alignment.json": dumps(talk()), "source.md": SOURCE}
    folder = make_record(RECORD, name="port-2024", **files)
    monkeypatch.chdir(folder.parent.parent)
    return folder


@pytest.mark.parametrize(
    ("style", "begins", "units"),
    [
        ("xliff", f'{XML}<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"', 4),
        ("xliff2", f'{XML}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"', 4),
        ("tmx", f'{XML}<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">', 4),
        ("tei", f'{XML}<TEI xmlns="http://www.tei-c.org/ns/1.0">', 4),
        ("tsv", "id\tzh\ten\trelation\tscore\tstatus\tflags\tfindings\tcomment\t", 4),
        ("json", '{\n  "format": "aligner/1",\n  "record": "port-2024"', 4),
    ],
)
def test_export(port: Path, capsys: pytest.CaptureFixture[str], style: str, begins: str, units: int) -> None:
    assert main(["export", "port-2024", "--format", style]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(begins)
    assert printed.err == ""
    assert main(["export", "port-2024", "--format", style, "-o", "out/file"]) == 0
    assert capsys.readouterr().err == f"out/file: {units} units\n"
    assert Path("out/file").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("style", ["xlsx", "docx", "csv"])
def test_export_for_office_programs(port: Path, capsys: pytest.CaptureFixture[str], style: str) -> None:
    assert main(["export", "port-2024", "--format", style, "-o", f"out.{style}"]) == 0
    assert capsys.readouterr().err == f"out.{style}: 4 units\n"
    assert read_returned(Path(f"out.{style}")).units == 4
    assert main(["import", f"out.{style}", "--as", "Li"]) == 0
    assert capsys.readouterr().err == f"out.{style}: 4 units, none of them changed\n"


def test_export_options(port: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["export", "port-2024", "--format", "tsv", "--bom", "--flagged", "--profile", "thorough"]) == 0
    )
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith("\ufeffid\t") and [row.split("\t")[0] for row in rows[1:]] == [
        "z2.z3",
        "e5",
        "z5",
        "z6.z7",
    ]
    assert main(["export", "port-2024", "--format", "tmx", "--include-unmatched", "--zh-code", "zh"]) == 0
    out = capsys.readouterr().out
    assert out.count("<tu ") == 6 and 'xml:lang="zh"' in out
    assert main(["export", "port-2024", "--format", "json", "--flagged"]) == 0
    flagged = loads(capsys.readouterr().out, file="-")
    assert [link.id for link in flagged.links] == ["l2", "l5"]
    assert [flag.id for flag in flagged.flags] == ["f1", "f2", "f5"], "careful"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["export", "nobody", "--format", "tmx"], "there is no record 'nobody'"),
        (["export", "port-2024", "--format", "tmx", "--bom"], "--bom works with tsv only; leave it out"),
        (["export", "--format", "tmx"], "no record; name the one to export"),
        (
            ["export", "port-2024", "--format", "tbx"],
            "tbx holds the glossary, which all records share; leave",
        ),
        (["check", "--glossary", "a.yml"], "--glossary is for files of pairs"),
        (["check", "a.tmx"], "a.tmx: there is no such file"),
        (["check", "bad.tmx"], "bad.tmx:1: this is not well-formed XML"),
        (["check", "bad.xlf"], "bad.xlf: the file is empty"),
        (["check", "bad.sdlxliff"], "bad.sdlxliff:1: the root element is 'html', not 'xliff'"),
    ],
)
def test_complaints(port: Path, capsys: pytest.CaptureFixture[str], args: list[str], expected: str) -> None:
    for name, text in {"bad.tmx": "<tmx", "bad.xlf": "", "bad.sdlxliff": "<html/>"}.items():
        Path(name).write_text(text, encoding="utf-8")
    before = snapshot(port.parent)
    assert expected in complaint(args, capsys)
    assert snapshot(port.parent) == before


def test_nothing_is_written_where_a_text_does_not_fit(port: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = dumps(talk()).replace("港口扩建论坛", "港口\\u000b论坛")
    (port / "alignment.json").write_text(text, encoding="utf-8")
    said = complaint(["export", "port-2024", "--format", "xliff", "-o", "out.xlf"], capsys)
    assert (
        "source.md:3: segment z1 holds the character U+000B, which is not allowed in XML; remove it" in said
    )
    assert not Path("out.xlf").exists()


@pytest.mark.parametrize("args", [["--zh-code", "en-US"], ["--en-code", "x y"], ["--format", "odt"], []])
def test_usage(port: Path, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    given = args if "--format" in args or not args else ["--format", "tmx", *args]
    with pytest.raises(SystemExit) as caught:
        main(["export", "port-2024", *given])
    assert caught.value.code == 2
    assert "usage: aligner export" in capsys.readouterr().err


def test_check_points_at_lines(port: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "github"]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("::warning file=seeds/port-2024/source.md,line=5,endLine=41,title=Numbers")


def test_check_on_a_terminal_has_colour_and_its_width(port: Path) -> None:
    """The report goes to a real terminal of 60 columns."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from aligner.cli.main import main; sys.exit(main(['check']))"],
        stdout=theirs,
        env=environment
        | {"TERM": "xterm-256color", "COLUMNS": "60", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error on Linux
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert process.wait() == 1
    text = shown.decode()
    assert "\x1b[" in text and "^^^^" in text and "…" in text


PAIRS = [("1", ZH["z3"], "It can handle 1.2 million containers a year."), ("2", "渔民将得到补偿。", EN["e4"])]


def foreign(style: str) -> str:
    """Pairs as another tool would have written them: Chinese is the translation."""
    if style == "tsv":
        return "id\tzh\ten\n" + "".join("\t".join(pair) + "\n" for pair in PAIRS)
    if style == "tmx":
        body = "".join(
            f'<tu tuid="{key}"><tuv xml:lang="EN-GB"><seg>{en}</seg></tuv>\n'
            f'<tuv xml:lang="de"><seg>Nein 7</seg></tuv><tuv lang="ZH"><seg>{zh}</seg></tuv></tu>\n'
            for key, zh, en in PAIRS
        )
        return f'<tmx version="1.1"><header srclang="EN-GB"/>\n<body>\n{body}</body></tmx>'
    units = "".join(
        f'<trans-unit id="{key}">\n<source>{en}</source><target>{zh}</target></trans-unit>\n'
        for key, zh, en in PAIRS
    )
    return (
        '<xliff version="1.2"><file source-language="en" target-language="zh-TW">\n'
        f"<body>\n{units}</body></file></xliff>"
    )


@pytest.mark.parametrize(("style", "line"), [("tsv", 2), ("tmx", 3), ("xlf", 3)])
def test_pairs_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, style: str, line: int
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"pairs.{style}")
    path.write_text(foreign(style), encoding="utf-8")
    found = read_pairs(path)
    assert [(row.id, row.zh, row.en) for row in found.rows] == PAIRS
    assert found.rows[0].line == line
    assert found.original == (None if style == "tsv" else "en")
    assert main(["check", path.name, "--format", "jsonl"]) == 1
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["1", "2"]
    assert "numbers" in [flag["type"] for flag in rows[0]["flags"]]
    assert rows[1]["flags"] == []
    assert main(["check", path.name, "--fail-on", "critical"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"pairs.{style}:{line}: Numbers (major) [pairs 1 ")
    assert "^^^^" in text
    assert main(["check", path.name, "--format", "sarif"]) == 1
    result = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": line}


@pytest.mark.parametrize("style", ["tmx", "xliff", "xliff2", "tei"])
def test_align_writes_them_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.zh").write_text("".join(f"{zh}\n" for _, zh, _ in PAIRS), encoding="utf-8")
    Path("a.en").write_text("".join(f"{en}\n" for *_, en in PAIRS), encoding="utf-8")
    assert main(["align", "a.zh", "a.en", "--lines", "--format", style, "-o", "out.xml"]) == 0
    text = Path("out.xml").read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert all(zh in text and en in text for _, zh, en in PAIRS)
    if style != "tei":
        assert read_returned(Path("out.xml")).fixes == ()
        assert [(row.zh, row.en) for row in read_pairs(Path("out.xml")).rows] == [pair[1:] for pair in PAIRS]

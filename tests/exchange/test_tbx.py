"""Term bases: the glossary out and in again, and the terms of other tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from translate.storage.tbx import tbxfile

from aligner.cli.main import main
from aligner.exchange.read import read_pairs, read_terms
from aligner.exchange.tbx import TermFile, read_tbx, write_tbx
from aligner.record.errors import InputError
from aligner.record.glossary import Glossary, Renderings, Term, load_glossary

ROOT = Path(__file__).parents[2]
GLOSSARY = Glossary(
    (
        Term(
            "term",
            Renderings(("湿地",)),
            Renderings(("wetland", "wetlands"), ("marsh",), ("swamp",)),
            "a <b> & c",
        ),
        Term("organisation", Renderings(("港务局",), ("港局",)), Renderings(("Port Authority",))),
    )
)


def entry(chinese: str, english: str, extra: str = "", key: str = "c1") -> str:
    """An entry of the version of 2008, as most tools write it."""
    languages = "".join(
        f'<langSet xml:lang="{lang}">{terms}</langSet>'
        for lang, terms in (("zh-CN", chinese), ("en-US", english))
    )
    return f'<termEntry id="{key}">{extra}{languages}</termEntry>\n'


def tig(term: str, status: str = "", kind: str = "administrativeStatus") -> str:
    note = f'<termNote type="{kind}">{status}</termNote>' if status else ""
    return f"<tig><term>{term}</term>{note}</tig>"


def martif(*entries: str) -> str:
    return f'<martif type="TBX" xml:lang="en"><text><body>\n{"".join(entries)}</body></text></martif>'


def read(tmp_path: Path, text: str) -> TermFile:
    path = tmp_path / "a.tbx"
    path.write_text(text, encoding="utf-8")
    return read_tbx(path)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read(tmp_path, write_tbx(GLOSSARY)) == TermFile(GLOSSARY.terms, ())


def test_the_glossary_of_the_seeds_comes_back(tmp_path: Path) -> None:
    glossary = load_glossary(ROOT / "seeds" / "glossary.yml")
    assert read(tmp_path, write_tbx(glossary)).terms == glossary.terms


DCT = (
    '<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" '
    'xmlns:basic="http://www.tbxinfo.net/ns/basic" xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>'
    '<conceptEntry id="c1"><min:subjectField>place</min:subjectField>'
    '<langSec xml:lang="zh"><termSec><term>恒河</term></termSec></langSec>'
    '<langSec xml:lang="en"><termSec><term>Ganga</term>'
    "<min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>"
    "<termSec><term>Ganges</term>"
    "<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>"
    "</conceptEntry></body></text></tbx>"
)
OTHERS: list[tuple[str, str, Term]] = [
    (
        "plain",
        martif(entry(tig("湿地"), tig("wetland"))),
        Term("term", Renderings(("湿地",)), Renderings(("wetland",))),
    ),
    (
        "two without a status",
        martif(entry(tig("湿地"), tig("wetland") + tig("marsh"))),
        Term("term", Renderings(("湿地",)), Renderings(("wetland", "marsh"))),
    ),
    (
        "one preferred",
        martif(entry(tig("湿地"), tig("marsh") + tig("wetland", "preferredTerm-admn-sts"))),
        Term("term", Renderings(("湿地",)), Renderings(("wetland",), ("marsh",))),
    ),
    (
        "only admitted ones",
        martif(entry(tig("湿地"), tig("wetland", "admittedTerm") + tig("marsh", "admittedTerm"))),
        Term("term", Renderings(("湿地",)), Renderings(("wetland",), ("marsh",))),
    ),
    (
        "deprecated",
        martif(entry(tig("湿地"), tig("wetland") + tig("swamp", "deprecatedTerm-admn-sts"))),
        Term("term", Renderings(("湿地",)), Renderings(("wetland",), (), ("swamp",))),
    ),
    (
        "ntig and a wrapped term",
        martif(
            entry("<ntig><termGrp><term>湿地</term></termGrp></ntig>", "<tig><term>wet\n  land</term></tig>")
        ),
        Term("term", Renderings(("湿地",)), Renderings(("wet land",))),
    ),
    (
        "a subject field",
        martif(
            entry(tig("长江"), tig("Yangtze"), '<descrip type="subjectField">Place</descrip><note>x</note>')
        ),
        Term("place", Renderings(("长江",)), Renderings(("Yangtze",)), "x"),
    ),
    ("the other style", DCT, Term("place", Renderings(("恒河",)), Renderings(("Ganges",), (), ("Ganga",)))),
]


@pytest.mark.parametrize(("text", "term"), [o[1:] for o in OTHERS], ids=[o[0] for o in OTHERS])
def test_term_bases_of_others(tmp_path: Path, text: str, term: Term) -> None:
    assert read(tmp_path, text) == TermFile((term,), ())


def test_what_is_passed_over(tmp_path: Path) -> None:
    text = martif(
        entry(tig("湿地"), tig("wetland")),
        entry("", tig("quay"), key="c2"),
        entry(tig("湿地"), tig("marshland"), key="c3"),
        entry(tig("沼泽"), tig("Wetland") + tig("bog"), key="c4"),
    )
    found = read(tmp_path, text)
    assert [term.en.required for term in found.terms] == [("wetland",), ("bog",)]
    assert [(left.unit, left.line, left.why) for left in found.left] == [
        ("c2", 3, "the entry has no Chinese term to use"),
        ("c3", 4, "'湿地' is already given in line 2"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<html/>", "the root element is 'html', not 'tbx'"),
        (martif(), "there are no terms in Chinese and English"),
        (martif(entry(tig("湿地"), "")), "there are no terms in Chinese and English"),
        ("", "the file is empty"),
    ],
)
def test_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        read(tmp_path, text)


def test_translate_toolkit_reads_what_we_write() -> None:
    store = tbxfile(sourcelanguage="en-US", targetlanguage="zh-CN")
    store.parse(write_tbx(GLOSSARY).encode())
    assert [(str(unit.source), str(unit.target)) for unit in store.units] == [
        ("wetland", "湿地"),
        ("Port Authority", "港务局"),
    ]


def test_what_translate_toolkit_writes_is_read(tmp_path: Path) -> None:
    store = tbxfile(sourcelanguage="en", targetlanguage="zh")
    unit = store.addsourceunit("wetland")
    unit.target = "湿地"
    path = tmp_path / "a.tbx"
    path.write_bytes(bytes(store))
    assert read_tbx(path).terms == (Term("term", Renderings(("湿地",)), Renderings(("wetland",))),)


def test_import_adds_what_the_glossary_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("seeds").mkdir()
    path = Path("seeds/glossary.yml")
    mine = "# mine\nterms:\n- kind: term   # a comment\n  zh: {required: 渔民}\n  en: {required: fishermen}\n"
    path.write_text(mine, encoding="utf-8")
    Path("t.tbx").write_text(
        martif(
            entry(tig("湿地"), tig("wetland")),
            entry(tig("渔民"), tig("Fishermen")),
            entry(tig("渔民们"), tig("fishermen"), key="c3"),
        ),
        encoding="utf-8",
    )
    assert main(["import", "t.tbx", "--dry-run"]) == 1
    assert path.read_text(encoding="utf-8") == mine
    assert main(["import", "t.tbx"]) == 1
    said = capsys.readouterr().err.splitlines()[-2:]
    assert said == [
        "seeds/glossary.yml: 1 term added, 1 term that it has already",
        "t.tbx:4: left out: 'fishermen' is already given in line 3",
    ]
    text = path.read_text(encoding="utf-8")
    assert text.startswith(mine) and len(load_glossary(path)) == 2
    assert main(["import", "t.tbx"]) == 1
    assert path.read_text(encoding="utf-8") == text
    assert sorted(p.name for p in Path("seeds").iterdir()) == ["glossary.yml"]


@pytest.mark.parametrize("before", [None, "", "terms:\n", "terms: []\n", "# nothing yet\nterms: null\n"])
def test_import_into_an_empty_glossary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("seeds").mkdir()
    if before is not None:
        Path("seeds/glossary.yml").write_text(before, encoding="utf-8")
    Path("t.tbx").write_text(write_tbx(GLOSSARY), encoding="utf-8")
    assert main(["import", "t.tbx"]) == 0
    assert load_glossary("seeds/glossary.yml") == GLOSSARY
    assert main(["export", "--format", "tbx", "-o", "again.tbx"]) == 0
    assert Path("again.tbx").read_text(encoding="utf-8") == write_tbx(GLOSSARY)


def test_a_term_base_is_no_file_of_pairs(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    path.write_text(write_tbx(GLOSSARY), encoding="utf-8")
    with pytest.raises(
        InputError, match="this is a term base, which has no pairs of texts; add it to the glossary"
    ):
        read_pairs(path)
    table = tmp_path / "a.tsv"
    table.write_text("id\tzh\ten\n1\t甲\ta\n", encoding="utf-8")
    assert read_terms(table) is None

"""What the files say, and that they are what their formats ask for."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from aligner.exchange.formats import write
from aligner.exchange.units import select_units
from aligner.record.errors import InputError
from aligner.record.load import find_configs, load_record
from tests.exchange.validity import complaints
from tests.helpers.talk import EN, ZH, talk

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
XLIFF2 = "{urn:oasis:names:tc:xliff:document:2.0}"
ITS = "{http://www.w3.org/2005/11/its}"
TEI = "{http://www.tei-c.org/ns/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def root(style: str, **options: bool) -> ElementTree.Element:
    return ElementTree.fromstring(write(select_units(talk(), **options), style))


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx"])
@pytest.mark.parametrize("original", ["en", "zh"])
@pytest.mark.parametrize("options", [{}, {"flagged": True}, {"unmatched": True}])
def test_valid(style: str, original: str, options: dict[str, bool]) -> None:
    assert complaints(write(select_units(talk(original), **options), style), style) == []


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx"])
def test_the_seeds_are_valid(style: str, seeds: Path) -> None:
    for config in find_configs(seeds):
        alignment = load_record(config).alignment
        for flagged in (False, True):
            assert complaints(write(select_units(alignment, flagged=flagged), style), style) == []


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx", "tei", "tsv"])
def test_the_same_every_time(style: str) -> None:
    assert write(select_units(talk(), flagged=True), style) == write(
        select_units(talk(), flagged=True), style
    )


def test_xliff() -> None:
    file = root("xliff", unmatched=True).find(f"{XLIFF}file")
    assert file is not None
    assert (file.get("source-language"), file.get("target-language")) == ("en-US", "zh-CN")
    units = {unit.get("id"): unit for unit in file.iter(f"{XLIFF}trans-unit")}
    states = {key: unit.find(f"{XLIFF}target").get("state") for key, unit in units.items()}  # type: ignore[union-attr]
    assert states == {
        "z1": "final",
        "z2.z3": "needs-review-translation",
        "z4": "translated",
        "e5": "needs-translation",
        "z5": "needs-review-translation",
        "z6.z7": "needs-review-translation",
    }
    unit = units["z2.z3"]
    assert unit.findtext(f"{XLIFF}target") == ZH["z2"] + ZH["z3"]
    note = unit.find(f"{XLIFF}note")
    assert note is not None and note.text is not None
    assert note.attrib == {f"{XML}lang": "en", "from": "aligner", "priority": "2", "annotates": "target"}
    assert note.text.splitlines() == [
        "Numbers (major, unconfirmed) [f1]: numbers: the two sides differ <here> & there",
        "未确认：numbers：两边不同",
        "zh: 12万",
        "en: 1.2 million",
    ]
    issue = unit.find(f"{ITS}locQualityIssues/{ITS}locQualityIssue")
    assert issue is not None
    assert (issue.get("locQualityIssueType"), issue.get("locQualityIssueSeverity")) == ("numbers", "60")
    assert unit.get(f"{ITS}locQualityIssuesRef") == "#issues-z2.z3"
    contexts = {c.get("context-type"): c.text for c in unit.iter(f"{XLIFF}context")}
    assert (contexts["sourcefile"], contexts["linenumber"]) == ("source.md", "4")
    assert (contexts["x-source-before"], contexts["x-target-after"]) == (EN["e1"], ZH["z4"])
    assert units["e5"].find(f"{XLIFF}note").get("annotates") == "source"  # type: ignore[union-attr]


def test_xliff2() -> None:
    file = root("xliff2", unmatched=True)
    assert (file.get("version"), file.get("srcLang"), file.get("trgLang")) == ("2.1", "en-US", "zh-CN")
    segments = {unit.get("id"): unit.find(f"{XLIFF2}segment") for unit in file.iter(f"{XLIFF2}unit")}
    states = {key: (s.get("state"), s.get("subState")) for key, s in segments.items() if s is not None}
    assert states["z1"] == ("reviewed", None)
    assert states["z2.z3"] == ("translated", "aligner:needs-review")
    assert states["e5"] == ("initial", None)
    assert segments["e5"].find(f"{XLIFF2}target") is None  # type: ignore[union-attr]
    assert segments["z2.z3"].findtext(f"{XLIFF2}target") == ZH["z2"] + ZH["z3"]  # type: ignore[union-attr]


def test_nothing_flagged() -> None:
    clean = select_units(talk(), flagged=True)
    empty = type(clean)(clean.alignment, ())
    for style in ("xliff", "xliff2", "tmx"):
        assert complaints(write(empty, style), style) == []


def test_tmx() -> None:
    units = list(root("tmx").iter("tu"))
    assert [unit.get("tuid") for unit in units] == [
        "port-2024:z1",
        "port-2024:z2.z3",
        "port-2024:z4",
        "port-2024:z6.z7",
    ]
    assert [tuv.get(f"{XML}lang") for tuv in units[0].iter("tuv")] == ["en-US", "zh-CN"]
    properties = {p.get("type"): p.text for p in units[1].iter("prop")}
    assert properties["x-segments"] == "z2 z3" and properties["x-score"] == "0.930"
    assert len(list(root("tmx", unmatched=True).iter("tu"))) == 6


def test_codes_of_ones_own() -> None:
    chosen = select_units(talk(), codes={"zh": "zh-Hans", "en": "en-GB"})
    assert 'xml:lang="zh-Hans"' in write(chosen, "tmx")
    assert 'source-language="en-GB" target-language="zh-Hans"' in write(chosen, "xliff")


def test_tei() -> None:
    tree = root("tei", unmatched=True)
    texts = {s.get(f"{XML}id"): s.text for s in tree.iter(f"{TEI}s")}
    assert texts == {**ZH, **EN}
    links = {link.get(f"{XML}id"): link.attrib for link in tree.iter(f"{TEI}link")}
    assert links["l2"]["target"] == "#z2 #z3 #e2"
    assert (links["l2"]["xtargets"], links["l2"]["type"], links["l2"]["status"]) == (
        "z2 z3;e2",
        "2-1",
        "auto",
    )
    assert (links["l4"]["status"], links["l4"]["cert"], links["l4"]["resp"]) == ("man", "0.700", "#man")
    assert {link["xtargets"] for key, link in links.items() if key is None} <= {"z5;", ";e5"}
    ids = [e.get(f"{XML}id") for e in tree.iter() if e.get(f"{XML}id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        for pointer in (element.get("target") or "").split():
            assert pointer.removeprefix("#") in ids


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx", "tei"])
@pytest.mark.parametrize("char", ["\0", "\x0b", "\ud800", "\ufffe"])
def test_what_no_xml_file_can_hold(style: str, char: str) -> None:
    with pytest.raises(InputError, match=f"source.md:3: segment z1 holds the character U\\+{ord(char):04X}"):
        write(select_units(talk(texts={"z1": f"港{char}口"})), style)


def test_half_a_character_in_a_table() -> None:
    with pytest.raises(InputError, match=r"source.md:3: segment z1 holds half a character"):
        write(select_units(talk(texts={"z1": "\ud800"})), "tsv")

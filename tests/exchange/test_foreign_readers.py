"""Round trips through translate-toolkit, which Weblate, Virtaal and Pootle read and write files with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from translate.storage.tmx import tmxfile
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from aligner.exchange.formats import write
from aligner.exchange.read import read_returned
from aligner.exchange.units import select_units
from tests.helpers.talk import EN, ZH, talk

STORES: dict[str, Callable[[Path], Any]] = {
    "xliff": lambda path: Xliff1File.parsefile(str(path)),
    "xliff2": lambda path: Xliff2File.parsefile(str(path)),
    "tmx": lambda path: tmxfile.parsefile(str(path)),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    path = tmp_path / f"a.{'tmx' if request.param == 'tmx' else 'xlf'}"
    path.write_text(write(select_units(talk()), request.param), encoding="utf-8")
    return STORES[request.param](path)


def again(store: Any, tmp_path: Path) -> Path:
    path = tmp_path / f"b.{'tmx' if isinstance(store, tmxfile) else 'xlf'}"
    path.write_bytes(bytes(store))
    return path


def test_it_reads_both_texts(store: Any) -> None:
    assert [(str(u.source), str(u.target)) for u in store.units] == [
        (EN["e1"], ZH["z1"]),
        (EN["e2"], ZH["z2"] + ZH["z3"]),
        (f"{EN['e3']} {EN['e4']}", ZH["z4"]),
        (EN["e6"], ZH["z6"] + ZH["z7"]),
    ]


def test_it_reads_notes_and_places(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(write(select_units(talk()), "xliff"), encoding="utf-8")
    units = Xliff1File.parsefile(str(path)).units
    assert "numbers：两边不同" in units[1].getnotes()
    assert units[1].getlocations() == ["source.md:4"]


def test_saved_unchanged(store: Any, tmp_path: Path) -> None:
    returned = read_returned(again(store, tmp_path))
    assert (returned.units, returned.fixes, returned.remarks, returned.left) == (4, (), (), ())


def test_targets_changed(store: Any, tmp_path: Path) -> None:
    texts = {
        ZH["z1"]: "港口论坛 <&> “新”",
        ZH["z2"] + ZH["z3"]: ZH["z2"] + "年吞吐量可达到120万标准箱。",
        ZH["z6"] + ZH["z7"]: "资金来自世界银行。贷款期三十年。",
    }
    for unit in store.units:
        if str(unit.target) in texts:
            unit.target = texts[str(unit.target)]
    returned = read_returned(again(store, tmp_path))
    assert {fix.segments: fix.after for fix in returned.fixes} == {
        ("z1",): "港口论坛 <&> “新”",
        ("z3",): "年吞吐量可达到120万标准箱。",
        ("z6",): "资金来自世界银行。",
        ("z7",): "贷款期三十年。",
    }
    assert all(len(fix.seen) == 1 for fix in returned.fixes)


def test_states_and_notes_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(write(select_units(talk()), "xliff"), encoding="utf-8")
    store = Xliff1File.parsefile(str(path))
    for unit in store.units:
        unit.marktranslated()
        unit.markapproved(True)
        unit.addnote("看过了", origin="translator")
    returned = read_returned(again(store, tmp_path))
    assert returned.fixes == ()
    assert [remark.text for remark in returned.remarks] == ["看过了"] * 4

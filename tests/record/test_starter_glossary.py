"""The glossary that a project may start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.language.terms import find_terms
from aligner.record.glossary import STARTER, load_glossary

OWN = "terms:\n  - kind: term\n    zh: {required: [一带一路]}\n    en: {required: [Belt and Road]}\n"


@pytest.mark.parametrize(
    ("zh", "en", "term"),
    [
        ("共建“一带一路”倡议提出十年了。", "The Belt and Road Initiative is ten years old.", "一带一路"),
        ("共建「一帶一路」倡議提出十年了。", "Ten years of the BRI.", "一带一路"),
        ("世界衛生組織發布報告。", "The WHO published a report.", "世界卫生组织"),
        ("亚投行行长发言。", "The president of the AIIB spoke.", "亚洲基础设施投资银行"),
        ("国家发改委回应。", "The NDRC answered.", "国家发展和改革委员会"),
        ("粵港澳大灣區發展。", "The Greater Bay Area develops.", "粤港澳大湾区"),
    ],
)
def test_found_on_both_sides(zh: str, en: str, term: str) -> None:
    glossary = load_glossary(STARTER)
    found = [
        {hit.term.zh.required[0] for hit in find_terms(glossary, text, side)}
        for text, side in ((zh, "zh"), (en, "en"))
    ]
    assert term in found[0] & found[1]


@pytest.mark.parametrize(
    "text", ["教育部门开会。", "东北大学招生。", "中期选举中共和党领先。", "非典型的例子。", "who said so?"]
)
def test_not_found(text: str) -> None:
    assert not find_terms(load_glossary(STARTER), text, "en" if text.isascii() else "zh")


@pytest.mark.parametrize("own", ["", OWN])
def test_new_adds_it(tmp_path: Path, own: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("# 桥\n\n桥建成了。\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("# The bridge\n\nThe bridge is finished.\n", encoding="utf-8")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    if own:
        (seeds / "glossary.yml").write_text(own, encoding="utf-8")
    args = [
        "new",
        "bridge",
        "--zh",
        str(tmp_path / "a.md"),
        "--en",
        str(tmp_path / "b.md"),
        "--seeds",
        str(seeds),
    ]
    assert main([*args, "--starter-glossary"]) == 0
    glossary = load_glossary(seeds / "glossary.yml")
    assert len(glossary) == len(load_glossary(STARTER))
    assert (seeds / "glossary.yml").read_text(encoding="utf-8").startswith(own[:10] or "#")
    assert "of the starter glossary added" in capsys.readouterr().err

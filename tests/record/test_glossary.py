"""Reading a glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.record.errors import ConfigError, InputError
from aligner.record.glossary import Renderings, Term, load_glossary

SEEDS = Path(__file__).parents[2] / "seeds" / "glossary.yml"


def write(folder: Path, text: str) -> Path:
    path = folder / "glossary.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entry(tmp_path: Path) -> None:
    text = """
terms:
  - kind: organisation
    zh: {required: 亚投行}
    en: {required: [AIIB], admitted: [Asian Bank], forbidden: [Bank of Asia]}
    note: a note
    near: [bank, 银行]
"""
    assert load_glossary(write(tmp_path, text)).terms == (
        Term(
            "organisation",
            Renderings(("亚投行",)),
            Renderings(("AIIB",), ("Asian Bank",), ("Bank of Asia",)),
            "a note",
            ("bank", "银行"),
        ),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "terms:\n", "terms: []\n"])
def test_empty(tmp_path: Path, text: str) -> None:
    assert len(load_glossary(write(tmp_path, text))) == 0


ENTRY = "terms:\n  - kind: term\n    zh: {required: [甲]}\n    en: {required: [a]}\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("entries: []\n", 1, "unknown key 'entries'"),
        ("- a\n", 1, "should be a set of 'key: value' lines"),
        ("terms: a\n", 1, "'terms' should be a list"),
        ("terms:\n  - word\n", 2, "should be a set of 'key: value' lines"),
        ("terms:\n  - kind: term\n    zh: {required: [甲]}\n", 2, "has no 'en'"),
        (ENTRY.replace("kind: term", "kind: verb"), 2, "'kind' is 'verb'"),
        (ENTRY + "    remark: x\n", 5, "unknown key 'remark'"),
        (ENTRY + "    en: {required: [b]}\n", 5, "key 'en' appears twice"),
        (ENTRY.replace("required: [a]", "wanted: [a]"), 4, "unknown key 'wanted'"),
        (ENTRY.replace("{required: [a]}", "{admitted: [a]}"), 4, "has no 'required' rendering"),
        (ENTRY.replace("{required: [a]}", "{required: []}"), 4, "has no 'required' rendering"),
        (ENTRY.replace("[a]", "[{x: y}]"), 4, "should be a text"),
        (ENTRY.replace("[a]", "[a, A]"), 4, "'A' is already given in line 4"),
        (ENTRY + ENTRY.removeprefix("terms:\n").replace("甲", "乙"), 7, "'a' is already given in line 4"),
        ("terms: [\n", 2, "not valid YAML"),
    ],
)
def test_error_names_the_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_glossary(path)
    assert (caught.value.file, caught.value.line) == (str(path), line)
    assert what in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        load_glossary(tmp_path / "glossary.yml")


def test_the_shared_glossary_is_sound() -> None:
    glossary = load_glossary(SEEDS)
    assert {term.kind for term in glossary} == {"term", "name", "organisation", "place"}
    for term in glossary:
        assert not any(rendering.isascii() for rendering in term.zh.required)
        assert all(rendering.isascii() for rendering in term.en.required)

"""Word tables: a project's own on top of ours, wherever they are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest

from aligner.ingest.sentences import split
from aligner.language.antonyms import sense_words
from aligner.language.inflection import key, keys
from aligner.language.names.in_text import name_renderings
from aligner.language.negation import denials
from aligner.language.numbers.measures import unit_of
from aligner.language.reading import values
from aligner.language.reported_speech import said
from aligner.language.tables import table, tables_fingerprint, using
from aligner.language.traditional import traditional
from aligner.record.errors import ConfigError
from aligner.record.model import Side


def words(folder: Path, **tables: str) -> Path:
    """A folder of tables."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def count(text: str, side: Side = "en") -> int:
    """The words of a text that only deny."""
    return sum(denial.plain for denial in denials(text, side))


def seen() -> Mapping[str, object]:
    """What is read of a few texts, one for each kind of table."""
    (quantity,) = values("about 3 wugs", "en")
    return {
        "denials": count("It is nowise so."),
        "denials_zh": count("甭争辩", "zh"),
        "numbers": [int(q.value) for q in values("卌人出席", "zh")],
        "units": [q.strength for q in values("5zf", "en")],
        "measures": unit_of("about 3 wugs", quantity, "en") is not None,
        "names": "china" in name_renderings("中国") and "cathay" in name_renderings("中国"),
        "reports": said("She whispered it.", "en") is not None,
        "opposites": [hit.span for hit in sense_words("The wug and the cat.")],
        "irregular": key("gostak") in keys("gosten"),
        "sentences": len(split("See Wug. Smith for more.", "en")),
    }


OURS = {
    "denials": 0,
    "denials_zh": 0,
    "numbers": [],
    "units": ["weak"],
    "measures": False,
    "names": False,
    "reports": False,
    "opposites": [],
    "irregular": False,
    "sentences": 2,
}
TABLES = {
    "polarity": "negation: {en: {plain: [nowise]}, zh: {plain: [甭]}}",
    "numbers_zh": "digits: {}\nunits: {卌: 40}",
    "numbers_en": "unit_letters: [zf]",
    "measures": "length: {wug: [2, [武格], [wug]]}",
    "names": "demonyms: {China: [Cathay]}",
    "attribution": "said: {en: [whispered]}",
    "abbreviations": "[Wug]",
    "opposites": "pairs: [[[wug], [武格], [gostak], [格斯]]]",
    "english": "irregular: {gosten: gostak}",
}


def test_every_table_is_extended_where_it_is_read(tmp_path: Path) -> None:
    assert seen() == OURS
    with using(words(tmp_path / "words", **TABLES)):
        assert seen() == {
            "denials": 1,
            "denials_zh": 1,
            "numbers": [40],
            "units": ["strong"],
            "measures": True,
            "names": True,
            "reports": True,
            "opposites": [(4, 7)],
            "irregular": True,
            "sentences": 1,
        }
    assert seen() == OURS


def test_a_changed_table_is_noticed_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    texts = ("[wugly]", "[wugly, wuglier]", "[]")
    counts = []
    for text in texts:
        with using(words(folder, polarity=f"negation: {{en: {{plain: {text}}}}}")):
            counts.append(count("It is wugly and wuglier."))
    assert counts == [1, 2, 0]


def test_other_threads_keep_their_own_tables(tmp_path: Path) -> None:
    counts: list[int] = []
    with using(words(tmp_path / "words", polarity="negation: {en: {plain: [wugly]}}")):
        thread = Thread(target=lambda: counts.append(count("It is wugly.")))
        thread.start()
        thread.join()
        counts.append(count("It is wugly."))
    assert counts == [0, 1]


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_words_of_its_own_a_project_has_ours(folder: Path | None) -> None:
    ours = table("polarity")
    with using(folder):
        assert table("polarity") is ours


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("polarty", "negation: {}", 1, "there is no table 'polarty'; known tables: abbreviations, "),
        (
            "polarity",
            "negation:\n  en:\n    plian: [nowise]",
            3,
            "unknown key 'plian'; known keys here: ",
        ),
        ("polarity", "negation:\n  en:\n    plain: nowise", 3, "'plain' should be a list"),
        ("polarity", "- nowise", 1, "'polarity.yml' should be a set of"),
        ("english", "irregular:\n  wug: [wuggen]", 2, "'wug' should be a text"),
        ("numbers_en", "units:\n  eleventy: many", 2, "'many' is not a number"),
        ("measures", "length:\n  wug: [2, [wug]]", 2, "has 3 parts, this one 2"),
        ("opposites", "pairs:\n  - [[hot], [热], [cold]]", 2, "has 4 parts, this one 3"),
        ("sentences", "zh:\n  goes_on: ['(一']", 2, "'(一' is not a regular expression"),
        ("patterns", "metadata: ['[']", 1, "'[' is not a regular expression"),
        ("polarity", "negation: [", 1, "this is not valid YAML"),
    ],
)
def test_what_fits_no_table_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, line: int, said: str
) -> None:
    with pytest.raises(ConfigError) as caught, using(words(tmp_path / "words", **{name: text})):
        pass
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'words' / name}.yml:{line}: ")


def test_words_that_yaml_would_read_otherwise_are_words(tmp_path: Path) -> None:
    with using(words(tmp_path / "words", polarity="negation: {en: {plain: [no, off, 1st]}}")):
        assert table("polarity")["negation"]["en"]["plain"][-3:] == ["no", "off", "1st"]


def test_the_fingerprint_changes_with_every_byte(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    prints = [tables_fingerprint(None), tables_fingerprint(folder)]
    for text in ("negation: {}", "negation: {} # why", "negation: {}"):
        prints.append(tables_fingerprint(words(folder, polarity=text)))
    assert prints[0] == prints[1]
    assert prints[2] == prints[4]
    assert len(set(prints)) == 3
    (folder / "notes.txt").write_text("no table")
    assert tables_fingerprint(folder) == prints[4]


def test_a_project_may_write_its_words_in_traditional_characters(tmp_path: Path) -> None:
    folder = words(tmp_path / "words", attribution="said: {zh: [囑咐說]}\n")
    assert said("他嘱咐说", "zh") != (1, 4)
    with using(folder):
        assert said("他嘱咐说", "zh") == (1, 4)


def test_a_project_may_add_traditional_forms(tmp_path: Path) -> None:
    folder = words(tmp_path / "words", traditional="words: {云石: 云石}\ncharacters: {臺: 台}\n")
    assert traditional("云石平台") == "雲石平臺"
    with using(folder):
        assert traditional("云石平台") == "云石平台"

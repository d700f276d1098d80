"""record.yml: what it may say, and the sentence that each mistake gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.record.config import RETIRED_CHECKS, load_config
from aligner.record.errors import AlignerError
from aligner.record.load import find_configs, load_record
from aligner.record.model import Names

GOOD = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""


def test_the_least_that_is_needed(make_record: Callable[..., Path]) -> None:
    config = load_config(make_record(GOOD, name="my-talk") / "record.yml")
    assert (config.id, config.kind, config.original) == ("my-talk", "auto", "en")
    assert (config.profile, config.findings) == ("careful", "careful")
    assert config.part("zh").lang == "", "is told by looking"


def test_publication(make_record: Callable[..., Path]) -> None:
    text = GOOD + (
        "people: [{zh: 蓝伟光博士, en: Dr Lan Weiguang, aliases: [Dr Lan]}]\n"
        "organisations: [{zh: 新华社, en: Xinhua}]\npublication:\n"
        "  zh: {authors: [新华社, {zh: 王毅, en: Wang Yi}], form: 稿, rights: CC BY 4.0}\n"
        "  en: {authors: [Dr Lan], journal: J, volume: 3, pages: 1-2, doi: 10.1234/x, date: 2025-01-02}\n"
    )
    config = load_config(make_record(text) / "record.yml")
    zh, en = config.publication("zh"), config.publication("en")
    assert [(a.names.en, a.is_body) for a in zh.authors] == [("Xinhua", True), ("Wang Yi", False)]
    assert zh.rights == Names("CC BY 4.0", "CC BY 4.0") and zh.form and zh.form.en == "稿"
    assert en.authors[0].names.zh == "蓝伟光博士" and (en.volume, en.pages) == ("3", "1-2")
    assert (en.address, zh.address) == ("https://doi.org/10.1234/x", "")


def test_everything(make_record: Callable[..., Path]) -> None:
    text = GOOD + (
        "id: other\ndate: 2025-06-27\nplace: {zh: 林芝, en: Nyingchi}\nkind: summary\n"
        "checks: {numbers: off, terms: on}\n"
        "people:\n  - {zh: 蓝, en: Lan, aliases: [Dr Lan], role: {zh: 会长, en: President}}\n"
        "organisations: [{zh: 亚投行, en: AIIB}]\nfurniture: [{name: stamp, text: x.y/z}]\nbreaks: [医疗]\n"
        "site: {findings: confirmed}\nprofile: thorough\nnote: {zh: 注, en: Note}\n"
    )
    config = load_config(make_record(text) / "record.yml")
    assert config.id == "other" and config.date and config.date.year == 2025
    assert config.people[0].aliases == ("Dr Lan",) and config.people[0].role
    assert config.checks_off == ("numbers",) and (config.profile, config.findings) == (
        "thorough",
        "confirmed",
    )


@pytest.mark.parametrize("name", sorted(RETIRED_CHECKS))
def test_a_record_may_switch_a_retired_check_off(make_record: Callable[..., Path], name: str) -> None:
    config = load_config(make_record(f"{GOOD}checks: {{{name}: off, numbers: off}}\n") / "record.yml")
    assert config.checks_off == ("numbers",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("[1, 2]\n", "should be a set of 'key: value' lines"),
        ("title: {zh: 标题, en: [}\n", "record.yml:1: this is not valid YAML"),
        ("\ttitle: x\n", "record.yml:1: this is not valid YAML"),
        (GOOD + "tittle: x\n", "record.yml:4: unknown key 'tittle'; known keys here: title, original, sides"),
        (
            GOOD + "date: 27 June\n",
            "record.yml:4: 'date' is '27 June', which is not a valid date; write it as YYYY-MM-DD",
        ),
        (GOOD + "date: 2025-02-30\n", "record.yml:4: 'date' is '2025-02-30', which is not a valid date"),
        (GOOD + "kind: digest\n", "'kind' is 'digest'; use one of: auto, translation, summary"),
        (GOOD + "original: zh\n", "key 'original' appears twice"),
        (GOOD + "id: Über uns\n", "is not a valid id; use lower-case letters"),
        (GOOD + "id: ../../etc\n", "is not a valid id"),
        (GOOD + "place: {zh: 林芝}\n", "'place' has no 'en'"),
        (GOOD + "people: [{zh: 蓝}]\n", "'people' has no 'en'"),
        (GOOD + "people: {zh: 蓝, en: Lan}\n", "'people' should be a list"),
        (GOOD + "furniture: [{name: x}]\n", "'furniture' has no 'text'"),
        (GOOD + "checks: {numbers: maybe}\n", "'numbers' is 'maybe'; use on or off"),
        (GOOD + "note:\n", "'note' should be a set"),
        (GOOD + "breaks: ['']\n", "'breaks' is empty"),
        ("original: en\nsides: {}\n", "record.yml:1: 'record.yml' has no 'title'"),
        (GOOD.replace("en: {file: en.md}", "zh_: {}"), "unknown key 'zh_'"),
        (GOOD.replace("file: en.md", "file: ../en.md"), "is outside the record's folder"),
        (GOOD.replace("file: en.md", "file: /etc/passwd"), "is outside the record's folder"),
        ("a: &a [*a]\n", "unknown key 'a'"),
        (GOOD + "publication: {zh: {autor: x}}\n", "unknown key 'autor'; known keys here: authors, form,"),
        (GOOD + "publication: {fr: {}}\n", "unknown key 'fr'; known keys here: zh, en"),
        (
            GOOD + "publication:\n  zh:\n    doi: https://doi.org/10.1/x\n",
            "record.yml:6: 'https://doi.org/10.1/x' is not a DOI; write it as 10.1234/abcd, without",
        ),
        (
            GOOD + "publication: {en: {url: x.org}}\n",
            "'x.org' is not a web address; write it in full",
        ),
        (GOOD + "publication: {en: {pages: 1-2}}\n", "'pages' without 'journal'; add a line 'journal: …'"),
        (GOOD + "publication: {en: {rights: {en: CC BY}}}\n", "'rights' has no 'zh'"),
        (GOOD + "publication: {en: {date: June}}\n", "'date' is 'June', which is not a valid date"),
        (
            GOOD + "publication: {en: {authors: [Jane Reed]}}\n",
            "the author 'Jane Reed' is not listed under 'people' or 'organisations'; list the name there",
        ),
        (
            GOOD + "publication: {zh: {authors: [{zh: 里德, en: Jane Reed, family: {zh: 里, en: Reid}}]}}\n",
            "the family name 'Reid' is not part of 'Jane Reed'; write it as it stands in the name",
        ),
        (GOOD + "profile: all\n", "'profile' is 'all'; use one of: careful, thorough"),
        (GOOD + "site: {findings: some}\n", "use one of: confirmed, careful, thorough, none"),
        (
            GOOD + "reader: {url: x.org, model: m}\n",
            "'x.org' is not an address that can be asked; give",
        ),
        (GOOD + "reader: {url: 'https://me:secret@x.org/v1', model: m}\n", "without a password"),
        (GOOD + "reader: {url: 'http://localhost:1/v1'}\n", "'reader' has no 'model'; add a line"),
        (
            GOOD + "reader:\n  url: http://localhost:1/v1\n  model: m\n  key: k\n",
            "a key is not for a file that others read; set ALIGNER_READER_KEY instead",
        ),
        ("{" * 2000, "record.yml"),
    ],
)
def test_mistakes(make_record: Callable[..., Path], text: str, complaint: str) -> None:
    with pytest.raises(AlignerError) as caught:
        load_config(make_record(text) / "record.yml")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("defaults", "own", "expected"),
    [
        ("", "", ("careful", "careful")),
        ("# nothing\n", "", ("careful", "careful")),
        ("profile: thorough\n", "", ("thorough", "careful")),
        ("site: {findings: none}\n", "", ("careful", "none")),
        ("profile: thorough\nsite: {findings: none}\n", "profile: careful\n", ("careful", "none")),
        ("site: {findings: none}\n", "site: {findings: thorough}\n", ("careful", "thorough")),
        ("", "site: {findings: open}\n", ("careful", "thorough")),
    ],
)
def test_settings_of_all_records(
    make_record: Callable[..., Path], defaults: str, own: str, expected: tuple[str, str]
) -> None:
    """What defaults.yml says counts unless the record says it itself; ``open`` is the old ``thorough``."""
    folder = make_record(GOOD + own)
    if defaults:
        (folder.parent / "defaults.yml").write_text(defaults, encoding="utf-8")
    for config in (load_config(folder / "record.yml"), *find_configs(folder.parent)):
        assert (config.profile, config.findings) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("profle: careful\n", "defaults.yml:1: unknown key 'profle'; known keys here: profile, site, reader"),
        ("site: confirmed\n", "defaults.yml:1: 'site' should be a set of 'key: value' lines"),
        ("site: {}\n", "'site' has no 'findings'"),
        ("profile: [\n", "defaults.yml:2: this is not valid YAML"),
    ],
)
def test_mistakes_in_the_settings_of_all(make_record: Callable[..., Path], text: str, complaint: str) -> None:
    folder = make_record(GOOD)
    (folder.parent / "defaults.yml").write_text(text, encoding="utf-8")
    with pytest.raises(AlignerError) as caught:
        find_configs(folder.parent)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("defaults", "own", "model"),
    [
        ("", "", None),
        ("reader: {url: http://localhost:1/v1, model: m}\n", "", "m"),
        (
            "reader: {url: http://localhost:1/v1, model: m}\n",
            "reader: {url: https://x.org/v1, model: n}\n",
            "n",
        ),
    ],
)
def test_a_reader(make_record: Callable[..., Path], defaults: str, own: str, model: str | None) -> None:
    folder = make_record(GOOD + own)
    (folder.parent / "defaults.yml").write_text(defaults, encoding="utf-8")
    reader = load_config(folder / "record.yml").reader
    assert (reader and reader.model) == model


def test_two_records_with_one_id(make_record: Callable[..., Path]) -> None:
    make_record(GOOD + "id: same\n", name="a")
    folder = make_record(GOOD + "id: same\n", name="b")
    with pytest.raises(AlignerError, match=r"b/record.yml: the id 'same' is already used by .*a/record.yml"):
        find_configs(folder.parent)


def test_a_record_that_was_never_aligned(make_record: Callable[..., Path]) -> None:
    config = load_config(make_record(GOOD) / "record.yml")
    with pytest.raises(AlignerError, match="not aligned yet; run 'aligner update talk'"):
        load_record(config)


def test_the_seeds_are_valid(seeds: Path) -> None:
    assert [c.id for c in find_configs(seeds)] == ["qinghai-tibet-2023", "trans-himalaya-2025"]

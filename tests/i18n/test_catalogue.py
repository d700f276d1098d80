"""The words of the interface: each said once, in both languages, and all of them used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import jinja2
import pytest
import yaml
from jinja2 import nodes

import aligner
from aligner.i18n.catalogue import Catalogue, load_bilingual, load_catalogue
from aligner.record.decisions.decision import VERBS
from aligner.record.decisions.resolved import Standing
from aligner.record.model import FLAG_STATES, KINDS, RELATIONS, SEVERITIES, SIDES, STATUSES
from aligner.review.wording import load_words

WINGS = (
    "aligner.card",
    "aligner.checks",
    "aligner.diff",
    "aligner.publish",
    "aligner.report",
    "aligner.review",
)
LANGS = ("en", "zh-Hans", "zh-Hant")
PACKAGE = Path(aligner.__file__).parent
ASKED = {"words": 0, "sentence": 0, "strings": 0, "_strings": 0, "self": 0, "w": 0, "say": 0, "flag": 3}
"""What a catalogue is called where it is asked for a sentence, and which argument is the key."""
GIVEN = {"n", "side", "other"}
"""Places that a sentence may have in one language only."""

Table = Mapping[str, Mapping[str, Mapping[str, Any]]]


@cache
def table(wing: str, name: str = "strings.yml") -> Table:
    return yaml.safe_load(files(wing).joinpath(name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


SHARED = table("aligner.i18n", "shared.yml")


def entries(tables: Table) -> dict[str, Mapping[str, Any]]:
    return {
        str(key) if group == "words" else f"{group}.{key}": entry
        for group, rows in tables.items()
        for key, entry in rows.items()
    }


def forms(entry: Any) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


# What the code asks for: whole keys, and patterns where a part of the key is a value of the data


def asked_in_python(path: Path) -> Iterator[tuple[str, bool]]:
    """Keys as regular expressions, and whether a catalogue is certainly asked for them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value), False
        elif isinstance(node, ast.JoinedStr):
            yield pattern(node), False
        place = ASKED.get(called(node.func)) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and place is not None and len(node.args) > place:
            key = node.args[place]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield re.escape(key.value), True
            elif isinstance(key, ast.JoinedStr):
                yield pattern(key), True
        elif isinstance(node, ast.Call) and node.args and called(node.func) == "name":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield re.escape(f"{first.value}.") + ".+", True


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def pattern(node: ast.JoinedStr) -> str:
    return "".join(part(value) for value in node.values)


def part(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return re.escape(str(value.value))
    if isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.IfExp):
        return f"(?:{part(value.value.body)}|{part(value.value.orelse)})"
    return ".+"


def asked_in_template(path: Path) -> Iterator[tuple[str, bool]]:
    tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    yield from (
        (re.escape(node.value), False) for node in tree.find_all(nodes.Const) if isinstance(node.value, str)
    )
    for call in tree.find_all(nodes.Call):
        name = getattr(call.node, "name", getattr(call.node, "attr", ""))
        if name in ASKED and call.args:
            yield from ((key, True) for key in template_keys(call.args[0]))
        elif name == "name" and isinstance(call.node, nodes.Getattr) and call.args:
            yield from ((f"{key}\\..+", True) for key in template_keys(call.args[0]) if key != ".+")


def template_keys(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Const):
        return [re.escape(str(node.value))]
    if isinstance(node, nodes.CondExpr):
        return [*template_keys(node.expr1), *(template_keys(node.expr2) if node.expr2 else [])]
    if isinstance(node, nodes.Add):
        return [a + b for a in template_keys(node.left) for b in template_keys(node.right)]
    if isinstance(node, nodes.Concat):
        return ["".join(parts) for parts in product(*map(template_keys, node.nodes))]
    return [".+"]


@cache
def asked(wing: str) -> tuple[tuple[str, bool], ...]:
    folder = PACKAGE / wing.removeprefix("aligner.")
    found = {row for path in folder.rglob("*.py") for row in asked_in_python(path)}
    for path in folder.rglob("*.html"):
        found.update(asked_in_template(path))
    return tuple(sorted(found))


@pytest.mark.parametrize("wing", WINGS)
def test_every_key_that_is_asked_for_exists(wing: str) -> None:
    keys = [*entries(SHARED), *entries(table(wing))]
    certain = [key for key, certainly in asked(wing) if certainly]
    assert [key for key in certain if not any(re.fullmatch(key, known) for known in keys)] == []
    assert len(certain) > 5, "the test finds where a catalogue is asked"


def is_asked(wing: str, key: str) -> bool:
    """Whether the wing has the key, a pattern of it, its group, or both halves of ``f"{name}_{value}"``."""
    literal = {re.sub(r"\\(.)", r"\1", text) for text, _ in asked(wing)}
    group, _, value = key.partition("." if "." in key else "_")
    if key in literal or (group in literal and ("." in key or value in literal)):
        return True
    patterns = (text for text, _ in asked(wing) if re.search("[a-z]", text.replace(".+", "")))
    return any(re.fullmatch(text, key) for text in patterns)


@pytest.mark.parametrize("wing", WINGS)
def test_every_key_of_a_wing_is_asked_for(wing: str) -> None:
    assert [key for key in entries(table(wing)) if not is_asked(wing, key)] == []


def test_every_shared_key_is_asked_for() -> None:
    wings = (*WINGS, "aligner.i18n")
    assert [key for key in entries(SHARED) if not any(is_asked(wing, key) for wing in wings)] == []


@pytest.mark.parametrize("wing", [*WINGS, "aligner.i18n"])
def test_both_languages_have_every_entry_with_the_same_places(wing: str) -> None:
    for key, entry in entries(SHARED if wing == "aligner.i18n" else table(wing)).items():
        assert [*entry] in (["en", "zh"], ["en", "zh", "zh-Hant"]), key
        english, chinese = (
            {name for form in forms(entry[side]) for _, name, _, _ in Formatter().parse(form) if name}
            for side in ("en", "zh")
        )
        assert english - GIVEN == chinese - GIVEN, key
        assert all(form.strip() or key in ("colon", "separator") for form in forms(entry["zh"])), key


def test_a_word_is_chosen_once() -> None:
    """No wing says again what is shared, and what two wings say is shared."""
    chosen: dict[str, set[str]] = {}
    for wing in (*WINGS, "aligner.i18n"):
        for entry in entries(SHARED if wing == "aligner.i18n" else table(wing)).values():
            chosen.setdefault(str(entry), set()).add(wing)
    assert [entry for entry, wings in chosen.items() if len(wings) > 1] == []
    for wing in WINGS:
        assert entries(SHARED).keys().isdisjoint(entries(table(wing)))


def test_the_site_the_workbench_and_the_diff_say_the_same() -> None:
    diff = load_bilingual("aligner.diff")
    for side, lang in (("en", "en"), ("zh", "zh-Hans")):
        catalogues: list[Catalogue] = [load_words(side), getattr(diff, side)]  # type: ignore[arg-type]
        site = load_catalogue("aligner.publish", lang)
        for key in entries(SHARED):
            assert {str(c.entries[key]) for c in catalogues} == {str(site.entries[key])}, key


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("severity", SEVERITIES), ("state", (*FLAG_STATES, "open")), ("relation", RELATIONS),
        ("status", STATUSES), ("kind", KINDS), ("language", SIDES), ("standing", get_args(Standing)),
        ("verb", (*VERBS, "omitted")),
    ],
)  # fmt: skip
def test_every_value_of_the_data_has_a_word_and_no_other(group: str, values: tuple[str, ...]) -> None:
    assert {*SHARED[group]} == {*values}
    for lang in ("en", "zh"):
        names = [entry[lang] for entry in SHARED[group].values()]
        assert len(names) == len({*names}), "two values of a group have the same word"


@pytest.mark.parametrize("lang", LANGS)
def test_words_are_converted_once(lang: str) -> None:
    first, again = (load_catalogue("aligner.card", lang).entries for _ in range(2))
    assert first is again


@pytest.mark.parametrize("wing", WINGS)
def test_traditional_has_the_words_usual_in_taiwan(wing: str) -> None:
    simplified, traditional = (load_catalogue(wing, lang).entries for lang in LANGS[1:])
    assert simplified.keys() == traditional.keys()
    text = "".join(form for entry in traditional.values() for form in forms(entry))
    assert not re.findall("程序|鏈接|軟件|數據|屏幕|打印|文本里|[“”]", text)


def test_plural_and_places() -> None:
    words = load_words("en")
    assert [words("passages", n=n) for n in (0, 1, 2)] == ["0 passages", "1 passage", "2 passages"]
    assert load_words("zh")("passages", n=2) == "2段"
    assert words.name("severity", "unheard-of") == "unheard of"


@pytest.mark.parametrize("wing", [*WINGS, "aligner.i18n"])
def test_a_finding_and_a_decision_have_no_other_name(wing: str) -> None:
    for key, entry in entries(SHARED if wing == "aligner.i18n" else table(wing)).items():
        for form in forms(entry["en"]):
            said = re.sub(r"\{\w+\}", "", form).casefold()
            assert not re.search(r"\b(flags?|flagged|mended|remarks?|weights?|dispute[sd]?)\b", said), key
        for form in forms(entry["zh"]):
            denies = "" if key == "polarity.denied" else "|否定"  # a denial in a text, not a decision
            assert not re.search(f"裁定|采纳|认可|驳回|检查结果|文本里{denies}", form), key


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "the “Belt and Road”", "“the ‘Belt and Road’”"),
        ("zh-Hans", "“一带一路”", "“一带一路”"),
        ("zh-Hans", "建设“一带一路”", "“建设‘一带一路’”"),
        ("zh-Hant", "建設“一帶一路”", "「建設『一帶一路』」"),
    ],
)
def test_quotation_marks_within_others_are_single(lang: str, text: str, said: str) -> None:
    assert said in load_catalogue("aligner.review", lang)("did.dismiss-check", check=text)

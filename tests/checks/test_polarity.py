"""Denials and obligations in two languages."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.language.modality import step, steps
from aligner.language.negation import denials
from aligner.language.tables import table
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "word"),
    [
        ("他同意这项计划。", "He does not agree with the plan.", "not"),
        ("他同意这项计划。", "He doesn't agree with the plan.", "n't"),
        ("会议从未举行。", "The meeting was held.", "从未"),
        ("项目没有获批。", "The project won approval.", "没有"),
        ("企业必须公开数据。", "Enterprises may publish the data.", "必须"),
        ("企业可能公开数据。", "Enterprises must publish the data.", "可能"),
    ],
)
def test_opposites(record: Make, zh: str, en: str, word: str) -> None:
    flags = run_checks(record([zh], [en]), enabled=["polarity"])
    assert flags
    assert any(
        text[slice(*span)] == word
        for flag in flags
        for text, span in ((zh, flag.zh_span), (en, flag.en_span))
        if span
    )


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他不同意。", "He does not agree."),
        ("他不同意。", "He refused."),
        ("双方不断深化合作。", "The two sides keep deepening cooperation."),
        ("非洲国家很多。", "There are many African countries."),
        ("这与众不同。", "This is different."),
        ("他不仅会唱歌，还会跳舞。", "He not only sings but also dances."),
        ("未来可期。", "The future is bright."),
        ("条件不足。", "The conditions are insufficient."),
        ("企业必须公开数据。", "Enterprises must publish the data."),
        ("企业可以公开数据。", "Enterprises can publish the data."),
        ("这可能是真的。", "This may be true."),
    ],
)
def test_agreement(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["polarity"]) == ()


@pytest.mark.parametrize(
    ("text", "side", "words"),
    [
        ("I can't and won't.", "en", ["n't", "n't"]),
        ("Not only that.", "en", []),
        ("No one came.", "en", ["No one"]),
        ("他没有来，也不说话。", "zh", ["没有", "不"]),
        ("非常特别的未来", "zh", []),
    ],
)
def test_denials(text: str, side: str, words: list[str]) -> None:
    found = denials(text, side)  # type: ignore[arg-type]
    assert [text[slice(*denial.span)] for denial in found if denial.plain] == words


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("地区必须建立基金。", "The region could establish a fund.", True),
        ("需引入民间资本。", "Projects can bring in private capital.", True),
        ("地区必须建立基金。", "The region needs a fund.", False),
        ("唯有合作，必将成功。", "Only through cooperation can it succeed.", False),
        ("可建立基金。", "The region could establish a fund.", False),
        ("地区必须建立基金。", "The region establishes a fund.", False),
    ],
)
def test_a_summary_that_demands_what_was_proposed(record: Make, zh: str, en: str, found: bool) -> None:
    flags = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["polarity"])
    assert [flag.severity for flag in flags] == (["major"] if found else [])


DEMAND = [
    ("村庄必须建水库。", "The village could build a reservoir.", "必须"),
    ("村庄务必建水库。", "They suggest that the village build a reservoir.", "务必"),
    ("村庄必须建水库。", "The village needs a reservoir.", ""),
    ("村庄必须建水库。", "The village might, and should, build a reservoir.", ""),
    ("村庄必须建水库。", "The village builds a reservoir.", ""),
    ("城市无需新建道路。", "The city could do without new roads.", ""),
    ("商店可满足客户需求。", "The shop could please its customers.", ""),
    ("商店可出售生活必需品。", "The shop could sell groceries.", ""),
]
CERTAIN = [
    ("渔业产量必将上升。", "Catches may rise.", "必将"),
    ("渔民往往夜里出海。", "Fishermen might go out at night.", "往往"),
    ("渔业产量必将上升。", "Catches will rise, or so they hope.", ""),
    ("渔民往往夜里出海。", "Fishermen usually go out at night, perhaps alone.", ""),
    ("渔业产量必将上升。", "Catches rise with the tide.", ""),
]
DONE = [
    ("新桥已通车。", "The new bridge is expected to open soon.", "已"),
    ("双方达成了协议。", "The two sides hope to reach an agreement.", "达成了"),
    ("新桥已通车。", "The new bridge has opened and may be widened.", ""),
    ("双方达成了协议。", "The two sides found an agreement and hope to sign it.", ""),
    ("新桥已通车。", "The new bridge carries traffic.", ""),
    ("他不得已卖船。", "He would not like to sell the boat.", ""),
    (
        "双方达成了协议。",
        "The two sides reached an agreement and hope to sign it.",
        "",
    ),
]
ONLY = [
    ("合作是唯一出路。", "Cooperation helps.", "唯一出路"),
    ("只有种树，才能防沙。", "Trees may hold back the sand.", "只有种树，才"),
    ("种树是必由之路。", "Trees hold back the sand.", "必由之路"),
    ("合作是唯一出路。", "Cooperation is the only way.", ""),
    ("唯有种树，方能防沙。", "Trees alone hold back the sand.", ""),
    ("合作是一条出路。", "Cooperation helps.", ""),
]
SAID = {
    "demand": "a demand",
    "certain": "makes it certain",
    "done": "reports it as done",
    "only": "the only way",
}
STEPS = [("demand", DEMAND), ("certain", CERTAIN), ("done", DONE), ("only", ONLY)]


@pytest.mark.parametrize(
    ("name", "zh", "en", "word"),
    [(name, *case) for name, cases in STEPS for case in cases],
)
def test_a_summary_goes_a_step_too_far(record: Make, name: str, zh: str, en: str, word: str) -> None:
    """Flagged where a softer word stands there, not where it is answered or nothing softer is said."""
    flags = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["polarity"])
    found = [flag for flag in flags if flag.severity != "neutral"]
    assert [zh[slice(*flag.zh_span)] for flag in found if flag.zh_span] == [word] * bool(word)
    assert all(SAID[name] in flag.message.en for flag in found)
    assert {flag.severity for flag in found} <= {"major"}


@pytest.mark.parametrize(
    ("zh", "en", "word"),
    [
        ("该镇可建一座桥。", "The town must build a bridge.", "must"),
        ("该镇应建一座桥。", "The town must build a bridge.", ""),
        ("该镇建一座桥。", "The town must build a bridge.", ""),
        ("产量可能上升。", "Output is bound to rise.", "is bound to"),
        ("产量肯定上升。", "Output is bound to rise.", ""),
        ("产量上升。", "Output is bound to rise.", ""),
        ("博物馆计划明年开馆。", "The museum has already opened.", "has already"),
        ("博物馆开了，计划扩建。", "The museum has already opened.", ""),
        ("博物馆开放。", "The museum has already opened.", ""),
        ("通商有益。", "Trade is the only way.", "the only way"),
        ("只靠通商。", "Trade is the only way.", ""),
    ],
)
def test_an_english_summary_goes_a_step_too_far(record: Make, zh: str, en: str, word: str) -> None:
    flags = run_checks(record([zh], [en], original="zh", kind="summary"), enabled=["polarity"])
    assert [en[slice(*flag.en_span)] for flag in flags if flag.en_span] == [word] * bool(word)


@pytest.mark.parametrize(("original", "kind"), [("en", "translation"), ("zh", "summary")])
def test_steps_are_for_the_summary_alone(record: Make, original: str, kind: str) -> None:
    context = record(["合作是唯一出路。"], ["Cooperation helps."], original=original, kind=kind)
    assert run_checks(context, enabled=["polarity"]) == ()


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他同意这项计划。", "He does not agree with the plan."),
        ("会议从未举行。", "The meeting was held."),
    ],
)
@pytest.mark.parametrize(("kind", "severity"), [("summary", "neutral"), ("translation", "major")])
def test_a_denial_in_a_summary_is_a_note(record: Make, zh: str, en: str, kind: str, severity: str) -> None:
    flags = run_checks(record([zh], [en], original="en", kind=kind), enabled=["polarity"])
    assert [flag.severity for flag in flags] == [severity]


@pytest.mark.parametrize(
    ("name", "part", "side"),
    [
        (name, part, side)
        for name, parts in table("polarity")["modality"]["steps"].items()
        for part, sides in parts.items()
        for side in sides
    ],
)
def test_every_word_of_a_step_is_found(name: str, part: str, side: str) -> None:
    words = table("polarity")["modality"]["steps"][name][part][side]
    assert words
    assert all(isinstance(word, str) and word == word.strip() != "" for word in words)
    assert len(words) == len(set(words))
    for word in words:
        text = f"they{word}" if word.startswith("'") else word.replace(".*", "种树")
        assert step(text, side, name, part), word  # type: ignore[arg-type]


def test_every_step_has_both_languages() -> None:
    assert set(steps()) == set(SAID)
    for parts in table("polarity")["modality"]["steps"].values():
        assert {"claimed", "answered"} <= set(parts) <= {"claimed", "answered", "softer"}
        assert all(set(sides) == {"zh", "en"} for sides in parts.values())

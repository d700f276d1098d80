"""What goes into an export: units, their order, their flags, what an import needs to know again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.exchange.languages import code, side_of
from aligner.exchange.units import evidence_words, select_units
from aligner.record.decisions.evidence import text_hash
from tests.helpers.talk import EN, ZH, talk

LINKED = ["z1", "z2.z3", "z4", "z6.z7"]


@pytest.mark.parametrize(
    ("original", "options", "ids"),
    [
        ("en", {}, LINKED),
        ("en", {"unmatched": True}, ["z1", "z2.z3", "z4", "e5", "z5", "z6.z7"]),
        ("en", {"flagged": True}, ["z2.z3", "e5", "z5", "z6.z7"]),
        ("zh", {}, ["e1", "e2", "e3", "e4", "e6"]),
        ("zh", {"unmatched": True}, ["e1", "e2", "e3", "e4", "z5", "e5", "e6"]),
        ("zh", {"flagged": True}, ["e2", "z5", "e5", "e6"]),
    ],
)
def test_units_follow_the_translation(original: str, options: dict[str, bool], ids: list[str]) -> None:
    assert [unit.id for unit in select_units(talk(original), **options).units] == ids


def test_a_careful_profile_flags_fewer() -> None:
    """What is neutral is left out, unless somebody confirmed it."""
    chosen = select_units(talk(), flagged=True, profile="careful")
    assert [(unit.id, [flag.id for flag in unit.flags]) for unit in chosen.units] == [
        ("z2.z3", ["f1"]), ("e5", ["f2"]), ("z6.z7", ["f5"]),
    ]  # fmt: skip


def test_every_target_segment_has_one_home() -> None:
    for original in ("en", "zh"):
        units = select_units(talk(original), unmatched=True).units
        homes = [segment.id for unit in units for segment in unit.target]
        assert sorted(homes) == sorted(ZH if original == "en" else EN)


def test_links_that_share_a_target_are_one_unit() -> None:
    unit = next(u for u in select_units(talk()).units if u.id == "z4")
    assert [s.id for s in unit.source] == ["e3", "e4"]
    assert (unit.relation, unit.score, unit.status, unit.settled) == ("partial", 0.7, "auto manual", False)
    assert unit.flags == ()  # the one it has was dismissed


def test_facts_tell_what_was_seen() -> None:
    chosen = select_units(talk(texts={"z3": "改过。"}), flagged=True)
    facts = chosen.facts(chosen.units[0])
    assert facts["seen"] == f"z2:{text_hash(ZH['z2'])} z3:{text_hash('改过。')}"
    assert facts["whole"] == text_hash(ZH["z2"] + "改过。")
    assert facts["text-z3"] == "改过。"
    assert (facts["record"], facts["original"], facts["source-segments"]) == ("port-2024", "en", "e2")
    assert "seen" not in chosen.facts(chosen.units[1])  # nothing to see


def test_mended_texts_are_what_goes_out() -> None:
    record = talk()
    segments = tuple(replace(s, edited="已改。") if s.id == "z1" else s for s in record.zh)
    chosen = select_units(replace(record, zh=replace(record.zh, segments=segments)))
    assert chosen.joined(chosen.units[0].target, "zh") == "已改。"


def test_surroundings_and_evidence() -> None:
    chosen = select_units(talk(), flagged=True)
    around = chosen.surroundings(chosen.units[0])
    assert around == {
        "source-before": EN["e1"],
        "source-after": EN["e3"],
        "target-before": ZH["z1"],
        "target-after": ZH["z4"],
        "section": "港口",
        "speaker": "Mr Chen",
    }
    flag = chosen.units[0].flags[0]
    assert (evidence_words(flag, "zh", talk()), evidence_words(flag, "en", talk())) == ("12万", "1.2 million")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("ZH_CN", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zho", "zh"),
        ("cmn-Hans", "zh"),
        ("en", "en"),
        ("en-GB", "en"),
        ("eng", "en"),
        ("b+zh+Hans", "zh"),
        ("yue-HK", "zh"),
        ("wuu", "zh"),
        ("x-zh", "zh"),
        ("zh-CHT", "zh"),
        ("Chinese (Simplified)", "zh"),
        ("English", "en"),
        ("de", None),
        ("tw", None),
        ("x", None),
        ("b", None),
        ("zhx", None),
        ("", None),
    ],
)
def test_language_codes(text: str, side: str | None) -> None:
    assert side_of(text) == side


@pytest.mark.parametrize("text", ["", "en-US", "zh CN", 'zh"', "zh-"])
def test_codes_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="not a language code for Chinese"):
        code(text, "zh")


def test_severities_from_one_to_another() -> None:
    chosen = select_units(talk(), flagged=True, severities=("minor", "major"))
    assert [(unit.id, [flag.id for flag in unit.flags]) for unit in chosen.units] == [
        ("z2.z3", ["f1"]), ("e5", ["f2"]),
    ]  # fmt: skip


def test_what_a_summary_leaves_out_is_a_note() -> None:
    """On the passage that it would follow; before the first, on the first."""
    summary = replace(talk(), signature="model:x|match:summary/1")
    chosen = select_units(summary, flagged=True)
    assert [(unit.id, [flag.id for flag in unit.flags]) for unit in chosen.units] == [
        ("z2.z3", ["f1"]), ("z4", ["f2"]), ("z5", ["f3"]), ("z6.z7", ["f5"]),
    ]  # fmt: skip
    assert all(unit.target for unit in chosen.units)
    unmatched = replace(summary, links=tuple(link for link in summary.links if link.id == "l5"))
    assert [unit.id for unit in select_units(unmatched, flagged=True).units if "f2" in
            [flag.id for flag in unit.flags]] == ["z6.z7"]  # fmt: skip


def test_tools_that_hide_what_has_no_source_get_it_as_a_note() -> None:
    chosen = select_units(talk(), flagged=True, sourced=True)
    assert [(unit.id, [flag.id for flag in unit.flags]) for unit in chosen.units] == [
        ("z2.z3", ["f1"]), ("z4", ["f3"]), ("e5", ["f2"]), ("z6.z7", ["f5"]),
    ]  # fmt: skip

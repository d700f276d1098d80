"""Formats of result files: the way from older ones, and what is said of newer ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aligner.record.files.alignment_json import dumps, from_dict, loads
from aligner.record.files.formats import FORMAT, UnknownFormatError, current
from tests.helpers.valid_files import alignment

STEPS = {
    "aligner/1": lambda data: data | {"format": "aligner/2", "pairs": data.pop("links")},
    "aligner/2": lambda data: data | {"format": "aligner/3", "language": "zh"},
}


def test_step_by_step() -> None:
    old = {"format": "aligner/1", "links": [1]}
    assert current(old, wanted="aligner/3", steps=STEPS) == {
        "format": "aligner/3", "pairs": [1], "language": "zh",
    }  # fmt: skip
    assert old == {"format": "aligner/1", "links": [1]}
    assert current({"format": "aligner/3"}, wanted="aligner/3", steps=STEPS) == {"format": "aligner/3"}


@pytest.mark.parametrize(
    ("found", "said", "mend"),
    [
        ("aligner/4", "format 'aligner/4' is newer than this program", "install a newer aligner"),
        ("aligner/0", "format 'aligner/0' is not known", "restore it"),
        ("tmx", "format 'tmx' is not known", "restore it"),
        (None, "format None is not known", "restore it"),
        (["aligner/3"], "is not known", "restore it"),
    ],
)
def test_what_is_not_read(found: Any, said: str, mend: str) -> None:
    with pytest.raises(UnknownFormatError, match=said.replace("[", r"\[")) as caught:
        current({"format": found}, wanted="aligner/3", steps=STEPS)
    assert mend in caught.value.mend


def test_steps_that_go_in_a_circle() -> None:
    steps = {"aligner/1": lambda data: data | {"format": "aligner/1"}}
    with pytest.raises(UnknownFormatError):
        current({"format": "aligner/1"}, wanted="aligner/2", steps=steps)


def test_a_file_with_the_keys_of_the_first_version_alone() -> None:
    """What was added since may be missing: paragraph, level, turn, check, unlinked, furniture."""
    data = json.loads(dumps(alignment()))
    for key in ("unlinked", "furniture"):
        del data[key]
    for document in data["documents"].values():
        for segment in document["segments"]:
            del segment["paragraph"]
    for flag in data["flags"]:
        del flag["check"]
    read = loads(json.dumps(data), file="old.json")
    assert data["format"] == FORMAT
    assert [link.id for link in read.links] == ["l1", "l2", "l3"] and read.absent == {}
    assert from_dict(data) == read

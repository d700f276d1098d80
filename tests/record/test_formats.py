"""Formats of result files: what is said of newer ones, and what older files may lack."""

from __future__ import annotations

import json

import pytest

from aligner.record.errors import InputError
from aligner.record.files.alignment_json import FORMAT, dumps, from_dict, loads
from tests.helpers.valid_files import alignment


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aligner/2", "format 'aligner/2' is newer than this program; install a newer aligner"),
        ("aligner/14", "format 'aligner/14' is newer than this program; install a newer aligner"),
        ("aligner/0", "format 'aligner/0' is not known; restore it"),
        ("tmx", "format 'tmx' is not known; restore it"),
        (None, "format None is not known; restore it"),
        (["aligner/1"], "format ['aligner/1'] is not known; restore it"),
    ],
)
def test_what_is_not_read(name: object, said: str) -> None:
    data = json.loads(dumps(alignment())) | {"format": name}
    with pytest.raises(InputError) as caught:
        loads(json.dumps(data), file="x.json")
    assert f"x.json: this is not an aligner/1 result: {said}" in str(caught.value)


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

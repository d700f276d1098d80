"""The result file: round trip, one item a line, the published schema, complaints."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from aligner.record.errors import AlignerError
from aligner.record.files.alignment_json import dumps, loads, to_dict
from aligner.record.model import Alignment, Document, Flag, Furniture, Link, Message, Segment, Source

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def alignment() -> Alignment:
    zh = Segment(
        "z1", "中文“引号”\u2028", "sentence", Source("source.md", 0, 8, 1, ((0, 4), (6, 8))), ("节",), "蓝", 1
    )
    heading = Segment(
        "z2", "标题", "heading", Source("source.md", 9, 11, 2), level=2, turn="Q1", repairs=("han-space",)
    )
    en = Segment("e1", 'English "text" \\ </script>', "list-item", Source("source.md", 12, 20, 3))
    return Alignment(
        record="talk",
        signature="model:x|match:summary",
        original="en",
        zh=Document("zh-Hans", (zh, heading)),
        en=Document("en", (en,)),
        links=(Link("l1", ("z1",), ("e1",), "summarises", 0.9344, "auto"),),
        flags=(
            Flag(
                "f1", "numbers", "accuracy/mistranslation/number", "major", ("z1",), ("e1",),
                Message("The number differs.", "数字不同。"), 0.88, (0, 2), None, "issue", "numbers",
            ),
        ),
        furniture=(Furniture("layout blank", 8, 9, 1, "source.md"),),
        absent={"z2": 0.75},
    )  # fmt: skip


def test_round_trip(alignment: Alignment) -> None:
    text = dumps(alignment)
    again = loads(text, file="x")
    assert dumps(again) == text
    assert again.zh == alignment.zh and again.flags == alignment.flags and again.absent == alignment.absent
    assert again.links[0].score == 0.934


def test_each_item_has_its_own_line(alignment: Alignment) -> None:
    lines = dumps(alignment).split("\n")
    for key in ("z1", "z2", "e1", "l1", "f1"):
        assert len([line for line in lines if line.strip().startswith(f'{{"id": "{key}"')]) >= 1
    assert json.loads(dumps(alignment)) == to_dict(alignment)


def schema() -> dict[str, object]:
    return json.loads((ROOT / "docs" / "aligner-1.schema.json").read_text(encoding="utf-8"))


def test_the_published_schema_accepts_it(alignment: Alignment) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(to_dict(alignment), schema())


@pytest.mark.parametrize(
    "change",
    [
        {"format": "aligner/2"},
        {"original": "fr"},
        {
            "links": [
                {"id": "l1", "zh": ["z1"], "en": ["e1"], "relation": "same", "score": 0.5, "status": "auto"}
            ]
        },
        {
            "links": [
                {
                    "id": "l1",
                    "zh": ["z1"],
                    "en": ["e1"],
                    "relation": "partial",
                    "score": 1.5,
                    "status": "auto",
                }
            ]
        },
        {"flags": [{}]},
        {"documents": {}},
    ],
)
def test_the_published_schema_refuses(alignment: Alignment, change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**to_dict(alignment), **change}, schema())


@pytest.mark.parametrize("record", ["trans-himalaya-2025", "qinghai-tibet-2023"])
def test_the_committed_alignments_fit_the_schema(seeds: Path, record: str) -> None:
    path = seeds / record / "alignment.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(data, schema())
    assert dumps(loads(path.read_text(encoding="utf-8"), file=path)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "x.json:1: this is not JSON"),
        ('{"format": "aligner/1",\n "record": }', "x.json:2: this is not JSON"),
        ("[]", "x.json: this is not an aligner/1 result"),
        ('{"format": "aligner/9"}', "format 'aligner/9' is newer than this program; install a newer aligner"),
        ('{"format": "aligner/1"}', "'record' is missing"),
    ],
)
def test_complaints(text: str, complaint: str) -> None:
    with pytest.raises(AlignerError) as caught:
        loads(text, file="x.json")
    assert complaint in str(caught.value)
    assert "run 'aligner update'" in str(caught.value) or "install a newer" in str(caught.value)


@pytest.mark.parametrize(
    ("item", "key", "value", "complaint"),
    [
        ("links", "score", "0.5", "'score' should be a number from 0 to 1, not '0.5'"),
        ("flags", "zh_span", ["0", "1"], "'zh_span' should be a whole number from 0, not '0'"),
    ],
)
def test_a_number_written_as_a_text_is_refused(
    alignment: Alignment, item: str, key: str, value: object, complaint: str
) -> None:
    """Only decisions, which people may write by hand, are read so."""
    data = to_dict(alignment)
    data[item][0][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())
    with pytest.raises(AlignerError) as caught:
        loads(json.dumps(data), file="x.json")
    assert complaint in str(caught.value)

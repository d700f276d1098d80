"""The log of decisions: what is written is read, what does not fit is named, what was altered is noticed."""

from __future__ import annotations

import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aligner.record.decisions import log
from aligner.record.decisions.decision import Decision, SeenFlag, decision_from, in_order, now
from aligner.record.errors import ConfigError
from aligner.record.files.lock import record_locked
from aligner.record.model import RELATIONS, Flag, Message

AT = "2026-05-01T08:00:00.000000Z"
FLAG = SeenFlag(
    Flag("", "numbers", "accuracy/mistranslation/number", "major", ("z1",), ("e1",), Message("30", "三成"),
         0.9, zh_span=(0, 2), en_span=(3, 5), check="numbers"),
    ("aa11",),
    "bb22",
)  # fmt: skip

ids = st.lists(st.from_regex(r"[ze][1-9][0-9]{0,3}", fullmatch=True), unique=True, max_size=3).map(tuple)
texts = st.text(max_size=30)
names = texts.filter(lambda text: text.strip())
decisions = st.one_of(
    st.builds(Decision, st.just("comment"), st.just(AT), names, texts, ids.filter(bool), ids,
              st.dictionaries(names, texts, max_size=2)),
    st.builds(lambda by, after, key: Decision("edit", AT, by, zh=(key,), before="旧", after=after),
              names, names, st.sampled_from(["z1", "z2"])),
    st.builds(lambda by, why: Decision("dismiss", AT, by, why, ("z1",), flag=FLAG, scope="evidence"),
              names, texts),
    st.builds(lambda by, of: Decision("withdraw", AT, by, of=of), names, names),
    st.builds(lambda by, relation: Decision("link", AT, by, zh=("z1",), en=("e1",), relation=relation),
              names, st.sampled_from((None, *RELATIONS))),
)  # fmt: skip


@given(st.lists(decisions, max_size=6))
def test_what_is_written_is_read(some: list[Decision]) -> None:
    read = [d for _, d in log.parse(log.dumps(some), Path("decisions.yml"))]
    assert read == some
    assert [d.id for d in read] == [d.id for d in some]


@given(st.lists(decisions, min_size=1, max_size=4))
def test_the_lines_are_yaml(some: list[Decision]) -> None:
    text = log.dumps(some)
    assert text.count("\n") == len(some)
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError:  # a lone surrogate is JSON, and no YAML
        assert "\\ud" in text.lower()
        return
    assert [row["verb"] for row in rows] == [d.verb for d in some]


@given(st.lists(decisions, max_size=6), st.randoms())
def test_order_in_the_file_means_nothing(some: list[Decision], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled) == in_order([*some, *some])


def test_other_yaml_is_read_too(tmp_path: Path) -> None:
    text = """
# by hand
- verb: accept
  at: 2026-05-01T10:00:00+02:00
  by: 王敏
  zh: [z1]
  en:
    - e1
    - e2
- {verb: dismiss, at: 2026-05-02, by: Ann, flag: {type: omission, mqm: accuracy/omission, severity: minor,
   en: [e3], en_span: [1, 4], message: {en: gone, zh: 缺失}}}
"""
    (_, first), (line, second) = log.parse(text, tmp_path / "decisions.yml")
    assert (first.verb, first.at, first.by, first.en) == ("accept", AT, "王敏", ("e1", "e2"))
    assert line == 10
    assert second.flag is not None
    assert second.flag.flag.en_span == (1, 4)


BAD = [
    ("- {verb: accept, by: A, zh: [z1], en: [e1]}", 1, "'at' is missing"),
    ("- {verb: accept, at: 2026-05-01, zh: [z1]}", 1, "'by' is missing"),
    ("\n- {verb: like, at: 2026-05-01, by: A}", 2, "use one of"),
    ("- {verb: link, at: 2026-05-01, by: A, zh: [z1]}", 1, "both sides"),
    ("- {verb: accept, at: soon, by: A, zh: [z1]}", 1, "2026-01-31T12:00:00Z"),
    ("- {verb: edit, at: 2026-05-01, by: A, zh: [z1]}", 1, "'after' is missing"),
    ("- {verb: edit, at: 2026-05-01, by: A, zh: [z1, z2], after: x}", 1, "exactly one"),
    ("- {verb: withdraw, at: 2026-05-01, by: A}", 1, "under of:"),
    ("- {verb: dismiss, at: 2026-05-01, by: A, zh: [z1]}", 1, "under flag:"),
    ("- {verb: comment, at: 2026-05-01, by: A, zh: [z1, z1]}", 1, "twice"),
    ("- {verb: comment, at: 2026-05-01, by: A, zh: z1}", 1, "should be a list"),
    ("- {verb: comment, at: 2026-05-01, by: A, zh: [z1], whim: x}", 1, "unknown key 'whim'"),
    ('- {"verb": "comment", "verb": "edit"}', 1, "appears twice"),
    ("- just words", 1, "key: value"),
    ("verb: accept", 1, "should be a list; start each entry with"),
    ("- {verb: accept", 2, "not valid YAML"),
    ("- &a [x]\n- *a", 2, "aliases"),
    ("<<<<<<< HEAD\n- {}", 1, "unresolved git merge"),
    ("- " + "[" * 4000, None, "YAML"),
    ("- {verb: {a: {b: {c: {d: {e: f}}}}}}", 1, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "what"), BAD)
def test_what_does_not_fit_is_named(text: str, line: int | None, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        log.parse(text + "\n", Path("decisions.yml"))
    if line:
        assert caught.value.line == line


def test_an_altered_line_is_noticed() -> None:
    line = log.dumps([Decision("comment", AT, "Ann", "fine", ("z1",))])
    with pytest.raises(ConfigError, match="altered"):
        log.parse(line.replace("fine", "bad"), Path("decisions.yml"))
    assert decision_from({**Decision("comment", AT, "Ann", "fine", ("z1",)).content()}).reason == "fine"


@given(st.binary(max_size=200))
def test_noise_is_refused_in_words(noise: bytes) -> None:
    text = noise.decode("utf-8", "replace")
    try:
        log.parse(text, Path("decisions.yml"))
    except ConfigError as error:
        assert str(error).startswith("decisions.yml")


def test_a_clock_set_back_does_not_reorder() -> None:
    early = lambda: datetime(2020, 1, 1, tzinfo=UTC)  # noqa: E731
    assert now(early, after=AT) == "2026-05-01T08:00:00.000001Z"
    assert now(lambda: datetime(2027, 1, 1, tzinfo=UTC), after=AT) == "2027-01-01T00:00:00.000000Z"


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    def write(name: str) -> None:
        for number in range(20):
            with record_locked(tmp_path):
                log.append(tmp_path, [Decision("comment", AT, name, str(number), ("z1",))])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Ann", "王敏")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.load(tmp_path)) == 40


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *words],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def test_git_keeps_both_sides_of_a_merge(tmp_path: Path) -> None:
    """Two branches, merged in either order, hold the same decisions."""
    _git(tmp_path, "init", "-q", "-b", "main")
    folder = tmp_path / "seeds" / "talk"
    folder.mkdir(parents=True)
    (tmp_path / ".gitattributes").write_text("seeds/*/decisions.yml merge=union\n")
    log.append(folder, [Decision("comment", AT, "Ann", "start", ("z1",))])
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-qm", "start")
    for name in ("ann", "min"):
        _git(tmp_path, "checkout", "-q", "-b", name, "main")
        for number in range(3):
            log.append(folder, [Decision("accept", AT, name, str(number), ("z1",), ("e1",))])
        _git(tmp_path, "commit", "-qam", name)
    results = []
    for first, second in (("ann", "min"), ("min", "ann")):
        _git(tmp_path, "checkout", "-q", "-b", f"{first}-{second}", first)
        _git(tmp_path, "merge", "-q", "-m", "merge", second)
        results.append(log.load(folder))
    assert len(results[0]) == 7
    assert results[0] == results[1]


def test_the_lock_is_given_back_at_once(tmp_path: Path) -> None:
    with record_locked(tmp_path) as held:
        pass
    with record_locked(tmp_path):
        assert held is None


def test_what_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".decisions.yml.k1ll3d.tmp").write_text("- {", encoding="utf-8")
    (tmp_path / ".source.md.other.tmp").write_text("", encoding="utf-8")
    with record_locked(tmp_path):
        log.append(tmp_path, [Decision("comment", AT, "Ann", "x", ("z1",))])
    left = sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".tmp")
    assert left == [".source.md.other.tmp"]

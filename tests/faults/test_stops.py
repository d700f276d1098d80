"""Ctrl-C in a long text: one sentence, nothing half-written, and the next run goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aligner.cli.main import main
from aligner.encode import cache_facts
from tests.faults.slow_encoder import BATCH, Logging

SAID = "aligner: interrupted; finished work is saved, run it again\n"
LINES = 200
ROOT = Path(__file__).parents[2]


def words(number: int) -> str:
    """Some words that no other number has."""
    return " ".join(f"w{number * 7 + k}" for k in range(4))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two files of which each line answers the same line of the other."""
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("a.zh").write_text("".join(f"{words(n)} 。\n" for n in range(LINES)), encoding="utf-8")
    Path("a.en").write_text("".join(f"{words(n)} .\n" for n in range(LINES)), encoding="utf-8")
    return "a.zh", "a.en"


def asked(log: Path) -> list[str]:
    """What the encoder was asked so far."""
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.mark.parametrize(
    ("moment", "number", "kept"),
    [
        ("aligner.ingest.ingest_lines", 1, 0),
        ("tests.faults.slow_encoder.Logging.encode", 4, 3 * BATCH),
        ("aligner.encode.store._make_room", 5, 4 * BATCH),
        ("aligner.match.engine.decode", 1, 2 * LINES),
        ("aligner.match.engine.relations", 1, 2 * LINES),
        ("aligner.exchange.pairs._lines", 1, 2 * LINES),
        ("pathlib.Path.replace", 1, 2 * LINES),
    ],
)
def test_at_any_moment(
    files: tuple[str, str],
    moment: str,
    number: int,
    kept: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The signal comes as the function is called for the `number`-th time; `kept` lines need no encoding."""
    log = tmp_path / "log"
    monkeypatch.setattr("aligner.encode.load_encoder", lambda model=None: Logging(log))
    monkeypatch.setattr("aligner.encode.cache._AT_ONCE", BATCH)
    command = ["align", *files, "--lines", "--format", "pairs", "-o", "out.pairs"]
    with monkeypatch.context() as patch:
        stop_at(moment, number, patch)
        assert main(command) == 130
    assert capsys.readouterr().err == SAID
    assert {path.name for path in tmp_path.iterdir()} <= {"a.zh", "a.en", "cache", "log"}
    if kept:
        facts = cache_facts(tmp_path / "cache")
        assert (facts.entries, facts.damaged) == (kept, ())
    log.unlink(missing_ok=True)
    assert main(command) == 0
    assert len(asked(log)) == 2 * LINES - kept
    again = (tmp_path / "out.pairs").read_bytes()
    assert main([*command[:-1], "again.pairs", "--no-cache"]) == 0
    assert (tmp_path / "again.pairs").read_bytes() == again
    assert again.count(b"\n") == LINES


def stop_at(target: str, number: int, patch: pytest.MonkeyPatch) -> None:
    """Send this process SIGINT when a function is called for the `number`-th time."""
    from pkgutil import resolve_name

    before = resolve_name(target)
    calls = 0

    def stopping(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            signal.raise_signal(signal.SIGINT)
        return before(*args, **options)

    patch.setattr(target, stopping)


SLOW = """
import sys
from pathlib import Path
import aligner.encode
import aligner.encode.cache
from aligner.cli.main import main
from tests.faults.slow_encoder import BATCH, Logging
aligner.encode.load_encoder = lambda model=None: Logging(Path("log"), 0.2)
aligner.encode.cache._AT_ONCE = BATCH
sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_from_outside(files: tuple[str, str], tmp_path: Path) -> None:
    """Ctrl-C twice while encoding goes on: the exit code and the sentence are as the shell sees them."""
    command = [sys.executable, "-c", SLOW, "align", *files, "--lines", "--format", "pairs", "-o", "out.pairs"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    started = time.monotonic()
    while len(asked(tmp_path / "log")) < 3 * BATCH and process.poll() is None:
        assert time.monotonic() - started < 60
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", SAID)
    first = asked(tmp_path / "log")
    assert 3 * BATCH <= len(first) < 2 * LINES
    assert cache_facts(tmp_path / "cache").entries >= 2 * BATCH
    assert not (tmp_path / "out.pairs").exists()

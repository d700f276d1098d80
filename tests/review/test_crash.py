"""A writer that is killed at any instant, and writers side by side: no acknowledged decision is ever lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from aligner.record.decisions.log import FILE, append, load, parse
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import record_locked
from tests.helpers.workbench import sample

ROOT = Path(__file__).parents[2]
KILLS = 200
SECONDS = float(os.environ.get("ALIGNER_TEST_SECONDS", "8"))
"""How long two writers run side by side; 60 for the full minute."""

WRITERS = """
import os, random, select, signal, sys, time
from pathlib import Path
from aligner.record.config import Part, RecordConfig
from aligner.record.model import Names
from aligner.review.actions import ActionRequest, decisions_for
from aligner.review.record_state import RecordState

folder = Path(sys.argv[1])
part = Part("a", "zh")
config = RecordConfig("talk", folder / "record.yml", Names("a", "b"), "en", (part, part))


def write(name, tell, pause):
    state = RecordState(config)
    for number in range(100_000):
        request = ActionRequest("comment", zh=("z1", "z2"), reason=f"{name} {number} " + "字" * 40)
        seen = state.snapshot().seen
        _, made = state.act(seen, lambda now: decisions_for(now.resolved, request, name))
        os.write(tell, f"{name} {made[0].id}\\n".encode())  # on disk: acknowledged
        time.sleep(pause)


def start(name, pause=0.0):
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(hear)
            write(name, tell, pause)
        finally:
            os._exit(1)
    os.close(tell)
    return child, hear


def stop(child, hear):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = b""
    while part := os.read(hear, 65536):
        said += part
    os.close(hear)
    sys.stdout.write("".join(l for l in said.decode().splitlines(True) if l.endswith("\\n")))
    sys.stdout.flush()
"""

KILLING = """
chance = random.Random(7)
running = []
for number in range(int(sys.argv[2])):
    while len(running) < 3:
        running.append(start(f"w{number}"))
    select.select([hear for _, hear in running], [], [], 0.5)  # they are in the middle of their work
    time.sleep(chance.random() * 0.02)
    stop(*running.pop(chance.randrange(len(running))))
for one in running:
    stop(*one)
"""

SIDE_BY_SIDE = """
running = [start(name, pause=0.01) for name in ("Ann", "王敏")]  # a lock is no queue: leave the other a gap
time.sleep(float(sys.argv[2]))
for one in running:
    stop(*one)
"""


def acknowledged(script: str, folder: Path, argument: object) -> list[tuple[str, str]]:
    """(name, id) of every decision that the killed writers of a script had said was written."""
    done = subprocess.run(
        [sys.executable, "-c", WRITERS + script, str(folder), str(argument)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=True,
    )
    return [(name, key) for name, _, key in (line.partition(" ") for line in done.stdout.splitlines())]


def record(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    return folder


def test_two_hundred_kills(tmp_path: Path) -> None:
    folder = record(tmp_path / "talk")
    said = {key for _, key in acknowledged(KILLING, folder, KILLS)}
    log = load(folder)
    assert said <= {d.id for d in log}
    assert len(said) > KILLS // 2, "the writers wrote"
    assert len(log) <= len(said) + KILLS + 2, "at most the verb in flight was not acknowledged"
    text = (folder / FILE).read_text(encoding="utf-8")
    assert text.count("\n- ") == len(parse(text, folder / FILE)) == len(log), "no line twice, none torn"
    with record_locked(folder):
        append(folder, log[:1])
    assert [p.name for p in folder.iterdir() if p.name.endswith(".tmp")] == [], "what they left is cleared"


def test_two_writers_side_by_side(tmp_path: Path) -> None:
    folder = record(tmp_path / "talk")
    said = acknowledged(SIDE_BY_SIDE, folder, SECONDS)
    log = {d.id: d for d in load(folder)}
    assert {key for _, key in said} <= log.keys()
    assert all(log[key].by == name for name, key in said)
    turns = Counter(name for name, _ in said)
    assert min(turns["Ann"], turns["王敏"]) > 5, "both got their turns"
    assert len(log) <= len(said) + 2

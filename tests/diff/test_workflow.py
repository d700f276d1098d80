"""The workflow of docs/teams.md: its shell steps, run as they stand there in a merge commit.

Only GitHub's own program is replaced, by one that notes what it is asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from aligner.diff.render.markdown import COMMENT_MARKER
from tests.helpers.harbour import flag
from tests.helpers.repository import PLAIN, commit, git, write

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "teams.md").read_text(encoding="utf-8")
CRITICAL = replace(PLAIN, flags=(flag("addition", "z6", "", severity="critical"),))


def workflow() -> dict[str, Any]:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    return yaml.load(text, Loader=yaml.BaseLoader)


def step(name: str) -> str:
    (found,) = (s["run"] for s in workflow()["jobs"]["review"]["steps"] if s.get("name") == name)
    return found


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout as GitHub makes it for a pull request, with `aligner` and `gh` on the path."""
    for name in [key for key in os.environ if key.startswith("GIT")]:
        monkeypatch.delenv(name)
    tools = tmp_path / "bin"
    tools.mkdir()
    program = "import sys; from aligner.cli.main import main; sys.exit(main())"
    scripts = {
        "aligner": f'exec "{sys.executable}" -c \'{program}\' "$@"',
        "gh": f'echo "$@" >> "{tmp_path}/asked"\ncase "$*" in *--paginate*) printf "$OLD" ;; esac',
    }
    for name, text in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    for name, value in {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_REPOSITORY": "team/records",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "NUMBER": "7",
        "OLD": "",
    }.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder)
    commit(folder, "base")
    git(folder, "checkout", "-q", "-b", "change")
    write(folder, CRITICAL)
    commit(folder, "a critical flag")
    git(folder, "checkout", "-q", "main")
    (folder / "other.txt").write_text("meanwhile\n", encoding="utf-8")
    commit(folder, "meanwhile")
    git(folder, "merge", "-q", "--no-ff", "-m", "merge", "change")
    return folder


def run(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner runs it: bash -e."""
    script = ["bash", "-e", "-c", step(name)]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False)


bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")


@bash
def test_the_flags_step_annotates_and_fails(runner: Path) -> None:
    done = run(runner, "Findings")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=seeds/harbour/source.md,line=6")


@bash
def test_the_diff_goes_into_the_summary_and_the_comment(runner: Path, tmp_path: Path) -> None:
    assert run(runner, "What changes").returncode == 0
    text = (runner / "diff.md").read_text(encoding="utf-8")
    assert text.startswith(f"{COMMENT_MARKER}\n") and "major → critical" in text
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == text
    assert run(runner, "Comment").returncode == 0
    assert asked(tmp_path)[1:] == ["api repos/team/records/issues/7/comments --field body=@diff.md --silent"]


@bash
@pytest.mark.parametrize(
    ("text", "expected"),
    [("news\n", "--method PATCH repos/team/records/issues/comments/41 --field body=@diff.md"),
     ("", "--method DELETE repos/team/records/issues/comments/41")],
)  # fmt: skip
def test_an_older_comment_is_replaced_or_taken_away(
    runner: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    monkeypatch.setenv("OLD", "41\\n42\\n")
    (runner / "diff.md").write_text(text, encoding="utf-8")
    assert run(runner, "Comment").returncode == 0
    assert asked(tmp_path)[1:] == [f"api {expected} --silent"]


@bash
def test_bad_input_fails_the_step(runner: Path) -> None:
    (runner / "seeds/harbour/alignment.json").write_text("{", encoding="utf-8")
    git(runner, "commit", "-qam", "broken", "--amend")
    done = run(runner, "What changes")
    assert done.returncode != 0
    assert "this is not JSON" in done.stderr


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text(encoding="utf-8").splitlines()


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    found = workflow()
    assert found["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "pull_request_target" not in found["on"]
    checkout = found["jobs"]["review"]["steps"][0]["with"]
    assert checkout == {"fetch-depth": "2", "persist-credentials": "false"}
    # What a pull request says about itself never becomes part of a script.
    assert not any("${{" in one.get("run", "") for one in found["jobs"]["review"]["steps"])


def test_the_marker_of_the_page_is_the_one_that_is_written() -> None:
    assert COMMENT_MARKER in step("Comment")

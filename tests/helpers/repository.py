"""A git repository with one record."""

from __future__ import annotations

import subprocess
from pathlib import Path

from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment
from tests.helpers.harbour import alignment, flag, link

PLAIN = alignment(links=[link("z2", "e2"), link("z4", "e5")], flags=[flag("addition", "z6", "")])
RECORD = "title: {zh: 港口, en: Harbour}\noriginal: en\nsides: {zh: {file: zh.md}, en: {file: en.md}}\n"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def write(folder: Path, result: Alignment = PLAIN, name: str = "harbour") -> Path:
    place = folder / "seeds" / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "alignment.json").write_text(dumps(result), encoding="utf-8")
    (place / "record.yml").write_text(RECORD, encoding="utf-8")
    return place


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)

"""Files of a git revision, read without a checkout.

Only a revision's name comes from outside. It is turned into a hash once, behind ``--end-of-options`` and
never beginning with a dash; everything else is asked for by hash, through plumbing that runs no filter and no
helper.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from aligner.record.errors import AlignerError, InputError
from aligner.record.files.text import MAX_BYTES, decoded

# Characters of a revision's name: about what a file system allows for the name of a branch (255 bytes).
# Longer ones are refused before git sees them.
_LONGEST = 250
# Seconds for one answer of git, which takes milliseconds: beyond it, git waits for a person or a network.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a revision."""

    path: PurePosixPath
    """From the top of the repository."""
    hash: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with files."""

    top: Path

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that a folder, or the nearest folder above it that exists, stands in."""
        place = folder.resolve()
        while not place.is_dir():
            place = place.parent
        answer = _git(place, "rev-parse", "--show-toplevel")
        if answer.returncode:
            why = _complaint(answer)
            if "not a git repository" not in why:
                raise InputError(f"git cannot read this repository ({why})", file=folder)
            raise InputError(
                "not inside a git repository",
                file=folder,
                mend="name two files or two folders to compare",
            )
        return cls(Path(os.fsdecode(answer.stdout.rstrip(b"\n"))))

    def commit(self, revision: str) -> str | None:
        """The hash of the commit that a revision names; None where there is none."""
        if revision.startswith("-") or len(revision) > _LONGEST or not revision.isprintable() or not revision:
            return None
        answer = _git(
            self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"
        )
        commit = answer.stdout.decode("ascii", "replace").strip()
        whole = len(commit) in (40, 64) and all(char in "0123456789abcdef" for char in commit)
        return commit if answer.returncode == 0 and whole else None

    def files(self, commit: str, folder: Path) -> tuple[Blob, ...]:
        """Every plain file below a folder at a commit, by path. `InputError` for a folder outside."""
        try:
            under = PurePosixPath(folder.resolve().relative_to(self.top.resolve()).as_posix())
        except ValueError:
            raise InputError(
                f"this folder is outside the repository {self.top}",
                file=folder,
                mend="choose one inside it with --seeds",
            ) from None
        names = () if under == PurePosixPath() else ("--", f"{under}/")
        answer = _git(self.top, "ls-tree", "-r", "-l", "-z", "--full-tree", commit, *names)
        if answer.returncode:
            raise InputError(f"git cannot list {commit[:12]} ({_complaint(answer)})", file=folder)
        return tuple(blob for row in answer.stdout.split(b"\0") if (blob := _blob(row)))

    def read(self, blob: Blob, place: str) -> str:
        """The text of a file; `place` is what a complaint calls it."""
        if blob.size > MAX_BYTES:
            raise InputError(
                f"the file has {blob.size / 1e6:.0f} MB, more than the limit of {MAX_BYTES // 2**20} MB",
                file=place,
            )
        answer = _git(self.top, "cat-file", "blob", blob.hash)
        if answer.returncode:
            raise InputError(f"git cannot read the file ({_complaint(answer)})", file=place)
        return decoded(answer.stdout, place)


def _blob(row: bytes) -> Blob | None:
    """A line of ``git ls-tree -l``: mode, type, hash, size, tab, path. None for a link or a submodule."""
    head, _, path = row.partition(b"\t")
    parts = head.split()
    if len(parts) != 4 or not parts[0].startswith(b"100"):
        return None
    return Blob(PurePosixPath(os.fsdecode(path)), parts[2].decode("ascii"), int(parts[3]))


_ELSEWHERE = ("GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE")
"""Set inside git's hooks, where they would point to another repository than the folder's."""


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git; it never asks, never pages, never takes a path for a pattern, and never writes."""
    ours = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    quiet = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            env=ours | quiet,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except FileNotFoundError:
        raise AlignerError(
            "git is not installed", mend="install it, or name two files or two folders to compare"
        ) from None
    except subprocess.TimeoutExpired:
        raise AlignerError(
            f"git did not answer within {_PATIENCE:.0f} seconds", mend="check whether 'git status' works"
        ) from None
    except ValueError:  # a null character in the name
        raise InputError("not a valid folder name", mend="check the name") from None


def _complaint(answer: subprocess.CompletedProcess[bytes]) -> str:
    """Git's complaint on one line."""
    text = " ".join(answer.stderr.decode("utf-8", "replace").split())
    return text.removeprefix("fatal: ") or f"exit code {answer.returncode}"

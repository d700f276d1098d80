"""One record as a piece of work that any process on any machine can do, and what comes back.

`work` writes nothing: whatever engine runs it may run it twice, or lose the process half-way.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aligner.pipeline.align import run
from aligner.pipeline.freshness import Job, inputs_hash
from aligner.record.encoding import Encoder, Progress
from aligner.record.errors import AlignerError, ModelError
from aligner.record.files.alignment_json import dumps
from aligner.record.files.cache_folder import cache_folder, cache_limit
from aligner.record.machine import one_blas_thread
from aligner.record.version import __version__

# How often a record is aligned that is changed in the meantime: one that changes more often is being worked
# on, and its turn comes with the next run.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One record to be aligned."""

    job: Job
    base: str
    """Digest of the alignment.json that `job.previous` was read from; empty where there is none."""
    inputs: str
    """What the record is to be aligned from (`aligner.pipeline.align.inputs_hash`)."""
    last: bool = False
    """Whether no other record is to be aligned."""
    cached: bool = True
    """Whether encodings are looked up and kept in the cache folder of the machine that does the work."""
    version: str = __version__
    """The program that asks; a worker with another one refuses."""
    tries: int = TRIES
    """How often it may still be tried."""

    @property
    def record(self) -> str:
        """Id of the record."""
        return self.job.config.id


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a task: a text for alignment.json, or the sentence that says why not."""

    record: str
    text: str = ""
    error: str = ""
    hopeless: bool = False
    """Whether it is the model that is wrong, which no other record will do better with."""
    peak: int = 0
    """Most memory the process has held so far, in MiB; 0 where the system does not say."""


def work(task: Task, progress: Progress | None = None) -> Result:
    """Align one record. Never raises: a record that fails must not stop the others."""
    text = error = ""
    hopeless = False
    try:
        _fits(task)
        # One thread for products of matrices: the order of their sums, and so the last digits of a score,
        # must not depend on how many processors there are. Records are what is done side by side.
        with one_blas_thread():
            made = encoder(task.job.model, task.cached)
            text = dumps(run(task.job, made, last=task.last, progress=progress))
    except AlignerError as reason:
        error, hopeless = str(reason), isinstance(reason, ModelError)
    except MemoryError:
        error = f"{task.job.config.folder}: not enough memory for this record; split it, or use fewer --jobs"
    except Exception as reason:
        error = f"{task.job.config.folder}: {_mistake(reason)}"
    return Result(task.record, text, error, hopeless, _peak())


def _fits(task: Task) -> None:
    """Whether this process has the program and sees the files that the task is about."""
    if task.version != __version__:
        raise AlignerError(
            f"the worker has aligner {__version__}, the command {task.version}",
            mend="install the same version on both",
        )
    if inputs_hash(task.job) != task.inputs:
        raise AlignerError(
            "the worker has different files or another model, or a file has just been changed",
            file=task.job.config.folder,
            mend="give the workers the same folder and packages, then run 'aligner update' again",
        )


@lru_cache(maxsize=1)
def encoder(model: str | None, cached: bool) -> Encoder:
    """The encoder of this process, loaded once."""
    from aligner.encode import CachedEncoder, load_encoder  # noqa: PLC0415 - heavy

    plain = load_encoder(model)
    return CachedEncoder(plain, cache_folder(), limit=cache_limit()) if cached else plain


def _mistake(error: Exception) -> str:
    """A mistake of the program's own, in one line that finds its place."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = " ".join(str(error).split())[:200]
    return (
        f"the program failed on this record ({type(error).__name__}: {what}{where}); "
        "please report it with the record's files"
    )


def _peak() -> int:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most // (2**20 if sys.platform == "darwin" else 2**10))

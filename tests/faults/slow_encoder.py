"""An encoder that takes its time, for whoever stops it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from aligner.record.encoding import Encoded, Progress
from tests.helpers.words import WordEncoder

BATCH = 32


class Logging:
    """An encoder that notes in a file what it was asked, and takes its time over it."""

    signature = "logging"

    def __init__(self, log: Path, seconds: float = 0.0) -> None:
        self.log = log
        self.seconds = seconds

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""
        with self.log.open("a", encoding="utf-8") as file:
            file.writelines(f"{text}\n" for text in texts)
        time.sleep(self.seconds)
        return WordEncoder().encode(texts, progress)

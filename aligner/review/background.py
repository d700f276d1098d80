"""The checks in the background."""

from __future__ import annotations

import queue
import threading

from aligner.review.record_state import RecordState


class Checker:
    """A thread that runs the checks of records, one after the other."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[RecordState | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._mutex = threading.Lock()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._run, daemon=True, name="checks").start()

    def stop(self) -> None:
        """Let the thread end after the record it is working on."""
        self._queue.put(None)

    def want(self, record: RecordState) -> None:
        """Have a record's checks run soon, once."""
        with self._mutex:
            if record.config.id in self._waiting:
                return
            self._waiting.add(record.config.id)
        self._queue.put(record)

    def _run(self) -> None:
        while (record := self._queue.get()) is not None:
            with self._mutex:
                self._waiting.discard(record.config.id)
            if record.check():
                self.want(record)

"""The checks in the background."""

from __future__ import annotations

import queue
import threading

from aligner.review.record_state import Desk

__all__ = ["Checker"]


class Checker:
    """A thread that runs the checks of records, one after the other."""

    def __init__(self) -> None:
        self.desks: queue.SimpleQueue[Desk | None] = queue.SimpleQueue()
        self.waiting: set[str] = set()
        self.mutex = threading.Lock()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self.run, daemon=True, name="checks").start()

    def stop(self) -> None:
        """Let the thread end after the record it is at."""
        self.desks.put(None)

    def want(self, desk: Desk) -> None:
        """Have a record's checks run soon, once."""
        with self.mutex:
            if desk.config.id in self.waiting:
                return
            self.waiting.add(desk.config.id)
        self.desks.put(desk)

    def run(self) -> None:
        """Check what is wanted until `stop`."""
        while (desk := self.desks.get()) is not None:
            with self.mutex:
                self.waiting.discard(desk.config.id)
            if desk.check() and desk.look().checking:
                self.want(desk)

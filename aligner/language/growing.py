"""A dictionary of which those words are read that begin with the characters of the texts at hand: a record's
texts need a fifth to a half of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from threading import RLock
from typing import Self


class GrowingDictionary(ABC):
    """Lines by the character that their words begin with, read when it is met. Threads may share one."""

    def __init__(self, unread: Mapping[str, bytes]) -> None:
        """`unread`: by character, lines in UTF-8, a line feed between them."""
        self._unread = dict(unread)
        self._under_way: set[str] = set()
        self._lock = RLock()

    def for_text(self, text: Iterable[str]) -> Self:
        """The same with all words that begin anywhere in a text."""
        if not self._unread.keys().isdisjoint(text):
            with self._lock:
                for first in self._unread.keys() & set(text):
                    self._read(first)
        return self

    def _read(self, first: str) -> None:
        if first in self._unread and first not in self._under_way:  # else it was needed for another
            self._under_way.add(first)
            self._enter(first, self._unread[first].decode().split("\n"))
            del self._unread[first]  # afterwards: other threads wait for the words

    @abstractmethod
    def _enter(self, first: str, lines: Iterable[str]) -> None:
        """Enter the words that begin with a character."""

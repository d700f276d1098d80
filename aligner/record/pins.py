"""What people have settled about the links, as constraints for the next alignment."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NO_PINS", "Pins"]

Sides = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pins:
    """Fixed links and fixed non-links, by segment ids. Pure data; ids that a document lacks bind nothing."""

    joined: tuple[Sides, ...] = ()
    """Links to keep as they are: (Chinese ids, English ids); an empty side means that none exists."""
    apart: frozenset[tuple[str, str]] = frozenset()
    """Pairs (Chinese id, English id) that no link may hold."""

    def __bool__(self) -> bool:
        """Whether anything is fixed."""
        return bool(self.joined or self.apart)


NO_PINS = Pins()

"""What a source holds beside its text and beside layout: counted, said, and shown as what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from aligner.record.model import Furniture

LEFT_OUT: Mapping[str, str] = {
    "code block": "code blocks",
    "formula": "formulas",
    "drawing": "drawings",
    "front matter": "pieces of front matter",
    "comment": "comments",
    "style sheet": "style sheets",
    "script": "scripts",
    "running header": "running headers",
}
"""Names of furniture that says something, with their plurals for messages."""
SHOWN = frozenset(("code block", "formula"))
"""Those that readers see in their place."""


def left_out_message(furniture: Iterable[Furniture]) -> str:
    """``3 code blocks, 1 formula are not part of the texts``; empty where nothing of the kind was."""
    counts = Counter(piece.name for piece in furniture)
    found = [(name, counts[name]) for name in LEFT_OUT if counts[name]]
    what = ", ".join(f"{n} {name if n == 1 else LEFT_OUT[name]}" for name, n in found)
    verb = "is" if sum(n for _, n in found) == 1 else "are"
    return f"{what} {verb} not part of the texts" if found else ""

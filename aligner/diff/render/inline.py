"""Text and ids from records for one line: harmless for the place where it is shown, and short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from aligner.record.chains import stretches
from aligner.record.model import Link

_Op = TypeVar("_Op", bound=str)


# Characters that steer a terminal or turn the direction of writing: C0 and C1 controls, bidirectional
# overrides and isolates (Unicode TR 36 §2), line and paragraph separators, lone surrogates.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLANK = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_MARKS = re.compile(r"([\\`*_\[\]~|!])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
# What GitHub makes a link, a mention (which sends mail) or a picture of; an empty comment keeps it apart.
_LIVE = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=\bGH-)(?=\d)|(?<=:)(?=//|[\w+-]+:)|(?<=\bwww)(?=\.)", re.I)
# Characters of an unchanged stretch that are kept next to a change: about a line, enough to recognise the
# sentence. Chosen, not measured.
_KEEP = 80


def printable(text: str) -> str:
    """The text on one line, with every control character spelled out."""
    plain = _BLANK.sub(" ", text)
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", plain)


def markdown(text: str) -> str:
    """The text, escaped for any place in a line of GitHub's Markdown."""
    plain = _LIVE.sub("\0", printable(text))
    for char, entity in _HTML.items():
        plain = plain.replace(char, entity)
    return _MARKS.sub(r"\\\1", plain).replace("\0", "<!-- -->")


def clipped(runs: Sequence[tuple[_Op, str]], most: int = 400) -> list[tuple[_Op, str]]:
    """The runs of a long text without what stayed far from any change; a change keeps `most` characters."""
    if sum(len(text) for _, text in runs) <= most:
        return list(runs)
    result = []
    for index, (op, text) in enumerate(runs):
        if op == "same" and len(runs) > 1:
            head = text[:_KEEP] if index > 0 else ""
            tail = text[-_KEEP:] if index < len(runs) - 1 else ""
            short = f"{head}…{tail}"
        else:
            short = f"{text[: most * 2 // 3]}…{text[-most // 3 :]}"
        result.append((op, short if len(short) < len(text) else text))
    return result


def relinked(old: Sequence[Link], new: Sequence[Link]) -> str:
    """Links that became others; a side that stayed is said once: ``z5 — e1 → e1 e2``."""
    before, after = ("; ".join(pair(link.zh, link.en) for link in links) for links in (old, new))
    if before == after:
        return after
    if len(old) == len(new) == 1:
        (was,), (now,) = old, new
        if was.zh == now.zh:
            return f"{before} → {ids(now.en)}"
        if was.en == now.en:
            return f"{ids(was.zh)} → {after}"
    return f"{before} → {after}"


def pair(zh: Sequence[str], en: Sequence[str]) -> str:
    """A link by its segments: ``z5 — e1 e2``."""
    return f"{ids(zh) or '∅'} — {ids(en) or '∅'}"


def where(zh: Sequence[str], en: Sequence[str]) -> str:
    """Segments of either side or both: ``z5 e1``."""
    return " ".join(part for part in (ids(zh), ids(en)) if part)


def ids(keys: Sequence[str]) -> str:
    """Segment ids, runs of three and more as ``z17–z46``."""
    runs = stretches(keys, lambda a, b: _next(a) == b)
    return " ".join(" ".join(run) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs)


def _next(key: str) -> str:
    match = re.fullmatch(r"(\D*)(\d{1,12})", key)
    return f"{match[1]}{int(match[2]) + 1}" if match else ""

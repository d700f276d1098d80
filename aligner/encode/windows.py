"""Cutting texts into the pieces that a model can take, and grouping pieces into batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from aligner.record.model import Span


@dataclass(frozen=True, slots=True)
class Frame:
    """What a model wants around every text."""

    before: tuple[int, ...]
    """Ids of the special tokens in front."""
    after: tuple[int, ...]
    """Ids of the special tokens behind."""
    prefix: str
    """Words in front of every text, such as ``query: ``."""
    capacity: int
    """Most tokens the model takes at once, special tokens included."""
    pad: int
    """Id of the padding token."""


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model: a text, or a part of a long one."""

    text: int
    """Index of the text."""
    ids: tuple[int, ...]
    """Token ids with everything around them."""
    first: int
    """Index in `ids` of the first token of the text itself."""
    spans: tuple[Span, ...]
    """Characters of each of the text's own tokens; they are `ids[first : first + len(spans)]`."""


def frame(tokenizer: Any, prefix: str, capacity: int, pad: int) -> Frame:
    """Find the special tokens that a `tokenizers.Tokenizer` puts around a text."""
    bare = tokenizer.encode("a", add_special_tokens=False).ids
    full = tokenizer.encode("a").ids
    start = next(i for i in range(len(full)) if full[i : i + len(bare)] == bare)
    return Frame(tuple(full[:start]), tuple(full[start + len(bare) :]), prefix, capacity, pad)


def cut(tokenizer: Any, frame: Frame, texts: Sequence[str]) -> list[Window]:
    """All windows of all texts, in order. A text longer than the model is cut evenly; nothing is left out."""
    encodings = tokenizer.encode_batch([frame.prefix + text for text in texts], add_special_tokens=False)
    windows: list[Window] = []
    for index, encoding in enumerate(encodings):
        windows += _windows(index, encoding.ids, encoding.offsets, frame)
    return windows


def _windows(text: int, ids: Sequence[int], offsets: Sequence[Span], frame: Frame) -> Iterator[Window]:
    shift = len(frame.prefix)
    lead = sum(end <= shift for _, end in offsets)
    text_ids = ids[lead:]
    spans = [(max(start - shift, 0), end - shift) for start, end in offsets[lead:]]
    head = (*frame.before, *ids[:lead])
    room = max(frame.capacity - len(head) - len(frame.after), 1)
    parts = max(-(-len(text_ids) // room), 1)
    bounds = [len(text_ids) * i // parts for i in range(parts + 1)]
    for start, end in pairwise(bounds):
        yield Window(text, (*head, *text_ids[start:end], *frame.after), len(head), tuple(spans[start:end]))


def batches(windows: Sequence[Window], budget: int) -> Iterator[list[Window]]:
    """Windows of like length together, longest first; `budget`: most tokens a batch, padding included."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda w: (-len(w.ids), w.ids)):
        if batch and len(batch[0].ids) * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch

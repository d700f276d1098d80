"""Texts are cut into windows that a model can take; windows are run, and their parts are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.pieces import Pieces
from aligner.record.encoding import Encoded, Progress
from aligner.record.model import Span

States = tuple[NDArray[np.float32], NDArray[np.float16]]
"""(sum of the last layer's states over a window's own tokens, unit token states of the middle layer)."""
Tokenize = Callable[[list[str]], Sequence[Pieces]]
"""Cuts texts into pieces, without special tokens, whatever their length."""

# Instead of dividing by nothing: no state of a token is as short.
_TINY = 1e-9


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


def cut(tokenize: Tokenize, frame: Frame, texts: Sequence[str]) -> list[Window]:
    """All windows of all texts, in order. A text longer than the model is cut evenly; nothing is left out."""
    pieces = tokenize([frame.prefix + text for text in texts])
    parts = (_windows(number, p.ids, p.offsets, frame) for number, p in enumerate(pieces))
    return list(chain.from_iterable(parts))


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


def middle_layer(layers: int) -> int:
    """The layer that token states are read from: two thirds of the way up.

    Measured for word-by-word agreement between languages (layer 8 of 12 in multilingual-e5-small), as
    Jalili Sabet et al. 2020 (SimAlign, section 4) found for mBERT and XLM-R.
    """
    return max(round(layers * 2 / 3), 1)


class WindowedEncoder(ABC):
    """An `Encoder` that runs a transformer window by window."""

    def __init__(self, tokenize: Tokenize, frame: Frame, signature: str) -> None:
        self.signature = signature
        self.tokenize = tokenize
        self.frame = frame

    @abstractmethod
    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, States]]:
        """Windows with their results, in any order."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; on a processor the same to the last bit in any company."""
        windows = cut(self.tokenize, self.frame, texts)
        parts: dict[int, list[tuple[Window, States]]] = defaultdict(list)
        for count, (window, states) in enumerate(self.run_all(windows), 1):
            parts[window.text].append((window, states))
            if progress is not None:
                progress(len(texts) * count // len(windows), len(texts))
        return [_join(parts[i]) for i in range(len(texts))]


def window_states(window: Window, last: NDArray[np.float32], middle: NDArray[np.float32]) -> States:
    """What is kept of a window: from the states of two layers (n, d), the parts of its own tokens."""
    tokens = slice(window.first, window.first + len(window.spans))
    lengths = np.linalg.norm(middle[tokens], axis=1, keepdims=True)
    return last[tokens].sum(0), (middle[tokens] / np.maximum(lengths, _TINY)).astype(np.float16)


def _join(parts: list[tuple[Window, States]]) -> Encoded:
    """The windows of one text.

    The sum is rounded to half precision, so that the last bits, which differ from processor to processor,
    seldom show.
    """
    parts = sorted(parts, key=lambda part: part[0].spans[:1])
    vector: NDArray[np.float32] = np.stack([vector for _, (vector, _) in parts]).sum(0, dtype=np.float32)
    return Encoded(
        vector.astype(np.float16).astype(np.float32),
        np.concatenate([tokens for _, (_, tokens) in parts]),
        tuple(span for window, _ in parts for span in window.spans),
    )

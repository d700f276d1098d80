"""What all encoders of this package share: texts are cut into windows, windows are run, parts are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.windows import Frame, Window, cut
from aligner.record.encoding import Encoded, Progress

States = tuple[NDArray[np.float32], NDArray[np.float16]]
"""(sum of the last layer's states over a window's own tokens, unit token states of the middle layer)."""

# Instead of dividing by nothing: no state of a token is as short.
_TINY = 1e-9


def middle_layer(layers: int) -> int:
    """The layer that token states are read from: two thirds of the way up.

    Measured for word-by-word agreement between languages (layer 8 of 12 in multilingual-e5-small), as
    Jalili Sabet et al. 2020 (SimAlign, section 4) found for mBERT and XLM-R.
    """
    return max(round(layers * 2 / 3), 1)


class WindowedEncoder(ABC):
    """An `Encoder` that runs a transformer window by window."""

    def __init__(self, tokenizer: Any, frame: Frame, signature: str) -> None:
        """`tokenizer`: a `tokenizers.Tokenizer` that neither pads nor cuts."""
        self.signature = signature
        self._tokenizer = tokenizer
        self._frame = frame

    @abstractmethod
    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Sequence[Window], list[States]]]:
        """Batches of windows with their results, in any order."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; on a processor the same to the last bit in any company."""
        windows = cut(self._tokenizer, self._frame, texts)
        parts: dict[int, list[tuple[Window, NDArray[np.float32], NDArray[np.float16]]]] = {}
        count = 0
        for batch, results in self.run_all(windows):
            for window, part in zip(batch, results, strict=True):
                parts.setdefault(window.text, []).append((window, *part))
            count += len(batch)
            if progress is not None:
                progress(len(texts) * count // len(windows), len(texts))
        return [_join(parts[i]) for i in range(len(texts))]


def window_states(window: Window, last: NDArray[np.float32], middle: NDArray[np.float32]) -> States:
    """What is kept of a window: from the states of two layers (n, d), the parts of its own tokens."""
    tokens = slice(window.first, window.first + len(window.spans))
    return last[tokens].sum(0), unit_states(middle[tokens])


def unit_states(states: NDArray[np.float32]) -> NDArray[np.float16]:
    """Token states (n, d) at unit length, in half precision."""
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    unit: NDArray[np.float16] = (states / np.maximum(lengths, _TINY)).astype(np.float16)
    return unit


def _join(parts: list[tuple[Window, NDArray[np.float32], NDArray[np.float16]]]) -> Encoded:
    """Put the windows of one text together again.

    The sum is rounded to half precision, so that the last bits, which differ from processor to processor,
    seldom show.
    """
    parts = sorted(parts, key=lambda part: part[0].spans[:1])
    vector: NDArray[np.float32] = np.stack([vector for _, vector, _ in parts]).sum(0, dtype=np.float32)
    return Encoded(
        vector.astype(np.float16).astype(np.float32),
        np.concatenate([tokens for _, _, tokens in parts]),
        tuple(span for window, _, _ in parts for span in window.spans),
    )

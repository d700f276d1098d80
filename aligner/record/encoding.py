"""What an encoder gives and what the matcher and the checks take: sentence vectors and token states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Called with (done, total) while long work goes on."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded text."""

    vector: NDArray[np.float32]
    """Sum of the last layer's states over the text's own tokens (no prefix, no special tokens), shape (d,);
    (0,) of a `token_encoder`.

    Not normalised: the vector of a run of sentences is the sum of theirs.
    """
    tokens: NDArray[np.float16]
    """States of a middle layer, one row a token, unit length, shape (n, d)."""
    spans: tuple[tuple[int, int], ...]
    """Character range of each token in the text, shape (n, 2)."""


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def signature(self) -> str:
        """Name and version of the model and of what is read from it, such as ``e5-small-q4``."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""


class RunEncoder(Encoder, Protocol):
    """An encoder that knows the vector of a run of texts from what it gives for each of them."""

    def compose(self, sums: NDArray[np.float32], counts: NDArray[np.integer]) -> NDArray[np.float32]:
        """Unit vectors (k, e) of k runs: `sums` (k, d) of what the `vector` of each text has more than the
        empty text's, and once the empty text's; `counts` of tokens (k,).
        """


def second_encoder(encoder: Encoder) -> RunEncoder | None:
    """The encoder of runs that goes with an encoder, if any does: its ``second``."""
    second: RunEncoder | None = getattr(encoder, "second", None)
    return second


def token_encoder(encoder: Encoder) -> Encoder:
    """What gives an encoder's token states for less work, if it has that: its ``states``, whose `vector` is
    empty."""
    states: Encoder | None = getattr(encoder, "states", None)
    return encoder if states is None else states


def unload(encoder: Encoder) -> None:
    """Have an encoder give back the memory that only encoding needs, if it can: its ``unload``. It is loaded
    again when there is more to encode."""
    getattr(encoder, "unload", lambda: None)()


def is_alone(encoder: Encoder) -> bool:
    """Whether the encoder of runs does the other's work as well. Its token states are good enough for
    matching, but not for telling what has become of a single word."""
    second = second_encoder(encoder)
    return second is not None and second.signature == encoder.signature

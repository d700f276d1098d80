"""The encoders that texts may be known to, and texts as the decoders read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aligner.encode import CachedEncoder, EmbeddedEncoder, UseEncoder, installed_use
from aligner.match.encoded_text import Text, prepare
from aligner.match.runs import read_runs
from aligner.record.encoding import Encoder

KINDS = ("both", "first", "second")
"""As `Text.encoders` names them, and the tables of weights."""


def named_encoder(kind: str, cache: Path) -> Encoder:
    """The encoder with which texts are known to one of `KINDS`."""
    if kind == "second":
        return CachedEncoder(UseEncoder(installed_use()), cache)
    encoder = EmbeddedEncoder()
    if kind == "first":
        encoder.second = None
    return CachedEncoder(encoder, cache)


def read(lines: Sequence[str], encoder: Encoder, headings: Sequence[bool] | None = None) -> Text:
    """One side as the decoders read it."""
    encoded = encoder.encode(lines)
    return prepare(lines, encoded, headings, read_runs(encoder, lines, encoded))

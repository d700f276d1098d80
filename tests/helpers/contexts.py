"""What a check looks at, made of a few lines, with or without an encoder that has read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from aligner.checks import Context
from aligner.record.encoding import Encoded, Encoder, Progress
from aligner.record.model import Document, Segment, Side, Source

Line = str | Mapping[str, object]
Make = Callable[..., Context]


def document(side: Side, lines: Iterable[Line]) -> Document:
    """Segments z1, z2 … or e1, e2 … of texts, or of mappings with `text` and any other field."""
    segments = []
    for number, line in enumerate(lines, 1):
        fields: dict[str, object] = {"text": line} if isinstance(line, str) else dict(line)
        base: dict[str, object] = {
            "id": f"{'z' if side == 'zh' else 'e'}{number}",
            "kind": "sentence",
            "source": Source("source.md", 0, len(str(fields["text"])), number),
            "paragraph": number,
        }
        segments.append(Segment(**{**base, **fields}))  # type: ignore[arg-type]
    return Document("zh-Hans" if side == "zh" else "en", tuple(segments))


SENSES = {
    "猫": 0, "cat": 0, "狗": 1, "dog": 1, "睡": 2, "sleeps": 2, "尼泊尔": 3, "Nepal": 3, "Lumbini": 3,
    "水电": 4, "hydropower": 4, "红": 5, "red": 5,
}  # fmt: skip
PIECE = re.compile("|".join(sorted(SENSES, key=len, reverse=True)) + r"|[A-Za-z]+|\S")


class Senses:
    """Pieces of one sense have one state, all others one of their own."""

    signature = "senses"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Encoded:
        matches = list(PIECE.finditer(text))
        states = np.zeros((len(matches), 64), np.float16)
        for row, match in enumerate(matches):
            states[row, SENSES.get(match[0], 8 + sum(map(ord, match[0])) % 56)] = 1
        return Encoded(states.astype(np.float32).sum(0), states, tuple(m.span() for m in matches))


def encoded(context: Context) -> Context:
    segments = [*context.zh, *context.en]
    states = Senses().encode([s.text for s in segments])
    return replace(context, encoded={s.id: e for s, e in zip(segments, states, strict=True)}, model="senses")


def heard(context: Context, encoder: Encoder) -> Context:
    """The context with its passages as the encoder reads them."""
    segments = [*context.zh, *context.en]
    states = encoder.encode([s.text for s in segments])
    return replace(
        context,
        encoded={s.id: e for s, e in zip(segments, states, strict=True)},
        model=encoder.signature,
    )

"""Small records whose sentences are in the cache already: the commands run in full, without the model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aligner.encode import CachedEncoder, EmbeddedEncoder
from aligner.encode.embedded import NAME
from aligner.pipeline.align import run
from aligner.pipeline.freshness import Job
from aligner.record.config import load_config
from aligner.record.encoding import Encoded, Progress

__all__ = ["Toy", "make_records", "warm"]

RECORD_YML = """\
title: {zh: 第%d场, en: Session %d}
original: en
kind: summary
sides: {zh: {file: zh.md}, en: {file: en.md}}
"""
_ZH = ("新码头将在20%02d年建成。", "湿地面积不会减少。", "渔民将得到%d元补偿。", "会后参观了第%d号码头。")
_EN = (
    "The new quay will be ready in 20%02d.",
    "The wetland will not shrink.",
    "Fishermen will be paid %d yuan.",
    "The loan comes from bank number %d.",
)


class Toy:
    """An encoder whose vectors follow from the text alone, under the name of the embedded model."""

    signature = NAME

    def __init__(self) -> None:
        self.identity = EmbeddedEncoder().identity
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""
        self.asked += texts
        result = []
        for done, text in enumerate(texts, 1):
            rng = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
            tokens = rng.standard_normal((len(text), 384))
            tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
            result.append(
                Encoded(
                    tokens.sum(0).astype(np.float16).astype(np.float32),
                    tokens.astype(np.float16),
                    tuple((i, i + 1) for i in range(len(text))),
                )
            )
            if progress is not None:
                progress(done, len(texts))
        return result


def make_records(seeds: Path, count: int) -> list[Path]:
    """`count` records ``r000`` …, of four short passages a side; their folders."""
    folders = []
    for number in range(count):
        folder = seeds / f"r{number:03}"
        folder.mkdir(parents=True)
        for name, text in {
            "record.yml": RECORD_YML % (number, number),
            "zh.md": _filled(_ZH, number),
            "en.md": _filled(_EN, number),
        }.items():
            (folder / name).write_text(text, encoding="utf-8")
        folders.append(folder)
    return folders


def _filled(sentences: Sequence[str], number: int) -> str:
    return "\n\n".join(s % (number + 10) if "%" in s else s for s in sentences) + "\n"


def warm(folders: Sequence[Path], cache: Path) -> None:
    """Put everything that these records need into a cache folder."""
    encoder = CachedEncoder(Toy(), cache)
    for folder in folders:
        run(Job(load_config(folder / "record.yml")), encoder)

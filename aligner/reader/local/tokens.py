"""Texts cut as Qwen2 cuts them: byte pairs (Sennrich et al. 2016; Radford et al. 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aligner.reader.local.gguf import GgufFile

# How texts are divided before pairs are joined; of Qwen2's tokenizer.
_DIVIDED = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class Tokens:
    """Cuts texts into the tokens of a model."""

    def __init__(self, model: GgufFile) -> None:
        """Half a second."""
        from tokenizers import Regex, Tokenizer, models, pre_tokenizers  # noqa: PLC0415

        vocabulary = {token: number for number, token in enumerate(model.values["tokenizer.ggml.tokens"])}
        merges = [tuple(pair.split(" ")) for pair in model.values["tokenizer.ggml.merges"]]
        self._tokenizer: Any = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(_DIVIDED), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )

    def __call__(self, text: str) -> tuple[Sequence[int], Sequence[tuple[int, int]]]:
        """The tokens of a text, and the characters that each stands for: tokens that make up a character
        together all stand for it."""
        cut = self._tokenizer.encode(text, add_special_tokens=False)
        return cut.ids, cut.offsets

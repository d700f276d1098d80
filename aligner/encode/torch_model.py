"""The embedded model as ordinary torch objects: for fine-tuning, comparing, saving.

`load_encoder` needs none of it.
"""

from __future__ import annotations

import tempfile
import unicodedata
from typing import TYPE_CHECKING, Any

from aligner.encode.embedded import PREFIX, model_file
from aligner.encode.load import quiet
from aligner.encode.model_file import PackedModel, read_packed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


# First character of Unicode's private use area: these stand in for characters that NFKC must not touch, and
# no text means anything by them.
_ESCAPE = 0xE000

_PACKED = {
    "embeddings.word_embeddings": "emb.word",
    "embeddings.position_embeddings": "emb.pos",
    "embeddings.token_type_embeddings": "emb.type",
    "embeddings.LayerNorm": "emb.ln",
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
"""Names in the model file of the modules of `BertModel`; those of a layer follow its number."""


def build_model(packed: PackedModel) -> Any:
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
            name: torch.from_numpy(packed.tensor(_packed_name(name)).reshape(weight.shape))
            for name, weight in model.state_dict().items()
        }
        model.load_state_dict(state, strict=True, assign=True)
        model.embeddings.position_ids = torch.arange(shape.positions)[None]
        model.embeddings.token_type_ids = torch.zeros(1, shape.positions, dtype=torch.long)
        return model.eval().requires_grad_(False)


def _packed_name(name: str) -> str:
    """What the file calls a weight of `BertModel`: ``encoder.layer.3.output.dense.bias`` is ``l3.fo.b``."""
    first, *parts, kind = name.split(".")
    if first == "embeddings":
        return _PACKED[".".join([first, *parts])] + (f".{kind[0]}" if parts == ["LayerNorm"] else "")
    return f"l{parts[1]}.{_PACKED['.'.join(parts[2:])]}.{kind[0]}"


def build_tokenizer(packed: PackedModel) -> Any:
    """A `tokenizers.Tokenizer` (Unigram, Metaspace) that cuts texts as the model was trained."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors  # noqa: PLC0415

    pieces = [piece.decode() for piece in packed.pieces]
    vocabulary = list(zip(pieces, packed.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=packed.unk, byte_fallback=False))
    tokenizer.normalizer = _normalizer(packed)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos = pieces[packed.bos], pieces[packed.eos]
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
    others = packed.characters - packed.normalisation.keys()
    kept = sorted(c for c in others if unicodedata.normalize("NFKC", c) != c)
    escapes = [(c, chr(_ESCAPE + i)) for i, c in enumerate(kept)]
    chain += [normalizers.Replace(c, escape) for c, escape in escapes]
    chain.append(normalizers.NFKC())
    chain += [normalizers.Replace(escape, c) for c, escape in escapes]
    chain.append(normalizers.Replace(Regex(" {2,}"), " "))
    return normalizers.Sequence(chain)


def sentence_transformer() -> SentenceTransformer:
    """The embedded model as an ordinary `SentenceTransformer` (mean pooling, unit length).

    Its prompts ``query`` and ``passage`` are set, ``query`` being the default.
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
        pieces = [piece.decode() for piece in packed.pieces]
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

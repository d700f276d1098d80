"""The embedded model as ordinary torch objects: for fine-tuning, comparing, saving.

`load_encoder` needs none of it.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from aligner.encode.embedded import PREFIX, build_tokenizer, model_file
from aligner.encode.load import quiet
from aligner.encode.model_file import PackedModel, Shape, read_packed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


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
            ours: torch.from_numpy(packed.tensor(theirs).reshape(size))
            for ours, theirs, size in _names(shape)
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
        for ours, theirs, size in linear:
            stem = f"encoder.layer.{layer}.{ours}"
            table.append((f"{stem}.weight", f"l{layer}.{theirs}.w", size))
            table.append((f"{stem}.bias", f"l{layer}.{theirs}.b", size[:1]))
    return table


def sentence_transformer() -> SentenceTransformer:
    """The embedded model as an ordinary `SentenceTransformer` (mean pooling, unit length).

    Its prompts ``query`` and ``passage`` are set, ``query`` being the default. For fine-tuning, comparing,
    saving.
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

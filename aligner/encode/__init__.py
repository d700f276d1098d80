"""Encoders behind one protocol: the embedded model, any sentence-transformers model, a cache on disk."""

from aligner.encode.cache import CachedEncoder
from aligner.encode.embedded import sentence_transformer
from aligner.encode.load import EmbeddedEncoder, load_encoder
from aligner.encode.transformer import TransformerEncoder

__all__ = ["CachedEncoder", "EmbeddedEncoder", "TransformerEncoder", "load_encoder", "sentence_transformer"]

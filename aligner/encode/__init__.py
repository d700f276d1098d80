"""Encoders behind one protocol: the embedded model, any sentence-transformers model, a cache on disk."""

from aligner.encode.cache import CachedEncoder
from aligner.encode.load import EmbeddedEncoder, load_encoder
from aligner.encode.store import CacheFacts, Store, cache_facts, clear_cache
from aligner.encode.torch_model import sentence_transformer
from aligner.encode.transformer import TransformerEncoder
from aligner.encode.use_model import UseEncoder, installed_use

__all__ = [
    "CacheFacts",
    "CachedEncoder",
    "EmbeddedEncoder",
    "Store",
    "TransformerEncoder",
    "UseEncoder",
    "cache_facts",
    "clear_cache",
    "installed_use",
    "load_encoder",
    "sentence_transformer",
]

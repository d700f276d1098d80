"""Similarity and the two decoders: who says what was said where, with a probability."""

from aligner.match.engine import MATCH_VERSION, match

__all__ = ["MATCH_VERSION", "match"]

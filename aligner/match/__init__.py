"""Similarity and the two decoders: who says what was said where, with a probability."""

from aligner.match.engine import match

__all__ = ["match"]

"""aligner: pairs a Chinese text with the English it came from, and says where they part."""

__version__ = "0.1.0"

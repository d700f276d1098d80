"""XLIFF 1.2 and 2.1, out and in."""

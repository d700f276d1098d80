"""The exceptions of aligner.

AlignerError                 anything a user can mend; the command line prints it and exits 2
├── InputError               a text or a file that cannot be read as what it should be
├── ConfigError              record.yml or glossary.yml says something that makes no sense
└── ModelError               the model is missing, damaged or of another kind
"""

from __future__ import annotations

from pathlib import Path


class AlignerError(Exception):
    """One clear sentence: what is wrong, where, and how to fix it."""

    def __init__(
        self, what: str, *, file: Path | str | None = None, line: int | None = None, mend: str = ""
    ) -> None:
        self.what = what
        self.file = str(file) if file is not None else None
        self.line = line
        self.mend = mend
        place = "" if self.file is None else self.file if line is None else f"{self.file}:{line}"
        sentence = f"{place}: {what}" if place else what
        super().__init__(f"{sentence}; {mend}" if mend else sentence)


class InputError(AlignerError):
    """A text or data file cannot be read as what it should be."""


class ConfigError(AlignerError):
    """A record.yml or glossary.yml says something that makes no sense."""


class ModelError(AlignerError):
    """The sentence model is missing, damaged, or cannot do what is asked."""

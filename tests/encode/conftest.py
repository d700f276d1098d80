"""The embedded model, read once for all tests of this folder."""

from __future__ import annotations

import pytest

from aligner.encode import EmbeddedEncoder
from aligner.encode.embedded import model_file
from aligner.record.errors import ModelError


@pytest.fixture(scope="session")
def embedded() -> EmbeddedEncoder:
    """The embedded encoder; tests that want it are skipped where the package is not installed."""
    try:
        model_file()
    except ModelError as error:
        pytest.skip(str(error))
    return EmbeddedEncoder()

"""The embedded model with a cache for the length of the session."""

from __future__ import annotations

import pytest

from aligner.encode import CachedEncoder, load_encoder
from aligner.record.encoding import Encoder
from aligner.record.errors import ModelError


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The embedded encoder; tests that want it are skipped where the package is not installed."""
    try:
        return load_encoder()
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def encoder(model: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The same, remembering what it has read."""
    return CachedEncoder(model, tmp_path_factory.mktemp("vectors"))

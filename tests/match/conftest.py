"""The embedded model with the cache of the session."""

from __future__ import annotations

import pytest

from aligner.encode import CachedEncoder, load_encoder
from aligner.record.encoding import Encoder
from aligner.record.errors import ModelError
from aligner.record.files.cache_folder import cache_folder


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The embedded encoder; tests that want it are skipped where the package is not installed."""
    try:
        return load_encoder()
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def encoder(model: Encoder) -> Encoder:
    """The same, remembering what it has read."""
    return CachedEncoder(model, cache_folder())

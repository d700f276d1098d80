"""The sample site, built once for all tests of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.site import built_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    return built_site(tmp_path_factory)

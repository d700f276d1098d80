"""Loading a model without progress bars, banners and warnings of the libraries below."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """While it lasts, Hugging Face libraries keep silent; afterwards everything is as it was."""
    level = logging.root.manager.disable
    with warnings.catch_warnings(action="ignore"):
        from transformers.utils import logging as bars  # noqa: PLC0415

        had_bars = bars.is_progress_bar_enabled()
        logging.disable(logging.CRITICAL)
        bars.disable_progress_bar()  # those of huggingface_hub as well
        try:
            yield
        finally:
            logging.disable(level)
            if had_bars:
                bars.enable_progress_bar()

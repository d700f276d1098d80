"""Loading a model without progress bars, banners and warnings of the libraries below."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = ("transformers", "sentence_transformers", "huggingface_hub", "tokenizers")


@contextmanager
def quiet() -> Iterator[None]:
    """While it lasts, Hugging Face libraries keep silent; afterwards everything is as it was."""
    keep = {name: logging.getLogger(name).level for name in _LOGGERS}
    bars = os.environ.get("HF_HUB_DISABLE_PROGRESS_BARS")
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    try:
        with warnings.catch_warnings(), _no_bars():
            warnings.simplefilter("ignore")
            for name in _LOGGERS:
                logging.getLogger(name).setLevel(logging.CRITICAL)
            yield
    finally:
        for name, level in keep.items():
            logging.getLogger(name).setLevel(level)
        if bars is None:
            del os.environ["HF_HUB_DISABLE_PROGRESS_BARS"]
        else:
            os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = bars


@contextmanager
def _no_bars() -> Iterator[None]:
    """Transformers draws its own bars while it reads weights."""
    from transformers.utils import logging as bars  # noqa: PLC0415

    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()

"""Word tables of the checks, one YAML file each; an editor may extend them without touching code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """The table of that name (``numbers_zh`` → ``numbers_zh.yml``) as plain data; read once."""
    text = files("aligner.language").joinpath(f"data/{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.SafeLoader)
    return data

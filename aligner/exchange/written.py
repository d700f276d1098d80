"""The writers by the names of their formats."""

from __future__ import annotations

from aligner.exchange import tei, tmx, tsv, xliff, xliff2
from aligner.exchange.units import Selection

__all__ = ["write"]


def write(selection: Selection, style: str, *, bom: bool = False) -> str:
    """The units in a format (``xliff`` … ``tsv``); `InputError` where it cannot hold a text."""
    if style == "tsv":
        return tsv.export(selection, bom=bom)
    return {"xliff": xliff.write, "xliff2": xliff2.write, "tmx": tmx.write, "tei": tei.write}[style](
        selection
    )

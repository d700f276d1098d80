"""The writers by the names of their formats."""

from __future__ import annotations

from aligner.exchange import tei, tmx, tsv
from aligner.exchange.units import Selection
from aligner.exchange.xliff import write_12, write_21

__all__ = ["write"]


def write(selection: Selection, style: str, *, bom: bool = False) -> str:
    """The units in a format (``xliff`` … ``tsv``); `InputError` where it cannot hold a text."""
    if style == "tsv":
        return tsv.export(selection, bom=bom)
    return {"xliff": write_12.write, "xliff2": write_21.write, "tmx": tmx.write, "tei": tei.write}[style](
        selection
    )

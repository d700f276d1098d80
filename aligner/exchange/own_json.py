"""Our own JSON: the record as `aligner show --format json` prints it."""

from __future__ import annotations

from dataclasses import replace

from aligner.exchange.units import Selection
from aligner.record.files.alignment_json import dumps


def write_json(selection: Selection) -> str:
    """The whole record; of a selection of what is flagged, only its links and flags, and both texts whole."""
    alignment = selection.alignment
    if not selection.flagged:
        return dumps(alignment)
    links = {link.id for unit in selection.units for link in unit.links}
    flags = {flag.id for unit in selection.units for flag in unit.flags}
    return dumps(
        replace(
            alignment,
            links=tuple(link for link in alignment.links if link.id in links),
            flags=tuple(flag for flag in alignment.flags if flag.id in flags),
        )
    )

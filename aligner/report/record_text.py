"""A record for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.record.load import Record
from aligner.record.model import Alignment, Link, Side

__all__ = ["record_text"]


def record_text(record: Record) -> str:
    """Title, then each link with its two texts, what stands alone on either side, and the flags."""
    config, alignment = record.config, record.alignment
    lines = [f"{config.id}  {config.title.zh}", f"{'':{len(config.id)}}  {config.title.en}", ""]
    lines.extend(_body(alignment))
    if alignment.flags:
        lines += ["", f"Flags ({len(alignment.flags)})"]
        lines += [
            f"  {f.id} {f.severity} {f.type} {_where(f.zh, f.en)}: {f.message.en}" for f in alignment.flags
        ]
    return "\n".join(lines) + "\n"


def _where(zh: tuple[str, ...], en: tuple[str, ...]) -> str:
    return f"{','.join(zh) or '-'}/{','.join(en) or '-'}"


def _body(alignment: Alignment) -> Iterator[str]:
    """Links in the order of the Chinese side, unlinked Chinese in its place, unlinked English behind."""
    by_first: dict[str, list[Link]] = {}
    for link in alignment.links:
        by_first.setdefault(link.zh[0] if link.zh else "", []).append(link)
    linked = alignment.linked("zh")
    for segment in alignment.zh:
        for link in by_first.get(segment.id, ()):
            yield from _link(alignment, link)
        if segment.id not in linked:
            yield f"  {segment.id} (no English) {segment.text}"
    linked = alignment.linked("en")
    for segment in alignment.en:
        if segment.id not in linked:
            yield f"  {segment.id} (no Chinese) {segment.text}"


def _link(alignment: Alignment, link: Link) -> Iterator[str]:
    yield f"{link.id} {link.relation} {link.score:.2f} {link.status}"
    sides: tuple[Side, ...] = ("zh", "en")
    for side in sides:
        for key in link.side(side):
            yield f"  {key} {alignment.document(side).by_id[key].text}"

"""The diff as Markdown for a pull-request comment: a table, then a fold for each record, as much as fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.diff.compare import Diff
from aligner.diff.render.inline import markdown
from aligner.diff.render.view import ChangeView, RecordView, record_views
from aligner.i18n.catalogue import load_bilingual

# Characters; GitHub refuses a comment of more than 65,536.
COMMENT_LIMIT = 65_000
COMMENT_MARKER = "<!-- aligner-diff -->"
"""First line of the comment, by which the next run finds it again."""
# Characters kept for the sentence about what was left out, which takes about 120.
_ROOM = 400
_TAGS = {"same": "", "gone": "del", "new": "ins", "mark": "b"}


def as_markdown(diff: Diff, limit: int = COMMENT_LIMIT) -> str:
    """The comment; empty where nothing differs. What does not fit is counted in its last line."""
    views = record_views(diff)
    if not views:
        return ""
    pages = _Pages(limit - _ROOM)
    title = load_bilingual("aligner.diff")("title").en
    pages.add(f"{COMMENT_MARKER}\n### {title}: {markdown(diff.a)} → {markdown(diff.b)}\n")
    pages.add("\n| record | what differs |\n|---|---|\n")
    rows = [f"| {markdown(v.record)} | {markdown(v.summary.en)} |\n" for v in views]
    shown = sum(pages.add(row) for row in rows)
    left = sum(len(_blocks(view)) for view in views)
    for view in views[:shown]:
        left -= _record(view, pages)
    return pages.text + _cut(len(views) - shown, left)


class _Pages:
    """A text that takes what fits."""

    def __init__(self, room: int) -> None:
        self.text = ""
        self._room = room

    def add(self, part: str, spare: int = 0) -> bool:
        """Whether the part was taken; `spare` characters stay free behind it."""
        fits = len(self.text) + len(part) + spare <= self._room
        self.text += part if fits else ""
        return fits


def _record(view: RecordView, pages: _Pages) -> int:
    """Write a record's fold; how many of its changes fitted."""
    end = "\n</details>\n"
    head = f"\n<details><summary><b>{markdown(view.record)}</b>: {markdown(view.summary.en)}</summary>\n"
    blocks = _blocks(view)
    if not blocks or not pages.add(head, len(blocks[0]) + len(end)):
        return 0
    taken = 0
    for block in blocks:
        if not pages.add(block, len(end)):
            break
        taken += 1
    pages.text += end
    return taken


def _blocks(view: RecordView) -> Sequence[str]:
    """One text a change; the first of a list brings its title."""
    result = []
    for section in view.sections:
        title = f"\n**{section.title.en}**\n\n"
        for item in section.items:
            result.append(title + "".join(_item(section.sign, item)))
            title = ""
    return result


def _item(sign: str, item: ChangeView) -> Iterator[str]:
    facts = " · ".join(markdown(fact.en) for fact in item.facts)
    yield f"- `{sign}` **{markdown(item.head)}**" + (f" {facts}\n" if facts else "\n")
    for line in item.lines:
        runs = "".join(_run(op, text) for op, text in line.brief)
        yield f"  - {line.side}: {runs}\n"
    for note in item.notes:
        languages = dict.fromkeys((markdown(note.en), markdown(note.zh)))
        yield "  - " + "<br>".join(languages) + "\n"


def _run(op: str, text: str) -> str:
    tag = _TAGS[op]
    return f"<{tag}>{markdown(text)}</{tag}>" if tag else markdown(text)


def _cut(records: int, changes: int) -> str:
    parts = [
        f"{number} more {noun if number == 1 else f'{noun}s'}"
        for number, noun in ((records, "record"), (changes, "change"))
        if number
    ]
    if not parts:
        return ""
    return f"\n_{' and '.join(parts)} did not fit here; `aligner diff … --format html` shows everything._\n"

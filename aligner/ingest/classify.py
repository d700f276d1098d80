"""What each block is: side, heading, caption, reference, note, metadata, label, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aligner.ingest.blocks import Block, part
from aligner.ingest.continuation import is_torn
from aligner.ingest.endings import grammar_share, is_terminated, word_length
from aligner.ingest.list_marks import take_list_marks
from aligner.ingest.patterns import patterns
from aligner.ingest.tracked import HARD_BREAK
from aligner.language.scripts import simplified
from aligner.language.sides import language_changes, text_side
from aligner.record.characters import fold
from aligner.record.model import Side

_SENTENCE = re.compile("[。！？｡]|(?<![0-9A-Za-z])．|[.!?](?:\\s|$)")
_CLAUSE = re.compile("[,，、](?![¹²³⁴⁵⁶⁷⁸⁹⁰])")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_PANEL = re.compile(r"[(（][aA][)）]\s*\S")
# An entry of a bibliography, with a long list of authors; longer is a passage that cites. Both seeds are read
# the same with anything from 60 to 120.
REFERENCE = 90
# A line that may be a heading or an imprint though nothing marks it. Both seeds are read the same with 20 to
# 25. With 10, two numbered headings and the line of authors of the paper are taken for text, and 37 passages
# fall into the wrong section; with 30, two questions of the forum are taken for headings.
SHORT_LINE = 24
# A heading that nothing marks; a sentence of a press report is rarely as short. Both seeds are read the same
# with 8 to 30: all their headings are marked or numbered.
HEADING = 14
# Words and share of function words of an English sentence that lacks its full stop; an imprint of that length
# has a quarter at most. Chosen on both seeds, whose authors and addresses stay metadata.
_PROSE, _GRAMMAR = 8, 0.35
# The first line of a document; titles of papers with a subtitle are longer than headings. Both seeds are read
# the same with 16 to 50.
TITLE = 32
# A caption that ends without a full stop. Both seeds are read the same with 20 to 90.
CAPTION = 45


def split_lines(block: Block, *, mixed: bool = False) -> list[Block]:
    """A block whose lines change language is several; if `mixed`, so is a line that changes behind a stop."""
    text, cuts = block.text, set[int]()
    position, before = 0, None
    for line in re.split(f"[\n{HARD_BREAK}]", text):
        inside = list(language_changes(line)) if mixed else []
        first = text_side(line[: inside[0]] if inside else line)
        if before and first and first != before:
            cuts.add(position)
        cuts.update(position + place for place in inside)
        before = (text_side(line[inside[-1] :]) if inside else first) or before
        position += len(line) + 1
    if not cuts:
        return [block]
    bounds = [0, *sorted(cuts), len(text)]
    pieces = [block.content.slice(a, b).strip() for a, b in pairwise(bounds)]
    return [part(block, piece) for piece in pieces if piece.text]


def assign_sides(blocks: Sequence[Block]) -> None:
    """Tell the sides of a mixed text apart by language; a block without words goes with the one before."""
    before: Side = "en"
    for block in blocks:
        if block.role != "furniture":
            before = block.side = text_side(block.text) or before


def classify(blocks: list[Block], titles: dict[Side, str]) -> list[Block]:
    """Give each block its role; labels that run into their passage become blocks of their own."""
    blocks = [piece for block in blocks for piece in _take_label(block)]
    folded = {side: _bare(title) for side, title in titles.items()}
    blocks = take_list_marks(blocks)
    for index, block in enumerate(blocks):
        if block.role == "text":
            _text_role(block, blocks, index)
        elif block.role == "item" and _in_references(blocks, index):
            block.role = "reference"
        if block.side and _bare(block.text) == folded.get(block.side):
            block.role, block.level, block.name = "heading", 1, "title"
    _first_title(blocks)
    _captions(blocks)
    return blocks


def _bare(title: str) -> str:
    """A title without what may differ between record.yml and the document: blanks, marks, the script."""
    return simplified(fold(title).replace(" ", ""))


def _take_label(block: Block) -> list[Block]:
    match = patterns().run_in_label.match(block.text) if block.role == "text" else None
    if not match:
        return [block]
    label = part(block, block.content.slice(0, match.end(1)))
    label.role, label.level = "heading", 2
    return [label, part(block, block.content.slice(match.end(), len(block.text)))]


def _text_role(block: Block, blocks: list[Block], index: int) -> None:
    table, text = patterns(), block.text
    for name, pattern in () if block.cell else table.furniture:
        if pattern.match(text):
            block.role, block.name = "furniture", name
            return
    if block.cell:
        block.role = "text" if _SENTENCE.search(text) else "metadata"
    elif block.bold and not block.label and _is_bold_heading(block, blocks, index):
        block.role, block.level = "heading", _level_below(blocks, index)
    elif table.credit.match(text) and word_length(text) <= CAPTION:
        block.role = "caption"
    elif table.imprint.match(text) or _is_signature(blocks, index):
        block.role = "metadata"
    elif table.salutation.match(text) and not _SENTENCE.search(text):
        return
    elif table.label.match(text):
        block.role, block.level = "heading", 2
    elif table.note.match(text.lstrip("■●◆□○ ")):
        block.role = "note"
    elif _after_metadata_label(blocks, index) or (table.metadata.match(text) and not _SENTENCE.search(text)):
        block.role = "metadata" if not table.reference.match(text) else "reference"
    elif word_length(text) < REFERENCE and table.reference.match(text):
        block.role = "reference"
    elif not block.label and not block.quoted and _is_short_line(text):
        _short_line(block, blocks, index)


def _is_bold_heading(block: Block, blocks: list[Block], index: int) -> bool:
    """Whether a line in bold heads what is below it: it is short, no sentence, and more than bold follows."""
    follower = _follower(block, blocks, index)
    short = word_length(block.text) <= SHORT_LINE and not block.text.endswith(("。", ".", "；", ";"))
    return short and HARD_BREAK not in block.text and follower is not None and not follower.bold


def _level_below(blocks: list[Block], index: int) -> int:
    """The level of a heading one step below the last one that is marked as such."""
    marked = (b.level for b in reversed(blocks[:index]) if b.role == "heading" and not b.bold)
    return max(2, next(marked, 1) + 1)


def _is_signature(blocks: list[Block], index: int) -> bool:
    """Whether a short line stands below *Yours sincerely*."""
    before = next((b for b in reversed(blocks[:index]) if b.role != "furniture"), None)
    closes = before is not None and before.role == "metadata" and patterns().closing.match(before.text)
    text = blocks[index].text
    return bool(closes) and word_length(text) <= SHORT_LINE and not is_terminated(text)


def _follower(block: Block, blocks: Sequence[Block], index: int) -> Block | None:
    """The next block of the same side that is content."""
    return next((b for b in blocks[index + 1 :] if b.side == block.side and b.role != "furniture"), None)


def _is_short_line(text: str) -> bool:
    """Whether a line is no sentence: it ends open, is short, and does not say how much or how many."""
    if is_terminated(text) or _SENTENCE.search(text) or word_length(text) > SHORT_LINE or HARD_BREAK in text:
        return False
    return bool(patterns().numbered.match(text)) or not patterns().quantity.match(text)


def _short_line(block: Block, blocks: list[Block], index: int) -> None:
    """A line that is no sentence: a heading where prose follows or where it is numbered, else metadata."""
    follower = _follower(block, blocks, index)
    numbered = patterns().numbered.match(block.text)
    if not numbered and follower and is_torn(block.text, follower.text, block.side or "en"):
        return
    prose = follower is not None and follower.role == "text" and bool(_SENTENCE.search(follower.text))
    clause = _CLAUSE.search(block.text) and block.side == "zh"
    heads = prose and not clause and not _ASIDE.fullmatch(block.text)
    if numbered or (heads and word_length(block.text) <= HEADING):
        block.role = "heading"
        block.level = 1 + (numbered[0].count(".") + 1 if numbered and numbered[1] else 1)
    elif not clause and not _is_prose(block):
        block.role = "metadata"


def _is_prose(block: Block) -> bool:
    """Whether an English line is a sentence that lacks its full stop, by its length and its grammar."""
    long_enough = block.side == "en" and word_length(block.text) >= _PROSE
    return long_enough and grammar_share(block.text) >= _GRAMMAR


def _after_metadata_label(blocks: list[Block], index: int) -> bool:
    if not index or blocks[index - 1].role != "heading":
        return False
    return bool(patterns().metadata_label.match(blocks[index - 1].text))


def _in_references(blocks: list[Block], index: int) -> bool:
    heading = next((block for block in reversed(blocks[:index]) if block.role == "heading"), None)
    return heading is not None and bool(patterns().reference_label.match(heading.text))


def _first_title(blocks: list[Block]) -> None:
    """The first line of a side is its title if it is short, ends open, and no title is marked."""
    for side in ("zh", "en"):
        content = [b for b in blocks if b.side == side and b.role != "furniture"]
        if not content or any(b.role == "heading" and b.level == 1 for b in content[:3]):
            continue
        first = content[0]
        open_ended = first.role in ("text", "metadata", "heading") and not is_terminated(first.text)
        is_short = len(content) > 1 and 1 < word_length(first.text) <= TITLE
        said = first.quoted or patterns().salutation.match(first.text) or patterns().imprint.match(first.text)
        open_ended = open_ended and not said and first.text.count(HARD_BREAK) < 2
        open_ended = open_ended and not is_torn(first.text, content[1].text if len(content) > 1 else "", side)
        if open_ended and is_short and not first.label:
            first.role, first.level = "heading", 1


def _captions(blocks: Sequence[Block]) -> None:
    """Captions, and the lines below them that explain their panels (a), (b) …"""
    for index, block in enumerate(blocks):
        fits = block.role in ("text", "metadata", "heading") and patterns().caption.match(block.text)
        if fits and word_length(block.text) <= CAPTION and not is_terminated(block.text):
            follower = _follower(block, blocks, index)
            if (
                not follower
                or follower.role != "text"
                or not is_torn(block.text, follower.text, block.side or "en")
            ):
                block.role, block.level = "caption", 0
    for before, block in pairwise(blocks):
        if before.role == "caption" and block.role in ("item", "text") and _PANEL.match(block.text):
            block.role = "caption"

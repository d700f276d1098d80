"""Verse and prose in a code fence are read as text; code stays apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from aligner.ingest.blocks import Block, part
from aligner.ingest.endings import grammar_share
from aligner.ingest.tracked import HARD_BREAK, Tracked
from aligner.record.characters import han_count, latin_words

_LINE = re.compile(r"[^\r\n]+")
_PLAIN = ("", "text", "txt", "plain", "plaintext", "poem", "verse", "quote", "markdown", "md")
_CODE = re.compile(r"[{}<>=$\\|_`^@#&\u2500-\u257f]|//|\w\(|;\s*$|^\s*[-+*]{2}|\w/\w")
_ENGLISH = re.compile(r"[A-Za-zÀ-ɏ\d\s,.;:!?'\"“”‘’—–()…-]*$")
# Share of function words from which lines of Latin letters are prose, and the least words that can tell.
# English prose has 40 to 50 %, commands and listings under 15 %. Chosen, not measured.
_FUNCTION, _WORDS = 0.25, 6


def read_fence(block: Block) -> Iterator[Block]:
    """A code block as it is; or, if verse or prose stands in it, its paragraphs, line by line."""
    lines = [match.span() for match in _LINE.finditer(block.text)]
    info = block.text[slice(*lines[0])].strip(" \t>`~").lower() if lines else ""
    inner = [(*span, block.text[slice(*span)].strip(" \t>")) for span in lines[1:-1]]
    if block.name != "code block" or info not in _PLAIN or not _is_prose([line for *_, line in inner]):
        yield block
        return
    for blank, group in groupby(_with_gaps(block, inner), key=lambda line: line is None):
        if not blank:
            pieces = [piece for line in group if line for piece in (line, Tracked(HARD_BREAK, (line.end,)))]
            yield replace(
                part(block, Tracked.join(pieces[:-1])), role="text", name="", quoted=block.quoted + 1
            )


def _with_gaps(block: Block, lines: Sequence[tuple[int, int, str]]) -> Iterator[Tracked | None]:
    """The lines, and None for each blank one between them."""
    before = None
    for begin, end, text in lines:
        blank = before is not None and len(re.findall(r"\r\n?|\n", block.text[before:begin])) > 1
        if blank or not text:
            yield None
        if text:
            at = block.text.index(text, begin, end)
            yield block.content.slice(at, at + len(text))
        before = end


def _is_prose(lines: Sequence[str]) -> bool:
    text = "\n".join(lines)
    if not text.strip() or any(_CODE.search(line) for line in lines):
        return False
    if han_count(text):
        return han_count(text) >= latin_words(text) and all(han_count(line) for line in lines if line)
    stops = text.rstrip()[-1] in ".!?…,;”\"'’"
    enough = latin_words(text) >= _WORDS and grammar_share(text) >= _FUNCTION
    return bool(_ENGLISH.match(text)) and stops and enough

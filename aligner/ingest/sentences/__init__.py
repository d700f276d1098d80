"""Sentences of a passage, as character ranges of its reading text."""

from __future__ import annotations

from aligner.ingest.sentences.chinese import split_chinese
from aligner.ingest.sentences.english import split_english
from aligner.ingest.sentences.stops import Piece
from aligner.record.model import Side


def split(text: str, side: Side) -> list[Piece]:
    """Cut a passage into sentences; ranges leave out the blanks between them.

    Chinese: after 。！？…, with the closing marks behind them, never inside brackets, nor at a quotation that
    the sentence goes on behind; a list of clauses with ； is cut at each, and after the colon that leads it.
    English: after . ! ? before whatever opens a sentence, but not after abbreviations and initials. Marks of
    notes and emoji behind a stop stay with it, and no address is cut.
    """
    pieces = split_chinese(text) if side == "zh" else split_english(text)
    return [p for begin, end, clause in pieces if (p := _trim(text, begin, end, clause))]


def _trim(text: str, begin: int, end: int, clause: bool) -> Piece | None:
    core = text[begin:end]
    begin += len(core) - len(core.lstrip())
    end -= len(core) - len(core.rstrip())
    return (begin, end, clause) if begin < end else None

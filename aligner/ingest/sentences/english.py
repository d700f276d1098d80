"""English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from aligner.ingest.sentences.stops import WORD, Piece, Tails, Within, addresses, window
from aligner.language.names.in_text import ordinary
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

_END = re.compile(r"\.(?:\s\.){2,}|[.!?…。！？．｡]+|;(?=\s+\([a-z]\)\s)")
_LEFT_OUT = re.compile(r"\[(?:\.\.\.|…|\. \. \.)\]")
_BRACKETED_MARK = re.compile(r"\s*\d{1,2}\.\)")
_PAUSE = re.compile(r"\s(?:\.\.\.|…|\. \. \.)$")
_WIDE = frozenset("。！？．｡")
_CLOSERS = "”’)]»」』）"
_OPENERS = "\"'“‘(\\[«「『（¿¡*_"
_BARE_NUMBER = re.compile(r"(?<=[A-Za-z%)])[.!?][\"”’]?\d{1,3}(?=\s+[\"“‘(]*[A-Z])")
_OPENS = re.compile(
    rf"\s+(?=[{_OPENERS}]*(?:[A-Z0-9À-ÖØ-Þ$¥€£₹{HAN_CLASS}]|[a-z][A-Z]|[\U0001f000-\U0001faff☀-➿]))"
)
_NEXT = re.compile(rf"\s*[{_OPENERS}]*([\w’'.]{{0,40}})")
_WORD = re.compile(rf"[^\s{_OPENERS}”’—–/]+$")
_TOKEN = re.compile(r"\S*$")
# grew.The: a word in small letters, and another that begins a sentence.
_GLUED_BEFORE = re.compile(r"(?:^|(?<=[\s(\"“‘—,;]))[A-Za-z]?[a-z’'-]{2,}$|[)%”\"]$")
_GLUED_BEHIND = re.compile(r"([A-Z][a-z]+|[AI])(?=[\s,;:’'.?!]|$)")
_CODE = re.compile(r"[/@\\=_#<>`{}]")
_ROMAN = re.compile(r"[IVXLC]+\b")
_LIST_MARK = re.compile(r"(?:\d{1,4}|[A-Za-z]|[ivx]{1,4}|(?:\d{1,2}\.)+\d{1,2})")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
# A sentence that has only begun: *At 5 a.m. Mr Smith …*
_HOUR_ALONE = re.compile(r"(?:[A-Z][a-z]+(?: on [A-Z]\w+)?,? )?(?:about |around )?[\d:. ]*$")
# "Safety first! Quality first!": words that a sentence names, in at most so many characters.
_NAMED_WORDS = re.compile(r"(?<=[A-Za-z] )(?:\"[^\"]{1,60}\"|“[^“”]{1,60}”)")
_LAST_WORD = re.compile(r"(\w+) $")
_ONLY_QUOTED = re.compile(r"([\"“]).{1,50}[\"”]")
_QUOTED_SUBJECT = re.compile(r"[\"“][^\"“”]{1,60}[\"”]\s+[a-z]")


def split_english(text: str) -> list[Piece]:
    """Sentences of an English passage, with the blanks around them; the panels of a caption are clauses."""
    whole, tails = Within([*addresses(text), *_named_words(text)]), Tails(text)
    quotes = [0, *accumulate(char == '"' for char in text)]
    size = len(text.rstrip())
    pieces: list[Piece] = []
    begin, clause = 0, False
    for match in _END.finditer(text):
        if match.start() < begin or match.start() in whole or _is_mark(text, begin, match):
            continue
        end = _tail(text, match, tails, quotes)
        if match[0] == ";" or (end < size and _is_end(text, begin, match, end)):
            clause = clause or match[0] == ";"
            pieces.append((begin, end, clause))
            begin = end
    return _attach(text, [*pieces, (begin, len(text), clause)])


def _is_mark(text: str, begin: int, stop: re.Match[str]) -> bool:
    """``[...]`` for what is left out, ``1.)`` before an entry of a list."""
    mark = _BRACKETED_MARK.match(text, begin)
    return bool(_LEFT_OUT.match(text, stop.start() - 1)) or (mark is not None and stop.end() < mark.end())


def _named_words(text: str) -> Iterator[Span]:
    """Quotations that a sentence runs into without a comma and that nobody says, but for their last stop."""
    for match in _NAMED_WORDS.finditer(text):
        before = _LAST_WORD.search(text, window(0, match.start()), match.start())
        if before and before[1] not in _words("reporting"):
            yield match.start(), match.end() - 2


def _tail(text: str, match: re.Match[str], tails: Tails, quotes: Sequence[int]) -> int:
    """Past the closing marks, marks of notes and emoji behind a stop."""
    end = match.end()
    while end < len(text) and (text[end] in _CLOSERS or _closes(text, end, quotes)):
        end += 1
    number = _BARE_NUMBER.match(text, match.start())
    word = _WORD.search(text, window(0, match.start()), match.start())
    if number and word and word[0] not in _numbered():
        end = max(end, number.end())
    return tails.end(end)


def _closes(text: str, at: int, quotes: Sequence[int]) -> bool:
    """Whether a straight quotation mark closes what one before it opened."""
    if text[at] == "'":
        return not text[at + 1 : at + 2].isalnum()
    return text[at] == '"' and (quotes[at] % 2 == 1 or not text[at + 1 : at + 2].isalnum())


def _is_end(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Whether a new sentence begins behind a stop."""
    if not text[end].isspace():
        return _is_glued_end(text, begin, stop, end)
    if not _OPENS.match(text, end):
        return False
    following = _NEXT.match(text, end)
    is_word_of_its_own = stop[0] == "." and end == stop.end()
    word = following[1].rstrip(".") if following else ""
    if _PAUSE.search(text, window(begin, stop.end()), stop.end()):
        return word != "I" and re.split("[’']", word)[0] in _words("openers")
    return not (is_word_of_its_own and _is_abbreviation(text, begin, stop.start(), word))


def _is_glued_end(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Whether a sentence begins though no blank stands behind the stop: *grew.The*, *succeed？Yes*."""
    behind = text[end]
    if end > stop.end() and (text[end - 1].isdigit() or text[end - 1] in "]⁾"):
        return behind.isupper()  # a mark of a note
    if behind in "“‘" or (behind == '"' and text[end + 1 : end + 2].isalnum()):
        return True
    if stop[0][-1] in _WIDE:
        return behind.isupper() or bool(re.match(f"[{HAN_CLASS}]", behind))
    token = _TOKEN.search(text, window(begin, stop.start()), stop.start())
    word = _GLUED_BEHIND.match(text, end)
    is_short = word and len(word[1]) < 3 and word[1] not in _words("openers") and stop[0] == "."
    if (
        not token
        or not word
        or is_short
        or _CODE.search(token[0])
        or not _GLUED_BEFORE.search(text, window(begin, stop.start()), stop.start())
    ):
        return False
    return not _is_abbreviation(text, begin, stop.start(), word[1])


def _is_abbreviation(text: str, begin: int, at: int, following: str) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial or a list mark and ends nothing.

    `following`: the next word.
    """
    start = window(begin, at)
    last = _WORD.search(text, start, at)
    if not last:
        return not text[start:at].strip()
    word, before = last[0], text[start : last.start()].strip()
    opens, is_title = following in _words("openers"), word in _abbreviations()
    is_hour = following in _words("zones") or bool(_HOUR_ALONE.fullmatch(f"{before} "))
    is_numbered = _is_number(following, text[at : at + WORD]) or (is_title and not opens)
    is_final = word in _words("final")
    rules = (
        (not before and bool(_LIST_MARK.fullmatch(word)), True),
        (word in _words("hours"), is_hour),
        (word in _words("outer") or bool(_INITIALS.fullmatch(word) and not is_title), not opens),
        (word in _words("dates"), not opens),
        (is_final, is_final and not opens and following.lower() not in ordinary()),
        (word in _numbered(), is_numbered),
        (len(word) == 1 and word.isalpha() and not is_title, _is_initial(word, before, opens)),
    )
    return next((verdict for applies, verdict in rules if applies), is_title)


def _is_initial(letter: str, before: str, opens: bool) -> bool:
    """``J.`` before a name; not ``group A.``, ``you and I.``"""
    last = before.rpartition(" ")[2]
    if letter == "I" and last[:1].islower():
        return False
    return not opens and last.lower() not in _words("lettered") and letter.isupper()


def _is_number(following: str, behind: str) -> bool:
    """Whether a number, a Roman numeral or a letter follows: *No. 5*, *Sect. IV*, *App. B*; no *I have*."""
    if re.match(r"[A-Z]?\d", following):
        return True
    is_letter = (len(following) == 1 and following.isupper()) or bool(_ROMAN.fullmatch(following))
    return is_letter and not re.match(r"\.\s+[AI]\s+[a-z]", behind)


@cached()
def _abbreviations() -> frozenset[str]:
    """Those that never end a sentence."""
    return frozenset(form for word in table("abbreviations") for form in _written(word))


@cached()
def _numbered() -> frozenset[str]:
    words = table("sentences")["en"]["numbered"]
    return frozenset(form for word in words for form in (word.lower(), *_written(word)))


def _written(word: str) -> tuple[str, str]:
    """As in the table, and in capitals throughout."""
    return word, word.upper() if word[0].isupper() and len(word) > 1 else word


@cached()
def _words(group: str) -> frozenset[str]:
    return frozenset(table("sentences")["en"][group])


def _attach(text: str, pieces: list[Piece]) -> list[Piece]:
    """``"Why?" Professor Lin asked.`` is one sentence; so are shouts in a row of which something is said."""
    result: list[Piece] = []
    for begin, end, clause in pieces:
        before = text[window(*result[-1][:2]) : result[-1][1]].strip() if result else ""
        core = text[begin:end].strip()
        shouts = _ONLY_QUOTED.fullmatch(before) and _QUOTED_SUBJECT.match(core)
        if before[-1:] in "\"”’'" and before and (_report().fullmatch(core) or shouts):
            result[-1] = (result[-1][0], end, clause)
        else:
            result.append((begin, end, clause))
    return result


@cached()
def _report() -> re.Pattern[str]:
    """Who said it, and how: *Director Zhou answered with a smile.*"""
    verbs, manner, denied = ("|".join(sorted(_words(g))) for g in ("reporting", "manner", "denied"))
    how = rf"(?: (?:{manner})| \w+ly)\b[^.!?,;:\"“”]{{0,40}}"
    return re.compile(rf"(?!(?i:{denied})\b)(?:[\w.’'-]+ ){{1,5}}(?:{verbs})(?:{how})?[.!]")

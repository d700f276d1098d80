"""Labels of speakers: 记者：, *Dr Lan:*, 【专家】, *Speaker 1 00:02:13*, *Q1:*.

Two questions are kept apart: whether a line begins in the form of a label (`_candidates`), and whether
somebody speaks there (`_accept`). The second is answered for a whole side: people of record.yml, reporters
and hosts speak wherever they are named so; an office, a person or a newspaper does where others do too; any
other word only where it comes back as the answer to questions. Everything else is text and stays where it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.ingest.blocks import Block, Label, part
from aligner.ingest.cast import People, Voice, is_ordinary, talks, voice
from aligner.ingest.patterns import patterns
from aligner.ingest.tracked import HARD_BREAK, Tracked
from aligner.record.characters import HAN_CLASS
from aligner.record.model import SIDES

_NAME = r"(?P<name>(?:[^\W_]|《)[^\n\u2028:：，,、。；;？！?!“”\"「」（）()\[\]【】<>|=/\\*#]{0,47}?)"
_REMARK = r"(?:\s*[（(][^（）()\n]{1,30}[）)])?"
_TIME = r"[\[（(]?\d{1,2}:\d{2}(?::\d{2})?[\]）)]?"
_COLON = rf"(?:：|:(?=\s|$|[{HAN_CLASS}“\"「『‘（(]))"
_BULLET = r"\s*(?:[·•▪◦●○■□◆►▶‣∙]\s*)?"
_FORMS = tuple(
    re.compile(rf"{_BULLET}{form}[ \t\u3000]*", re.MULTILINE)
    for form in (
        rf"(?:{_TIME}[\s–-]*)?{_NAME}{_REMARK}[ \t]*(?:{_TIME}\s*)?{_COLON}",
        rf"(?:{_TIME}[\s–-]*)?{_NAME},\s(?P<about>[^\n:：。；？！?!“”\"(]{{2,80}}){_COLON}",
        rf"[【〔［]{_NAME}[】〕］]\s*{_COLON}?",
        rf"\[{_NAME}\]\s*{_COLON}?(?![(\[])",
        rf"[（(]{_NAME}[）)]\s*{_COLON}",
        rf"{_NAME}[ \t]*{_TIME}[ \t]*$",
        rf"{_TIME}[ \t]+{_NAME}[ \t]*$",
    )
)
_VOICES = ("asker", "host", "medium", "office", "name", "word")
_FITTING = {_FORMS[1]: ("office", "name", "medium"), _FORMS[3]: ("asker", "host", "medium", "office")}
"""Whom a label of that form may name, where it is not everybody: *Zhang Min, head of the bank:*."""
_BOLD = re.compile(r"(?:\*\*|__)[ \t]*([^*_\n]{1,40}?)[ \t]*(?:\*\*|__)(?=\s|$)")
_ASKS = re.compile(r"[?？][\"”’」』）)]*\s*(?:[（(][^（）()]*[）)]\s*)?$")
_ADDRESS = re.compile(r"[!-~]*(?:[/#]|\.\w)[!-~]*")
_STOP = re.compile("[。！？!?….；;]")
# Where a label may stand: at the beginning of a line; 答 and A also right behind a question.
_LINE = re.compile(
    f"^|(?<={HARD_BREAK})|(?<=[?？])(?=[ \\t]*答：|[ \\t]+A:)|(?<=[。！？.!?])(?=[ \\t]*[问問]：|[ \\t]+Q:)",
    re.MULTILINE,
)
# Labels that name a speaker for certain, from which on a paragraph that ends in a question may be another's
# turn (*China Daily:*). Chosen, not measured.
_TALK = 3
# Speeches of which so many say I or you, or ask, are talk: where every name comes once, and where one comes
# again. Glossaries and the manual of Node.js have less. Chosen on these, not measured further.
_SHARE, _SHARE_AGAIN = 0.5, 0.25
# A word that comes back as the answer to so many questions is who answers. Chosen, not measured.
_ANSWERS = 2


@dataclass(slots=True, eq=False)
class _Candidate:
    """A line that begins in the form of a label."""

    block: Block
    start: int
    cut: int
    """Where in the block's text the label begins, and where what is said begins."""
    name: str
    voice: Voice | None
    named: str = ""
    """The name in record.yml, where it has one."""
    kind: str = "speaker"
    """``question`` for *Q:*, ``answer`` for *A:*, else ``speaker``."""
    speech: str = ""
    is_next: bool = False
    """Whether it follows the speech of the label before it, with nothing between."""
    is_asked: bool = False
    """Whether the paragraph before it is a question, or the label is a word that says so (答：)."""
    accepted: bool = False

    @property
    def asks(self) -> bool:
        """Whether what is said is a question."""
        may_ask = self.voice in ("host", "medium", "word") and bool(_ASKS.search(self.speech))
        return self.kind == "question" or self.voice == "asker" or may_ask

    @property
    def has_part(self) -> bool:
        """Whether the label names who asks or leads a talk."""
        return self.voice in ("asker", "host") or (self.voice == "medium" and self.asks)

    @property
    def dotted(self) -> bool:
        """``Q.``, ``A.``: an initial or a list mark elsewhere."""
        return self.block.text[self.start : self.cut].rstrip()[-1:] in ".．"

    @property
    def number(self) -> str:
        """The number of a question or an answer."""
        match = re.search(r"\d+", self.name)
        return match[0] if match else ""

    @property
    def is_listed(self) -> bool:
        """``记者：王明``, ``[Name]: address``: what follows says nothing."""
        names = re.split(rf"[、，,/]|\s{{2,}}|(?<=[{HAN_CLASS}])\s", self.speech.strip())
        say_nothing = all(voice(name.strip()) in ("name", "office") for name in names)
        return bool(_ADDRESS.fullmatch(self.speech)) or (say_nothing and not _STOP.search(self.speech))

    @property
    def is_talk(self) -> bool:
        """Whether somebody says I or you, or asks; what is timed was said."""
        timed = re.search(r"\d:\d\d", self.block.text[self.start : self.cut])
        return bool(timed) or talks(self.speech)


def take_labels(blocks: Sequence[Block], raw: str, people: Sequence[Sequence[str]]) -> list[Block]:
    """Cut the labels off what they introduce: each becomes a piece of furniture before its speech.

    ``raw`` is the source, where bold type can still be seen; ``people`` are the forms of each person's name.
    """
    result, cast = list(blocks), People(people)
    for side in SIDES:
        content = [block for block in blocks if block.side == side and block.role != "furniture"]
        candidates = [c for block in content for c in _candidates(block, raw, cast)]
        _listen(candidates, content)
        _accept(candidates)
        accepted = [c for c in candidates if c.accepted]
        if accepted:
            result = list(_cut(result, side, accepted))
    return result


def _candidates(block: Block, raw: str, cast: People) -> Iterator[_Candidate]:
    """At most one for each line of a block."""
    if block.role not in ("text", "item", "heading"):
        return
    text = block.text
    for line in _LINE.finditer(text):
        candidate = _question_or_answer(block, line.start()) or _speaker(block, line.start(), cast)
        candidate = candidate or _bold_name(block, line.start(), raw, cast)
        if candidate:
            yield candidate


def _question_or_answer(block: Block, at: int) -> _Candidate | None:
    for kind in ("question", "answer"):
        match = getattr(patterns(), kind).match(block.text, at)
        if match:
            return _Candidate(block, at, match.end(), match[0].strip(" :：.．\t"), None, kind=kind)
    return None


def _speaker(block: Block, at: int, cast: People) -> _Candidate | None:
    for form in _FORMS:
        match = form.match(block.text, at)
        name = match["name"].strip() if match else ""
        named, who = cast.find(name) or "", voice(name)
        if match and match.groupdict().get("about") and voice(match["about"]) in ("medium", "asker"):
            who = "medium"
        if match and (named or who in _FITTING.get(form, _VOICES)):
            return _Candidate(block, at, match.end(), name, who, named)
    return None


def _bold_name(block: Block, at: int, raw: str, cast: People) -> _Candidate | None:
    """``**主持人** 今天…``: a name in bold with a blank behind it."""
    begin = block.content.at[at] if at < len(block.content.at) else 0
    match = _BOLD.match(raw, max(0, begin - 2))
    name = match[1] if match else ""
    if not name or not block.text.startswith(name, at):
        return None
    named, who = cast.find(name) or "", voice(name)
    kinds = [kind for kind in ("question", "answer") if getattr(patterns(), kind).fullmatch(f"{name}：")]
    is_alone = not block.text[at + len(name) :].strip()
    if not (named or kinds or who in ("asker", "host") or (is_alone and who in ("office", "name"))):
        return None
    cut = at + len(name)
    cut += len(block.text[cut:]) - len(block.text[cut:].lstrip(" \t\u3000"))
    return _Candidate(block, at, cut, name, None if kinds else who, named, kind=(*kinds, "speaker")[0])


def _listen(candidates: Sequence[_Candidate], blocks: Sequence[Block]) -> None:
    """Fill in what is said after each label: the rest of its block, or the next one where it stands alone."""
    following = {id(block): after for block, after in pairwise(blocks)}
    preceding = {id(block): before for before, block in pairwise(blocks)}
    begin = {id(candidate.block): candidate.start for candidate in reversed(candidates)}
    for candidate, after in _with_next(candidates):
        same = after is not None and after.block is candidate.block
        end = after.start if after and same else None
        candidate.speech = candidate.block.text[candidate.cut : end].strip()
        before = preceding.get(id(candidate.block))
        candidate.is_asked = candidate.name in ("答", "回答", "Answer") or bool(
            before
            and not candidate.start
            and not candidate.number
            and not candidate.dotted
            and _ASKS.search(before.text)
        )
        follower = following.get(id(candidate.block))
        if after:
            after.is_next = same or (after.block is follower and not after.start)
        if not candidate.speech and not same and follower and follower.role in ("text", "item"):
            candidate.speech = follower.text[: begin.get(id(follower))].strip()


def _with_next(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, _Candidate | None]]:
    return zip(candidates, [*candidates[1:], None][: len(candidates)], strict=True)


def _accept(candidates: Sequence[_Candidate]) -> None:
    """Decide which labels name somebody who speaks."""
    heard = [c for c in candidates if c.speech and not (c.kind == "speaker" and c.is_listed)]
    _accept_sure(heard)
    sure = any(c.accepted for c in heard)
    company = [c for c in heard if c.voice in ("office", "name", "medium") and c.block.role != "heading"]
    if sure or _talk([c for c in company if c.block.role == "text"]):
        for candidate in company:
            candidate.accepted = candidate.block.role == "text" or sure
    _accept_words([c for c in heard if c.accepted or (c.voice == "word" and c.block.role == "text")])


def _talk(company: Sequence[_Candidate]) -> bool:
    """Whether several people talk to each other, and no list has their names before its entries."""
    often = Counter(c.name for c in company)
    share = sum(c.is_talk for c in company) / max(len(company), 1)
    return len(often) > 1 and share >= (_SHARE if len(often) == len(company) else _SHARE_AGAIN)


def _accept_sure(heard: Sequence[_Candidate]) -> None:
    """*Q:* and *A:*, and those who speak wherever they are named."""
    before: _Candidate | None = None
    parts = [c for c in heard if c.has_part]
    offices = {c.name for c in heard if c.voice == "office"}
    is_talk = len(offices | {c.name for c in parts}) > 1 or any(c.is_talk for c in parts)
    for candidate, after in _with_next(heard):
        if candidate.kind == "question":
            candidate.accepted = _is_question(candidate, after)
        elif candidate.kind == "answer":
            candidate.accepted = candidate.is_asked or (before is not None and _is_answer(candidate, before))
        elif candidate.named or (is_talk and candidate.has_part):
            alone = candidate.speech not in candidate.block.text
            may_head = candidate.block.level > 1 and (alone or (candidate.asks and not candidate.named))
            candidate.accepted = candidate.block.role != "heading" or may_head
        before = candidate if candidate.accepted else before


def _is_question(candidate: _Candidate, after: _Candidate | None) -> bool:
    """Whether *Q3:* asks; without a question mark, or its answer next, it may be the third quarter."""
    if re.search("[?？]", candidate.speech):
        return True
    is_plain = not candidate.number and len(candidate.name) < 3
    if candidate.dotted or after is None:
        return is_plain and not candidate.dotted
    return is_plain or bool(after.named) or (after.kind == "answer" and _is_answer(after, candidate))


def _is_answer(candidate: _Candidate, before: _Candidate) -> bool:
    """Whether *A:* answers what was asked before; elsewhere it is an initial or a list mark."""
    if before.kind == "question":
        same = not candidate.number or not before.number or candidate.number == before.number
        return same and candidate.dotted == before.dotted
    return not candidate.dotted and (before.asks or (before.kind == "answer" and not candidate.number))


def _accept_words(heard: Sequence[_Candidate]) -> None:
    """Who comes back as the answer to questions, or among people who talk; there also who asks or answers."""
    words = [c for c in heard if not c.accepted]
    is_talk = len(heard) - len(words) >= _TALK
    answers = [b for a, b in pairwise(heard) if a.accepted and a.asks and b.is_next and not b.accepted]
    often = Counter(candidate.name for candidate in answers)
    labelled = any(c.accepted and not c.asks for c in heard) or max(often.values(), default=0) >= _ANSWERS
    again = Counter(c.name for c in words if is_talk and not is_ordinary(c.name))
    speeches = Counter(c.name for c in words if c.is_talk)
    once = {id(c) for c in answers if labelled}
    for word in words:
        comes_back = again[word.name] > 1 and speeches[word.name] >= _SHARE_AGAIN * again[word.name]
        alone = is_talk and (word.asks or id(word) in once)
        word.accepted = alone or comes_back or often[word.name] >= _ANSWERS


def _cut(blocks: Iterable[Block], side: str, accepted: Sequence[_Candidate]) -> Iterator[Block]:
    """The blocks with labels and speeches apart."""
    labels: dict[int, list[_Candidate]] = {}
    for candidate in accepted:
        labels.setdefault(id(candidate.block), []).append(candidate)
    names: dict[str, str] = {}
    waiting: Label | None = None
    for block in blocks:
        candidates = labels.get(id(block), [])
        if block.side == side and block.role != "furniture" and not candidates:
            block.label, waiting = waiting, None
        if not candidates:
            yield block
            continue
        before = block.content.slice(0, candidates[0].start).strip()
        if before.text:
            yield part(block, before)
        ends = [*(c.start for c in candidates[1:]), len(block.text)]
        for candidate, end in zip(candidates, ends, strict=True):
            waiting = _label(candidate, names)
            yield _furniture(candidate)
            speech = block.content.slice(candidate.cut, end).strip()
            if speech.text:
                yield _speech(block, speech, waiting)
                waiting = None


def _label(candidate: _Candidate, names: dict[str, str]) -> Label:
    """The label with the speaker's name as record.yml prints it, or as it was first written."""
    if candidate.kind == "answer":
        return Label("")
    if candidate.kind == "question":
        return Label("", asks=True, number=candidate.number)
    name = candidate.named or names.setdefault(candidate.name.casefold(), candidate.name)
    return Label(name, asks=candidate.asks)


def _furniture(candidate: _Candidate) -> Block:
    block = candidate.block
    piece = part(block, block.content.slice(candidate.start, candidate.cut))
    piece.role, piece.name = "furniture", f"{'question' if candidate.asks else 'speaker'} label"
    return piece


def _speech(block: Block, content: Tracked, label: Label) -> Block:
    piece = part(block, content)
    piece.role, piece.level, piece.depth, piece.label = "text", 0, 0, label
    return piece

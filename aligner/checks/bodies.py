"""A named body, fund or company that a summary drops while it keeps the claim about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.checks.context import Context
from aligner.checks.flags import opening
from aligner.language.dictionary import key, keys, renderings
from aligner.language.names.english import capitalised, spelt_there
from aligner.language.reported_speech import quotations
from aligner.language.tables import cached, table
from aligner.language.terms import find_terms
from aligner.record.model import Flag, Message, Segment, Severity, Span

__all__ = ["MQM", "TYPE", "check"]

TYPE, MQM = "omission", "accuracy/omission"
SKIPPED = frozenset(("reference", "metadata", "heading", "caption", "question", "note"))
HEARD = 0.6
"""How well the Chinese must have a word of a name for the name to stand there."""
SCORE, LEFT_OUT = 0.7, 0.6
MARKS = ("”", '"', "’", ",", ".")
TOLD = 0.34
"""Share of the words of a name that tell which body it is, for the name to stand there."""
ONE = re.compile(r"\b(?:an?|like|such as|called|named|proposed)\s*(?:an?\s*)?$", re.IGNORECASE)
WOULD = re.compile(r"\W*\b(?:would|could|can|will|shall|should|may|might)\b")
"""What stands around the name of something that is not there yet."""
NUMBER = re.compile(r"^\W*[0-9A-Z]{1,3}[.)]\s+")
BEFORE = 80
"""Characters before a name in which its kind is told: *companies (for instance, …)*."""


def check(context: Context) -> Iterator[Flag]:
    """Yield a flag for the names that the Chinese summary of an English passage leaves out: of bodies, and of
    what stands in quotation marks; of anybody, where it speaks of *an expert*, *some quarters* instead.

    *Major* where a name of weight goes and none of the passage stays: the alliance that is to be founded, the
    companies that are to do it, he who said it. *Neutral* where others stay, *minor* where the name merely
    tells more of somebody. Only for an English original: Chinese names have no capitals to be told by.
    """
    if not context.summary or context.original != "en":
        return
    for segment in context.en:
        if segment.kind in SKIPPED:
            continue
        if not context.linked(segment):
            yield from _left_out(context, segment)
            continue
        there = context.segments(context.partners[segment.id])
        around = [*there, *context.neighbours([s.id for s in there], "zh")]
        named = [parts for parts in _names(segment.text) if _body(segment.text, parts)]
        gone = [parts for parts in named if not _kept(context, segment, parts, around)]
        severity = _severity(segment.text, gone, named) if gone else None
        unnamed = None if severity == "major" else _unnamed_there(context, segment, there, around)
        if unnamed is not None:
            yield _unnamed(segment, *unnamed)
        elif severity is not None:
            yield _dropped(segment, there, gone, severity)


def _left_out(context: Context, segment: Segment) -> Iterator[Flag]:
    """The name under which an unlinked passage proposes something whose heading the Chinese tells."""
    names = [parts for parts in _names(segment.text) if _project(segment.text, parts)]
    heading = segment.section[-1] if segment.section else ""
    claim = _claim(context, segment, heading) if names else None
    if claim is None:
        return
    around = [claim, *context.neighbours([claim.id], "zh")]
    gone = [parts for parts in names if not _kept(context, segment, parts, around)]
    if gone:
        place = _whole(gone[0])
        name, plain = segment.text[slice(*place)], NUMBER.sub("", heading)
        message = Message(
            en=f"The Chinese says what “{plain}” says, without what is proposed there: “{name}”.",
            zh=f"中文说到了“{plain}”这层意思，却没有写出其中所提的“{name}”。",
        )
        yield _flag([claim], segment, place, "major", message, score=LEFT_OUT)


def _claim(context: Context, segment: Segment, heading: str) -> Segment | None:
    """The Chinese passage on the same answer that has most of the words of a heading, two at least."""
    words = keys(heading) - keys(" ".join(table("function_words")["en"]))
    best: tuple[int, Segment] | None = None
    for passage in context.zh:
        partners = context.segments(context.partners.get(passage.id, ()))
        if passage.kind in SKIPPED or not any(s.turn == segment.turn for s in partners):
            continue
        had = len(words & renderings(passage.text))
        if had >= 2 and 2 * had >= len(words) and (best is None or had > best[0]):
            best = had, passage
    return best[1] if best else None


def _severity(text: str, gone: Sequence[Sequence[Span]], named: Sequence[Sequence[Span]]) -> Severity:
    if any(_project(text, parts) and _founded().search(text[: parts[0][0] - 1]) for parts in gone):
        return "major"  # the very thing that is proposed
    if len(gone) < len(named):
        return "neutral"
    return "major" if any(_of_weight(text, parts) for parts in gone) else "minor"


def _unnamed_there(
    context: Context, segment: Segment, there: Sequence[Segment], around: Sequence[Segment]
) -> tuple[Segment, Span, Sequence[Span]] | None:
    """The passage and its words that stand for somebody of whom the English gives the name, and that name."""
    vague = next(((s, match.span()) for s in there if (match := _unsaid().search(s.text))), None)
    names = [parts for parts in _names(segment.text) if len(parts) > 1] if vague else []
    if vague is None or not names or any(_kept(context, segment, parts, around) for parts in names):
        return None
    return *vague, names[0]


@cached()
def _unsaid() -> re.Pattern[str]:
    return re.compile("|".join(table("attribution")["vague"]["zh"]))


def _names(text: str) -> Iterator[list[Span]]:
    """The names of a text; two companies that *and* joins are two, the Ministry of X and Y is one. A title in
    quotation marks is one, whatever its words."""
    titles = list(_titles(text))
    yield from titles
    inside = [_whole(parts) for parts in titles]
    for parts in capitalised(text):
        if any(a <= parts[0][0] and parts[-1][1] <= b for a, b in inside):
            continue
        if _head(text, parts):
            yield parts
            continue
        name: list[Span] = []
        for part in parts:
            if name and re.search(r"\band\b", text[name[-1][1] : part[0]]):
                yield name
                name = []
            name.append(part)
        yield name


def _titles(text: str) -> Iterator[list[Span]]:
    """The capitalised words of what stands in quotation marks and has no others but little ones."""
    little = frozenset(table("function_words")["en"])
    for start, end in quotations(text):
        words = [(start + m.start(), start + m.end()) for m in re.finditer(r"[\w'’&]+", text[start:end])]
        great = [(a, b) for a, b in words if text[a].isupper()]
        if len(great) > 1 and all(text[a:b].lower() in little for a, b in words if (a, b) not in great):
            yield great


def _body(text: str, parts: Sequence[Span]) -> bool:
    """Whether a name is that of a body or a project: by its own words, by what is said before it, or by its
    quotation marks."""
    if len(parts) > 1 and (_head(text, parts) or _project(text, parts)):
        return True
    before = text[max(parts[0][0] - BEFORE, 0) : parts[0][0]]
    return _listed().search(before) is not None


def _head(text: str, parts: Sequence[Span]) -> str:
    """The word of a name that says what kind of body it is; empty where none does."""
    words = [text[slice(*part)].lower() for part in parts]
    return next((word for word in reversed(words) if word in table("attribution")["bodies"]), "")


def _quoted(text: str, parts: Sequence[Span]) -> bool:
    return text[: parts[0][0]].endswith(("“", '"', "‘")) and text[parts[-1][1] :].startswith(MARKS)


def _project(text: str, parts: Sequence[Span]) -> bool:
    """Whether quotation marks hold the name of something that is proposed, not the title of a work."""
    before, after = text[: max(parts[0][0] - 1, 0)], text[parts[-1][1] :]
    return _quoted(text, parts) and bool(
        _founded().search(before) or ONE.search(before) or WOULD.match(after)
    )


def _of_weight(text: str, parts: Sequence[Span]) -> bool:
    """Whether the statement is about the name: it is proposed, or given as the one who does it; not where
    somebody merely comes from there."""
    before = text[max(parts[0][0] - BEFORE, 0) : parts[0][0]].rstrip('“‘"')
    return _project(text, parts) or bool(_listed().search(before) or _founded().search(before))


@cached()
def _founded() -> re.Pattern[str]:
    verbs = "|".join(table("attribution")["found"])
    return re.compile(rf"\b(?:{verbs})\b(?:\s+(?:a|an|the|its|their|new|special|joint))*\s*$", re.IGNORECASE)


@cached()
def _listed() -> re.Pattern[str]:
    kinds = "|".join(table("attribution")["kinds"])
    such = "such as|like|including|for instance|e\\.g\\.|for example|namely"
    return re.compile(rf"\b(?:{kinds})\b[^.;:)]*(?:{such})[^.;:)]*$", re.IGNORECASE)


def _kept(context: Context, segment: Segment, parts: Sequence[Span], around: Sequence[Segment]) -> bool:
    """Whether the Chinese has the name: by the glossary, by the kind of body, or by the name's own words."""
    text, chinese = segment.text, " ".join(s.text for s in around)
    terms = [
        hit.term
        for hit in find_terms(context.glossary, text, "en", nested=True)
        if hit.span[0] < parts[-1][1] and parts[0][0] < hit.span[1]
    ]
    head = _head(text, parts)
    if head and len(parts) > 1:
        bodies = [term for term in terms if term.kind == "organisation"]
        return any(_headed(text, parts, head, s.text) for s in around) or _any_term(context, bodies, around)
    if _any_term(context, terms, around):
        return True
    return any(_said(text[a:b], chinese) for a, b in parts)


def _headed(text: str, parts: Sequence[Span], head: str, chinese: str) -> bool:
    """Whether a Chinese passage has the kind of body and enough of the words that tell which."""
    there = renderings(chinese)
    own = [text[a:b] for a, b in parts if text[a:b].lower() != head]
    had = sum(key(word) in there or _said(word, chinese) for word in own)
    return key(head) in there and had >= TOLD * len(own)


def _said(word: str, chinese: str) -> bool:
    """Whether the Chinese has a word of a name; an abbreviation must stand there as it is."""
    if word.isupper():
        return word.lower() in chinese.lower()
    return spelt_there(word.lower(), chinese) >= HEARD


def _any_term(context: Context, terms: Sequence[object], around: Sequence[Segment]) -> bool:
    return any(
        hit.term in terms for s in around for hit in find_terms(context.glossary, s.text, "zh", nested=True)
    )


def _dropped(
    segment: Segment, there: Sequence[Segment], gone: Sequence[Sequence[Span]], severity: Severity
) -> Flag:
    shown = opening(", ".join(segment.text[slice(*_whole(parts))] for parts in gone), 120)
    message = Message(
        en=f"The English names “{shown}”; the Chinese keeps the statement without the name.",
        zh=f"英文点名“{shown}”，中文保留了这句话，却没有写出名称。",
    )
    return _flag(there, segment, (gone[0][0][0], gone[-1][-1][1]), severity, message)


def _unnamed(segment: Segment, partner: Segment, span: Span, parts: Sequence[Span]) -> Flag:
    name, vague = segment.text[slice(*_whole(parts))], partner.text[slice(*span)]
    message = Message(
        en=f"The English names “{name}”; the Chinese only speaks of “{vague}”.",
        zh=f"英文点名“{name}”，中文只说“{vague}”。",
    )
    return _flag([partner], segment, _whole(parts), "major", message, zh_span=span)


def _whole(parts: Sequence[Span]) -> Span:
    """A name from its first word to its last."""
    return parts[0][0], parts[-1][1]


def _flag(
    there: Sequence[Segment],
    segment: Segment,
    place: Span,
    severity: Severity,
    message: Message,
    *,
    zh_span: Span | None = None,
    score: float = SCORE,
) -> Flag:
    return Flag(
        id="",
        type=TYPE,
        mqm=MQM,
        severity=severity,
        zh=tuple(s.id for s in there),
        en=(segment.id,),
        zh_span=zh_span,
        en_span=place,
        score=score,
        message=message,
    )

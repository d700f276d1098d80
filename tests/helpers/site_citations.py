"""Every form in which a built site cites a text or a passage, beside what record.yml says of that text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from aligner.publish.layout.plan import PagePlan
from aligner.record.config import RecordConfig
from aligner.record.model import SIDES, Names, Segment, Side, other
from tests.helpers.built_site import BuiltSite, Element, letters, simplified

URL, TODAY, PASSAGE, PLACE = "\ue000", "\ue001", "\ue002", "\ue003"
REPORTS = re.compile("report|转述|轉述")
TRANSLATED = re.compile("[Tt]ranslated from|译自|譯自")
TITLES = re.compile(r"\b(?:Dr|Ms|Mr)\b|女士|先生|博士")
NOBODY = {"", "佚名", "anon"}
GAP: dict[Side, str] = {"zh": "［……］", "en": "[…]"}
SAID_OF_IT = {
    "question": re.compile("question put|提问"),
    "edited": re.compile("wording edited|文字经本站"),
    "speaking": re.compile("speaking|发言"),
}


@dataclass
class Reference:
    """What a form of citation for programs says of a text."""

    authors: list[str]
    genre: str
    """What kind of text it is."""
    values: dict[str, str]


def wrong_citations(site: BuiltSite) -> list[str]:
    """What a citation says that record.yml does not, or the reverse."""
    faults: list[str] = []
    for language, plan, root in site.record_pages():
        place = f"{language.prefix}{plan.record.config.id}"
        forms = root.xpath("//pre[@data-cite]")
        if len(forms) != 12:
            faults.append(f"{place}: {len(forms)} forms of citation")
        for form in forms:
            said = _form(plan, form)
            faults += (f"{place} {form.get('data-cite')} {form.get('data-side')}: {fault}" for fault in said)
        (data,) = root.xpath("//script[@type='application/ld+json']/text()")
        faults += (f"{place} JSON-LD: {fault}" for fault in _json_ld(plan, json.loads(data)))
    for identifier, plan in site.plans.items():
        for ending, read in ((".csl.json", _csl), (".bib", _bibtex), (".ris", _ris)):
            text = site.download(identifier, ending)
            entries = json.loads(text) if ending == ".csl.json" else text.split("\n\n")
            for side, entry in zip(SIDES, entries, strict=True):
                found = _differing(plan.record.config, side, read(entry))
                faults += (f"{identifier}{ending} {side}: {fault}" for fault in found)
    for name, identifier, card in site.cards():
        for pre in card.xpath(".//*[contains(@class, 'finding__quote')]/pre"):
            faults += (f"{name}: {fault}" for fault in _quotation(site.plans[identifier], pre))
    return faults


def _form(plan: PagePlan, form: Element) -> Iterator[str]:
    style, side, passage = (form.get(f"data-{key}") for key in ("cite", "side", "passage"))
    config, read = plan.record.config, READERS.get(style)
    for text in (form.text_content(), passage):
        yield from _differing(config, side, read(text)) if read else _prose(config, side, style, text)
    is_english = style in ("apa", "chicago")
    named = PASSAGE if style == "ris" else f"-{PASSAGE}" if read else PLACE  # in the key of an entry
    if any(slot not in passage for slot in (URL, named, *([] if is_english else [TODAY]))):
        yield "the passage, its address or the day is not in it"
    if not form.get("lang").startswith("en" if is_english else side):
        yield f"it is said to be in {form.get('lang')}"


def _values(config: RecordConfig, side: Side) -> dict[str, str]:
    """What record.yml says of where a text was published."""
    published, day = config.publication(side), config.publication(side).date or config.date
    names = ("publisher", "journal", "volume", "issue", "pages", "doi")
    values = {name: getattr(published, name) for name in names}
    return {**values, "date": day.isoformat() if day else "", "language": side}


def _speakers(config: RecordConfig) -> list[Names]:
    basis = config.publication(config.original).authors
    return [author.names for author in basis] or [person.names for person in config.people]


def _is_report(config: RecordConfig, side: Side) -> bool:
    return config.kind == "summary" and side != config.original


def _authors(config: RecordConfig, side: Side) -> list[Names]:
    """A report has the authors that are given for it, and no others."""
    own = [author.names for author in config.publication(side).authors]
    return own or ([] if _is_report(config, side) else _speakers(config))


def _kinds(config: RecordConfig, side: Side, text: str) -> Iterator[str]:
    """Whether a text that is a report or a translation is called one, and no other text is."""
    if (_is_report(config, side) and bool(_speakers(config))) != bool(REPORTS.search(text)):
        yield f"a report of somebody's words, or none: {text}"
    if (config.kind == "translation" and side != config.original) != bool(TRANSLATED.search(text)):
        yield f"a translation, or none: {text}"


def _differing(config: RecordConfig, side: Side, found: Reference) -> Iterator[str]:
    """What a form for programs says differently."""
    authors, values = _authors(config, side), _values(config, side)
    if [*map(_is_name, found.authors, authors)] != [True] * max(len(authors), len(found.authors)):
        yield f"the authors are {found.authors}, not {authors}"
    for key, value in found.values.items():
        if letters(value) != letters(values[key]):
            yield f"{key} is {value!r}, not {values[key]!r}"
    yield from _kinds(config, side, found.genre)


def _is_name(given: str, names: Names) -> bool:
    """Whether it is a whole name, or one with the title left out."""
    words, english = ({*re.findall(r"\w+", text.casefold())} for text in (given, names.en))
    return bool(words) and (letters(given) in letters(names.zh) or words <= english)


def _prose(config: RecordConfig, side: Side, style: str, text: str) -> Iterator[str]:
    """What a form for people says differently: the words before the title are its authors."""
    authors, values, whole = _authors(config, side), _values(config, side), letters(text)
    before, title, rest = whole.partition(letters(config.title.side(side)))
    if not title:
        yield f"the title is missing: {text}"
    if not authors and before not in NOBODY:
        yield f"an author that nobody knows of: {text}"
    for names in authors[: 1 if style == "gbt7714" else None]:
        family = [part for part in TITLES.sub("", names.en).casefold().split() if len(part) > 1]
        if not any(part in before for part in [*family, letters(TITLES.sub("", names.zh))]):
            yield f"{names} is not among its authors: {text}"
    year = values.pop("date")[:4]
    for key, value in values.items():
        if key != "language" and letters(value) not in rest:
            yield f"{key} {value!r} is missing: {text}"
    years = {*re.findall(r"(?:1[89]|20)\d\d", before + rest.replace(letters(values["doi"]) or "-", ""))}
    if years - {values["pages"][:4], values["pages"][-4:]} != ({year} if year else set()):
        yield f"the years {years}, not {year}: {text}"
    yield from _kinds(config, side, text)


def _csl(data: str | dict[str, Any]) -> Reference:
    item = json.loads(data) if isinstance(data, str) else data
    keys = {
        "publisher": "publisher",
        "container-title": "journal",
        "volume": "volume",
        "issue": "issue",
        "page": "pages",
        "DOI": "doi",
    }
    values = {name: item.get(key, "") for key, name in keys.items()}
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    values["date"] = "-".join(f"{part:02}" for part in parts)
    values["language"] = item["language"][:2]
    authors = [" ".join(author.values()) for author in item.get("author", ())]
    return Reference(authors, item.get("genre", ""), values)


def _bibtex(text: str) -> Reference:
    fields = dict(re.findall(r"^\s*(\w+) = \{(.*)\},$", text, re.MULTILINE))
    keys = {"journaltitle": "journal", "number": "issue"}
    names = ("publisher", "journaltitle", "volume", "number", "pages", "doi", "date")
    values = {keys.get(name, name): fields.get(name, "") for name in names}
    values["language"] = {"chinese": "zh", "english": "en"}[fields["langid"]]
    authors = [part for part in fields.get("author", "").split(" and ") if part]
    return Reference(authors, fields.get("titleaddon", ""), values)


def _ris(text: str) -> Reference:
    rows = [line.partition("  - ") for line in text.split("\n")]
    fields = {tag: value for tag, _, value in rows if tag != "AU"}
    keys = {"T2": "journal", "VL": "volume", "IS": "issue", "PB": "publisher", "DO": "doi", "DA": "date"}
    values = {name: fields.get(tag, "") for tag, name in keys.items()}
    values |= {"pages": fields.get("SP", "") + fields.get("EP", ""), "language": fields["LA"][:2]}
    return Reference([value for tag, _, value in rows if tag == "AU"], fields.get("M3", ""), values)


READERS: dict[str, Callable[[str], Reference]] = {"csl": _csl, "bibtex": _bibtex, "ris": _ris}


def _json_ld(plan: PagePlan, data: dict[str, Any]) -> Iterator[str]:
    config, original = plan.record.config, plan.record.config.original
    key = "isBasedOn" if config.kind == "summary" else "translationOfWork"
    work = data["mainEntity"]
    if {"isBasedOn", "translationOfWork"} & work.keys() != {key}:
        yield f"a {config.kind} with {sorted(work)}"
        return
    for side, each in ((other(original), work), (original, work[key])):
        issue = each.get("isPartOf", {})
        values = {
            "publisher": each.get("publisher", {}).get("name", ""),
            "journal": issue.get("name", ""),
            "volume": issue.get("volumeNumber", ""),
            "issue": issue.get("issueNumber", ""),
            "pages": issue.get("pagination", ""),
            "doi": each.get("identifier", "").removeprefix("doi:"),
            "date": each.get("datePublished", ""),
            "language": each["inLanguage"][:2],
        }
        authors = [author["name"] for author in each.get("author", ())]
        yield from _differing(config, side, Reference(authors, each.get("genre", ""), values))
        if each.get("sameAs", "") != config.publication(side).address:
            yield f"{side}: sameAs {each.get('sameAs')}"
        if bool(each.get("mentions")) != (_is_report(config, side) and bool(_speakers(config))):
            yield f"{side}: mentions {each.get('mentions')}"


def _quotation(plan: PagePlan, pre: Element) -> Iterator[str]:
    """A quotation has the words of its passages, marks what it leaves out, and says who asks or speaks."""
    alignment, config = plan.record.alignment, plan.record.config
    for part in simplified(pre.text_content()).split("\n\n"):
        quoted, _, cited = part.partition("\n")
        keys = _cited_passages(cited)
        segments = [alignment.segments[key] for key in keys]
        if not segments:
            yield f"no passage is cited: {cited}"
            continue
        side: Side = "zh" if keys[0] in alignment.zh.by_id else "en"
        position = alignment.side(side).position
        gaps = sum(position[b] != position[a] + 1 for a, b in pairwise(keys))
        if quoted.count(GAP[side]) != gaps:
            yield f"{keys} are quoted with {quoted.count(GAP[side])} gaps: {quoted}"
        if letters("".join(segment.text for segment in segments)) != letters(quoted):
            yield f"{keys} are not quoted as they stand: {quoted}"
        if not re.search(rf"#{keys[0]}\b", cited):
            yield f"the address is not that of {keys[0]}: {cited}"
        style = "gbt7714" if "OL]" in cited else "apa"
        yield from _prose(config, side, style, cited)
        yield from _said_of_stretches(segments, cited)


def _cited_passages(cited: str) -> list[str]:
    places = re.findall(r"passages? ((?:[ez]\d+[a-z]*(?:, )?)+)|第((?:[ez]\d+[a-z]*、?)+)段", cited)
    return [key for groups in places for key in re.findall(r"[ez]\d+[a-z]*", "".join(groups))]


def _said_of_stretches(segments: Sequence[Segment], cited: str) -> Iterator[str]:
    """What is said of each stretch of passages is true of all of them."""
    for stretch in re.split(r"; (?=passage)|；(?=第)", cited):
        keys = _cited_passages(stretch)
        inside = [segment for segment in segments if segment.id in keys]
        true = {
            "question": [s.kind == "question" for s in inside],
            "edited": [s.edited is not None for s in inside],
        }
        for what, of_each in true.items():
            if {bool(SAID_OF_IT[what].search(stretch))} != set(of_each):
                yield f"not all of {keys} are one: {what}: {stretch}"
        speakers = {s.speaker for s in inside if s.kind != "question"}
        if SAID_OF_IT["speaking"].search(stretch) and len(speakers) != 1:
            yield f"{keys}: {speakers} speak: {stretch}"

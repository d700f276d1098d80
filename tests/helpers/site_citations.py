"""Every form in which a built site cites a text or a passage, and what record.yml says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan
from aligner.record.config import RecordConfig
from aligner.record.model import SIDES, Names, Segment, Side, other
from tests.helpers.built_site import BuiltSite, Element, with_class

URL, TODAY, PASSAGE, PLACE = "\ue000", "\ue001", "\ue002", "\ue003"
REPORTING = re.compile("report|转述|轉述")
TRANSLATED = re.compile("[Tt]ranslated from|译自|譯自")
NOBODY = ("佚名", "Anon")
PROSE = ("gbt7714", "apa", "chicago")
GAP: dict[Side, str] = {"zh": "［……］", "en": " […] "}


def wrong_citations(site: BuiltSite) -> list[str]:
    """What a citation says that record.yml does not, or the reverse."""
    faults: list[str] = []
    for language, plan, root in site.record_pages():
        place = f"{language.prefix}{plan.record.config.id}"
        forms = root.xpath("//pre[@data-cite]")
        if len(forms) != 10:
            faults.append(f"{place}: {len(forms)} forms of citation")
        for form in forms:
            faults += (
                f"{place} {form.get('data-cite')} {form.get('data-side')}: {fault}"
                for fault in _form(plan, form)
            )
        (data,) = root.xpath("//script[@type='application/ld+json']/text()")
        faults += (f"{place} JSON-LD: {fault}" for fault in _json_ld(language, plan, json.loads(data)))
        faults += (
            f"{place}: {fault}" for pre in with_class(root, "finding__quote") for fault in _quote(plan, pre)
        )
    for identifier, plan in site.plans.items():
        for item in json.loads(site.download(identifier, ".csl.json")):
            side: Side = "zh" if item["id"].endswith("-zh") else "en"
            faults += (f"{identifier}.csl.json: {fault}" for fault in _item(plan, side, item))
            entry = site.download(identifier, ".bib").split("\n\n")[SIDES.index(side)]
            faults += (f"{identifier}.bib: {fault}" for fault in _entry(plan, side, entry))
    for language in SITE_LANGUAGES:
        for address in ("", "divergences/"):
            for card in with_class(site.page(language, address), "finding"):
                record = re.search(r"records/([^/]+)/", str([a.get("href") for a in card.iter("a")]))
                assert record
                for pre in with_class(card, "finding__quote"):
                    faults += (f"{language.prefix}{address}: {f}" for f in _quote(site.plans[record[1]], pre))
    return faults


def _is_report(config: RecordConfig, side: Side) -> bool:
    return config.kind == "summary" and side != config.original


def _authors(config: RecordConfig, side: Side) -> list[Names]:
    """Those whom record.yml makes the authors of a text."""
    own = [author.names for author in config.publication(side).authors]
    basis = [author.names for author in config.publication(config.original).authors]
    return own or ([] if _is_report(config, side) else basis or [person.names for person in config.people])


def _reported(config: RecordConfig) -> list[Names]:
    basis = [author.names for author in config.publication(config.original).authors]
    return basis or [person.names for person in config.people]


def _form(plan: PagePlan, form: Element) -> Iterator[str]:
    style, side = form.get("data-cite"), form.get("data-side")
    text = form.get("data-passage")
    if style == "csl":
        yield from _item(plan, side, json.loads(text))
    elif style == "bibtex":
        yield from _entry(plan, side, text)
    else:
        yield from _prose(plan, side, style, text)
    if URL not in text or (PLACE if style in PROSE else PASSAGE) not in text:
        yield "the passage or its address is not in it"
    lang = "en" if style in ("apa", "chicago") else side
    if not form.get("lang").startswith(lang):
        yield f"it is said to be in {form.get('lang')}"


def _prose(plan: PagePlan, side: Side, style: str, text: str) -> Iterator[str]:
    config = plan.record.config
    published, day = config.publication(side), config.publication(side).date or config.date
    authors, begin = _authors(config, side), text[:40]
    if _is_report(config, side):
        if not REPORTING.search(text) and not published.form:
            yield "it does not say whose words it reports"
        if not authors and any(_family(name, begin) for name in _reported(config)):
            yield f"a speaker stands as its author: {begin}"
    for name in authors[:1]:
        if not _family(name, begin):
            yield f"its first author is not {name}: {begin}"
    if style == "gbt7714" and not authors and not begin.startswith(NOBODY):
        yield f"it begins with nobody known: {begin}"
    if config.kind == "translation" and (side != config.original) != bool(TRANSLATED.search(text)):
        yield "it does not say what is a translation"
    facts = [
        published.publisher,
        published.journal,
        published.volume,
        published.doi,
        str(day.year) if day else "",
    ]
    for fact in filter(None, facts):
        if _plain(fact) not in _plain(text):
            yield f"{fact} is missing"


def _family(name: Names, text: str) -> bool:
    """Whether a name stands in a text in some form."""
    parts = [part for part in re.split(r"[\s·]+", name.en) if not part.rstrip(".") in ("Dr", "Ms", "Mr")]
    return (
        any(part.casefold() in text.casefold() for part in parts) or _simple(name.zh)[:1] in _simple(text)[:4]
    )


def _simple(text: str) -> str:
    from aligner.language.scripts import simplified

    return simplified(text)


def _plain(text: str) -> str:
    return re.sub(r"[\s–-]", "", _simple(text)).casefold()


def _item(plan: PagePlan, side: Side, item: dict[str, Any]) -> Iterator[str]:
    config = plan.record.config
    published, day = config.publication(side), config.publication(side).date or config.date
    authors = _authors(config, side)
    if len(item.get("author", ())) != len(authors):
        yield f"{len(item.get('author', ()))} authors"
    for name, given in zip(authors, item.get("author", ()), strict=False):
        if not _family(name, " ".join(given.values())):
            yield f"{given} is not {name}"
    wanted = {
        "publisher": published.publisher,
        "container-title": published.journal,
        "volume": published.volume,
        "issue": published.issue,
        "page": published.pages,
        "DOI": published.doi,
    }
    for key, value in wanted.items():
        if _plain(str(item.get(key, ""))) != _plain(value):
            yield f"{key} is {item.get(key)}"
    dated = item.get("issued", {}).get("date-parts", [[]])[0]
    if dated != ([day.year, day.month, day.day] if day else []):
        yield f"issued {dated}"
    if not item["language"].startswith(side):
        yield f"language {item['language']}"
    genre = item.get("genre", "")
    if _is_report(config, side) and not REPORTING.search(genre) and not published.form:
        yield f"genre {genre}"
    if config.kind == "translation" and (side != config.original) != bool(TRANSLATED.search(genre)):
        yield f"genre {genre}"


def _entry(plan: PagePlan, side: Side, text: str) -> Iterator[str]:
    fields = dict(re.findall(r"^\s*(\w+) = \{(.*)\},$", text, re.MULTILINE))
    config = plan.record.config
    published, day = config.publication(side), config.publication(side).date or config.date
    authors = [part for part in fields.get("author", "").split(" and ") if part]
    if len(authors) != len(_authors(config, side)):
        yield f"authors {authors}"
    if any(not _family(name, given) for name, given in zip(_authors(config, side), authors, strict=False)):
        yield f"authors {authors}"
    wanted = {
        "publisher": published.publisher,
        "journaltitle": published.journal,
        "volume": published.volume,
        "doi": published.doi,
        "date": day.isoformat() if day else "",
        "langid": {"zh": "chinese", "en": "english"}[side],
    }
    for key, value in wanted.items():
        if _plain(fields.get(key, "")) != _plain(value):
            yield f"{key} is {fields.get(key)}"
    if _is_report(config, side) and not REPORTING.search(fields.get("titleaddon", "")) and not published.form:
        yield "it does not say whose words it reports"


def _json_ld(language: SiteLanguage, plan: PagePlan, data: dict[str, Any]) -> Iterator[str]:
    config, original = plan.record.config, plan.record.config.original
    work = data["mainEntity"]
    key = "isBasedOn" if config.kind == "summary" else "translationOfWork"
    if {"isBasedOn", "translationOfWork"} & work.keys() != {key}:
        yield f"a {config.kind} with {sorted(work)}"
    for side, each in ((other(original), work), (original, work.get(key, {}))):
        published = config.publication(side)
        if len(each.get("author") or ()) != len(_authors(config, side)):
            yield f"{side}: author {each.get('author')}"
        if bool(each.get("mentions")) != (_is_report(config, side) and bool(_reported(config))):
            yield f"{side}: mentions {each.get('mentions')}"
        if (each.get("identifier") or "") != (f"doi:{published.doi}" if published.doi else ""):
            yield f"{side}: identifier {each.get('identifier')}"
        if (each.get("publisher") or {}).get("name", "") != published.publisher:
            yield f"{side}: publisher {each.get('publisher')}"
        if (each.get("sameAs") or "") != published.address:
            yield f"{side}: sameAs {each.get('sameAs')}"
        if not str(each.get("inLanguage")).startswith(side):
            yield f"{side}: inLanguage {each.get('inLanguage')}"
    if data["inLanguage"] != language.lang:
        yield f"inLanguage {data['inLanguage']}"


def _quote(plan: PagePlan, card: Element) -> Iterator[str]:
    """A quotation has the words of its passages, marks what it leaves out, and says who asks or speaks."""
    (pre,) = card.iter("pre")
    for part in pre.text_content().split("\n\n"):
        quoted, _, cited = part.partition("\n")
        keys = _cited_passages(cited)
        segments = [plan.record.alignment.segments[key] for key in keys]
        if not segments:
            yield f"no passage is cited: {cited}"
            continue
        side: Side = "zh" if segments[0].id in plan.record.alignment.zh.by_id else "en"
        position = plan.record.alignment.side(side).position
        gaps = sum(position[b] != position[a] + 1 for a, b in pairwise(keys))
        if quoted.count(GAP[side].strip()) != gaps:
            yield f"{keys} are quoted with {quoted.count(GAP[side].strip())} gaps: {quoted}"
        for segment in segments:
            if _letters(segment.shown) not in _letters(quoted):
                yield f"{segment.id} is not quoted as it stands"
        yield from _roles(plan, segments, cited)
        if _is_report(plan.record.config, side) and not _authors(plan.record.config, side):
            if not REPORTING.search(cited) and not plan.record.config.publication(side).form:
                yield f"it does not say whose words it reports: {cited}"
            if any(_family(name, cited[:12]) for name in _reported(plan.record.config)):
                yield f"a speaker stands as the author: {cited}"


def _cited_passages(cited: str) -> list[str]:
    places = re.findall(r"passages? ((?:[ez]\d+[a-z]*(?:, )?)+)|第((?:[ez]\d+[a-z]*、?)+)段", cited)
    return [key for groups in places for key in re.findall(r"[ez]\d+[a-z]*", "".join(groups))]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", _simple(text))


def _roles(plan: PagePlan, segments: list[Segment], cited: str) -> Iterator[str]:
    """What is said of each stretch of passages is true of all of them."""
    stretches = re.split(r"; (?=passage)|；(?=第)", cited)
    for stretch in stretches:
        keys = _cited_passages(stretch)
        of_stretch = [segment for segment in segments if segment.id in keys]
        if bool(re.search("question put|提问|提問", stretch)) != any(
            s.kind == "question" for s in of_stretch
        ) or (len({s.kind == "question" for s in of_stretch}) > 1):
            yield f"not all of {keys} are questions, or all are: {stretch}"
        if bool(re.search("wording edited|文字经本站|文字經本站", stretch)) != any(
            s.edited is not None for s in of_stretch
        ):
            yield f"{keys}: edited or not: {stretch}"
        speakers = {s.speaker for s in of_stretch if s.kind != "question"}
        if re.search("speaking|发言|發言", stretch) and len(speakers) != 1:
            yield f"{keys}: {speakers} speak: {stretch}"

"""What a built site claims of the texts of its records: what one of them lacks, where they diverge, who says
so. Each function gives the faults that it finds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan
from aligner.record.model import OPEN, SIDES
from tests.helpers.built_site import (
    BuiltSite,
    Element,
    language_of,
    letters,
    linked_ids,
    named_ids,
    said,
    with_class,
    words,
)

BLOCKS = ("p", "li", "td", "dd", "title", "tr", "figcaption")
EXPORTS = (".tmx", ".tsv", ".tei.xml", ".xlf", ".xliff2.xlf")


# -- Absences ------------------------------------------------------------------------------------------------


def wrong_absences(site: BuiltSite) -> list[str]:
    """Passages that are called absent on the program's word, though a link holds or a finding compares them;
    passages to which nothing corresponds and whose number does not say so.
    """
    there = {identifier: _linked(plan) for identifier, plan in site.plans.items()}
    for _, identifier, card in site.cards():
        texts = [linked_ids([text]) for text in with_class(card, "finding__text")]
        there[identifier] |= set().union(*texts) if len(texts) == len(SIDES) and all(texts) else set()
    faults = []
    for place, identifier, absent in _absent(site):
        if wrong := absent & there[identifier]:
            faults.append(f"{place}: {sorted(wrong)} are absent, and something corresponds to them")
    for language, plan, root in site.record_pages():
        alignment = plan.record.alignment
        passages = {s.id for side in SIDES for s in alignment.side(side) if s.is_passage}
        alone = passages - there[alignment.record] - plan.record.resolved.proposed
        forms = _absence_forms(language)
        numbered = {_passage_of(e) for e in with_class(root, "vh") if any(form in said(e) for form in forms)}
        if numbered != alone:
            faults.append(f"{language.prefix}{alignment.record}: {sorted(numbered ^ alone)} by their numbers")
        titles = map(said, root.xpath("//figure//*[local-name()='title']"))
        runs = [
            title.partition(words(language).colon)[0] for title in titles if _unconfirmed(language) in title
        ]
        if headings := {end for run in runs for end in run.split("–")} - passages:
            faults.append(f"{language.prefix}{alignment.record}: {sorted(headings)} are absent in the chart")
    return faults


def _linked(plan: PagePlan) -> set[str]:
    return {key for link in plan.live_links for key in (*link.zh, *link.en)}


def _absent(site: BuiltSite) -> Iterator[tuple[str, str, set[str]]]:
    """Where passages are called absent on the program's word: the place, the record, the passages."""
    for language, plan, root in site.record_pages():
        identifier = plan.record.config.id
        place, doubt = f"{language.prefix}records/{identifier}/", _unconfirmed(language)
        yield (
            f"{place} numbers",
            identifier,
            {_passage_of(e) for e in with_class(root, "vh") if "unconfirmed" in e.get("class")},
        )
        for part in with_class(root, "absent__part"):
            if doubt in said(part):
                yield f"{place} rows", identifier, named_ids(plan, said(part))
        for title in root.xpath("//figure//*[local-name()='title']"):
            named, _, meaning = said(title).partition(words(language).colon)
            if doubt in meaning:
                ids, segments = named_ids(plan, named), plan.record.alignment.segments
                yield f"{place} chart", identifier, {key for key in ids if segments[key].is_passage}
    for name, identifier, card in site.cards():
        if with_class(card, "finding__none") and "finding--issue" in card.get("class"):
            yield f"{name} card", identifier, linked_ids(with_class(card, "finding__text"))
    for name, root in site.pages_of_records.items():
        for row in with_class(root, "occurrence"):
            if any(_unconfirmed(language_of(name)) in said(p) for p in with_class(row, "none")):
                yield name, row.xpath(".//a/@href")[0].split("/")[-2], linked_ids([row])


def _passage_of(hidden: Element) -> str:
    """The passage beside whose number something is said."""
    return str(hidden.getparent().getparent().get("id"))


def _unconfirmed(language: SiteLanguage) -> str:
    return words(language).name("state", "issue")


def _absence_forms(language: SiteLanguage) -> list[str]:
    """The words with which a page says that a text lacks a passage."""
    forms = ("absent_{}", "absent_summary_{}", "own_summary_{}", "no_counterpart_{}")
    return [words(language)(form.format(side)) for form in forms for side in SIDES]


# -- The indicative ------------------------------------------------------------------------------------------


def unmarked_claims(site: BuiltSite) -> list[str]:
    """Places that state a divergence or an absence, and do not say whether a person has confirmed it."""
    checks = (_unmarked_absences, _unmarked_coverage, _unmarked_cards, _stray_messages, _unmarked_files)
    return [fault for check in checks for fault in check(site)]


def _settled(language: SiteLanguage) -> re.Pattern[str]:
    """How a page says that a person decided something: who, and when."""
    shared, card = words(language), words(language, "aligner.card")
    marks = {"by": "WHO", "day": "DAY"}
    forms = [shared(f"settled_{verb}", **marks) for verb in ("confirm", "flag", "accept")]
    forms += [card(f"verdict.{verb}", **marks) for verb in ("confirm", "flag")]
    pattern = "|".join(map(re.escape, forms))
    return re.compile(pattern.replace("WHO", r"[^\d:]+?").replace("DAY", r"\d{4}-\d\d-\d\d"))


def _unmarked_absences(site: BuiltSite) -> Iterator[str]:
    for name, root in site.pages_of_records.items():
        language = language_of(name)
        forms, settled = _absence_forms(language), _settled(language)
        texts = root.xpath("//text()[not(parent::script or parent::style)]")
        places = [_block(text.getparent()) for text in texts if any(form in text for form in forms)]
        for place in map(said, [*places, *with_class(root, "absent__part")]):
            if _unconfirmed(language) not in place and not settled.search(place):
                yield f"{name}: {place[:120]}"


def _block(element: Element) -> Element:
    """What is read in one go with an element."""
    at = element
    while at.getparent() is not None and at.tag not in BLOCKS and "vh" not in at.get("class", ""):
        at = at.getparent()
    return at


def _unmarked_coverage(site: BuiltSite) -> Iterator[str]:
    """How much is covered is the program's word, as long as it has links, or proposals, of its own."""
    lines = [
        (name, line.xpath("../a[@class='title']/@href")[0].split("/")[-2], line)
        for name, root in site.pages_of_records.items()
        for line in with_class(root, "carried")
    ]
    for language, plan, root in site.record_pages():
        identifier = plan.record.config.id
        sides = root.xpath("//dl[contains(@class, 'facts')]//dd[br]/node()[not(self::br)]")
        lines += [(f"{language.prefix}records/{identifier}/", identifier, side) for side in sides]
    for name, identifier, line in lines:
        text = line if isinstance(line, str) else said(line)
        plan = site.plans[identifier]
        is_open = plan.record.resolved.proposed or any(link.status == "auto" for link in plan.live_links)
        if (_unconfirmed(language_of(name)) in text) != bool(is_open):
            yield f"{name}: {text}"


def _unmarked_cards(site: BuiltSite) -> Iterator[str]:
    """Each card says that nobody has confirmed it, or who has, and when."""
    for name, _, card in site.cards():
        language, source = language_of(name), said(with_class(card, "finding__source")[0])
        is_open = "finding--issue" in card.get("class")
        is_named = bool(_settled(language).search(source))
        if (_unconfirmed(language) in source) != is_open or is_named == is_open:
            yield f"{name}: {source}"


def _stray_messages(site: BuiltSite) -> Iterator[str]:
    """What an open finding says stands in its card, or in the history of who decided about it: nowhere else
    on a page, and not in a feed.
    """
    flags = [f for plan in site.plans.values() for f in plan.record.alignment.flags if f.state in OPEN]
    messages = {letters(text): text for f in flags for text in (f.message.en, f.message.zh)}
    for name, root in site.pages_of_records.items():
        rest = deepcopy(root)
        for home in [*with_class(rest, "finding__said"), *with_class(rest, "decisions")]:
            home.drop_tree()
        text = letters(" ".join([rest.text_content(), *root.xpath("//meta/@content")]))
        yield from (f"{name}: {messages[each]} outside its card" for each in messages if each in text)
    for language in SITE_LANGUAGES:
        feed = letters(site.text(f"{language.prefix}feed.xml"))
        yield from (f"{language.prefix}feed.xml: {messages[each]}" for each in messages if each in feed)


def _unmarked_files(site: BuiltSite) -> Iterator[str]:
    """Every message in a file has the state of its finding beside it."""
    states = [
        f"{w.name('state', 'issue')}|{w.name('state', 'error')}" for w in map(words, SITE_LANGUAGES[:2])
    ]
    marks = [re.compile(rf"({states[0]})\)[^\n]*: $"), re.compile(rf"({states[1]})：$")]
    for identifier, plan in site.plans.items():
        for flag in json.loads(site.download(identifier, ".json"))["flags"]:
            if not flag["state"]:
                yield f"{identifier}.json: {flag['id']}"
        for ending in EXPORTS:
            text = site.download(identifier, ending)
            for flag in (flag for flag in plan.record.alignment.flags if flag.state in OPEN):
                for mark, message in zip(marks, (flag.message.en, flag.message.zh), strict=True):
                    at = [found.start() for found in re.finditer(re.escape(message), text)]
                    if not all(mark.search(text[max(0, start - 40) : start]) for start in at):
                        yield f"{identifier}{ending}: {message}"


# -- Links ---------------------------------------------------------------------------------------------------


def dead_links(site: BuiltSite) -> list[str]:
    """Links that lead to no file or no place of the site."""
    pages, files, base = site.pages, {*site.files}, site.address or "https://own.site/"
    anchors = {name: {*root.xpath("//@id | //a/@name")} for name, root in pages.items()}
    faults = []
    for name, root in pages.items():
        for link in {*root.xpath("//@href | //@src | //@data-href | //@data-src")}:
            target, place = urldefrag(urljoin(f"{base}{name}", link))
            if target.startswith(base):
                path = unquote(urlsplit(target).path).removeprefix(urlsplit(base).path)
                path = f"{path}index.html" if not path or path.endswith("/") else path
                if path not in files or (place and path in anchors and unquote(place) not in anchors[path]):
                    faults.append(f"{name}: {link}")
    return faults

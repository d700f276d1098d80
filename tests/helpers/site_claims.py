"""What a built site claims of the texts of its records: what one of them lacks, where they diverge, who says
so. Each function gives the faults that it finds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from aligner.publish.layout.plan import PagePlan
from aligner.record.model import OPEN, SIDES
from tests.helpers.built_site import (
    MANUAL,
    BuiltSite,
    Element,
    ids_in,
    language_of,
    run_ids,
    said,
    settled_pattern,
    unconfirmed,
    with_class,
    words,
)

NOTHING = ("absent_{}", "absent_summary_{}", "own_summary_{}", "no_counterpart_{}")
BLOCKS = ("p", "li", "td", "dd", "title", "tr", "figcaption")


# -- Absences ------------------------------------------------------------------------------------------------


def contradicted_absences(site: BuiltSite) -> list[str]:
    """Passages that a page calls absent on the program's word, and that a link holds or a finding compares."""
    compared = {identifier: _compared(site, identifier) for identifier in site.plans}
    faults = []
    for place, identifier, absent in _absent(site):
        wrong = absent & (compared[identifier] | _linked(site.plans[identifier]))
        faults += [f"{place}: {sorted(wrong)} are absent, and something corresponds to them"] * bool(wrong)
    return faults


def unnamed_absences(site: BuiltSite) -> list[str]:
    """Passages that nothing corresponds to and that a record's page does not call absent, and the reverse."""
    faults = []
    for language, plan, root in site.record_pages():
        identifier = plan.record.config.id
        there = _linked(plan) | plan.record.resolved.proposed | _compared(site, identifier)
        passages = {s.id for side in SIDES for s in plan.record.alignment.side(side) if s.is_passage}
        named = _by_number(language, root)
        if named != passages - there:
            faults.append(f"{language.prefix}{identifier}: {sorted(named ^ (passages - there))}")
    return faults


def _linked(plan: PagePlan) -> set[str]:
    return {key for link in plan.live_links for key in (*link.zh, *link.en)}


def _compared(site: BuiltSite, identifier: str) -> set[str]:
    """Passages of cards with passages of both texts, on whatever page."""
    found: set[str] = set()
    for name, root in site.pages.items():
        for card in with_class(root, "finding"):
            is_own = f"records/{identifier}/" in name or any(
                f"records/{identifier}/#" in a.get("href", "") for a in card.iter("a")
            )
            texts = [ids_in([text]) for text in with_class(card, "finding__text")]
            if is_own and len(texts) == len(SIDES) and all(texts):
                found |= set().union(*texts)
    return found


def _absent(site: BuiltSite) -> Iterator[tuple[str, str, set[str]]]:
    """Where passages are called absent on the program's word: the place, the record, the passages."""
    for language, plan, root in site.record_pages():
        identifier = plan.record.config.id
        place = f"{language.prefix}records/{identifier}/"
        yield (
            f"{place} numbers",
            identifier,
            {
                e.getparent().getparent().get("id")
                for e in with_class(root, "vh")
                if "unconfirmed" in e.get("class")
            },
        )
        for part in with_class(root, "absent__part"):
            if unconfirmed(language) in said(part):
                yield f"{place} rows", identifier, run_ids(plan, said(part))
        for title in root.xpath("//figure//*[local-name()='title']"):
            named, _, meaning = said(title).partition(words(language).colon)
            if unconfirmed(language) in meaning:
                yield f"{place} chart", identifier, _passages(plan, run_ids(plan, named))
        yield from _absent_in_cards(place, identifier, root)
    for language in SITE_LANGUAGES:
        for address in ("", "divergences/"):
            for card in with_class(site.page(language, address), "finding"):
                (identifier,) = {
                    match[1]
                    for a in card.iter("a")
                    if (match := re.search(r"records/([^/]+)/", a.get("href", "")))
                }
                yield from _absent_in_cards(f"{language.prefix}{address}", identifier, card.getparent())
    for name, root in site.pages.items():
        for row in with_class(root, "occurrence"):
            if any(unconfirmed(language_of(name)) in said(p) for p in with_class(row, "none")):
                href = next(a.get("href") for a in row.iter("a"))
                yield name, href.split("/")[-2], ids_in([row])


def _absent_in_cards(place: str, identifier: str, root: Element) -> Iterator[tuple[str, str, set[str]]]:
    for card in with_class(root, "finding--issue"):
        if with_class(card, "finding__none"):
            yield f"{place} card", identifier, ids_in(with_class(card, "finding__text"))


def _passages(plan: PagePlan, keys: set[str]) -> set[str]:
    """Those that are passages: a heading goes with what follows it."""
    return {key for key in keys if plan.record.alignment.segments[key].is_passage}


def _by_number(language: SiteLanguage, root: Element) -> set[str]:
    """Passages whose number says that nothing corresponds to them."""
    forms = [words(language)(form.format(side)) for form in NOTHING for side in SIDES]
    return {
        e.getparent().getparent().get("id")
        for e in with_class(root, "vh")
        if any(form in said(e) for form in forms)
    }


# -- The indicative ------------------------------------------------------------------------------------------


def unmarked_claims(site: BuiltSite) -> list[str]:
    """Places that state a divergence or an absence, and do not say whether a person has confirmed it."""
    return [
        *_unmarked_absences(site),
        *_unmarked_cards(site),
        *_stray_messages(site),
        *_unmarked_downloads(site),
    ]


def _unmarked_absences(site: BuiltSite) -> Iterator[str]:
    for name, root in site.pages.items():
        language = language_of(name)
        if name.removeprefix(language.prefix).startswith(MANUAL) or _is_manual(name):
            continue
        forms = [words(language)(form.format(side)) for form in NOTHING for side in SIDES]
        forms += [_stem(words(language)(f"long_{side}", n=2)) for side in SIDES]
        for element in root.iter():
            own = " ".join(filter(None, [element.text, *(child.tail for child in element)]))
            if isinstance(element.tag, str) and any(form in own for form in forms):
                block = _block(element)
                marks = unconfirmed(language) in said(block) or settled_pattern(language).search(said(block))
                if element.tag not in ("script", "style") and not marks:
                    yield f"{name}: {said(block)[:120]}"


def _is_manual(name: str) -> bool:
    return bool(re.match(r"(zh-han[st]/)?(?!records|divergences|glossary|people|status)[a-z-]+/index", name))


def _stem(text: str) -> str:
    """What a sentence with a number begins with."""
    return re.split(r"\d", text)[0]


def _block(element: Element) -> Element:
    while (
        element.getparent() is not None
        and element.tag not in BLOCKS
        and "vh" not in (element.get("class") or "")
    ):
        element = element.getparent()
    return element


def _unmarked_cards(site: BuiltSite) -> Iterator[str]:
    """Each card says that nobody has confirmed it, or who has, and when."""
    for name, root in site.pages.items():
        language = language_of(name)
        for card in with_class(root, "finding"):
            source = said(with_class(card, "finding__source")[0])
            is_open = "finding--issue" in card.get("class")
            is_named = bool(settled_pattern(language).search(source))
            if (unconfirmed(language) in source) != is_open or is_named == is_open:
                yield f"{name}: {source}"


def _stray_messages(site: BuiltSite) -> Iterator[str]:
    """What an open finding says stands in its card, or in the history of who decided about it."""
    for name, root in site.pages.items():
        for plan in () if _is_manual(name) else site.plans.values():
            for flag in plan.record.alignment.flags:
                message = " ".join(flag.message.en.split())
                if flag.state in OPEN and message in said(root):
                    homes = [e for e in root.iter() if isinstance(e.tag, str) and message in said(e)]
                    inner = [
                        e for e in homes if not any(message in said(c) for c in e if isinstance(c.tag, str))
                    ]
                    for element in inner:
                        around = " ".join(a.get("class") or "" for a in [element, *element.iterancestors()])
                        if "finding__said" not in around and "decisions" not in around:
                            yield f"{name}: {message} outside its card"
        for meta in root.xpath("//meta[@name='description']/@content | //title/text()"):
            if any(f.message.en in meta for p in site.plans.values() for f in p.record.alignment.flags):
                yield f"{name}: {meta}"


def _unmarked_downloads(site: BuiltSite) -> Iterator[str]:
    """Every message in a file has the state of its finding beside it."""
    for identifier, plan in site.plans.items():
        english, chinese = (
            f"{w.name('state', 'issue')}|{w.name('state', 'error')}" for w in map(words, SITE_LANGUAGES[:2])
        )
        for flag in json.loads(site.download(identifier, ".json"))["flags"]:
            if not flag["state"]:
                yield f"{identifier}.json: {flag['id']}"
        flags = [f for f in plan.record.alignment.flags if f.state in OPEN and (f.zh or f.en)]
        for suffix in (".tmx", ".tsv", ".tei.xml", ".xlf", ".xliff2.xlf"):
            text = site.download(identifier, suffix)
            for flag in flags:
                before = [
                    text[max(0, m.start() - 40) : m.start()]
                    for m in re.finditer(re.escape(flag.message.en), text)
                ]
                marked = [re.search(rf"({english})\)[^\n]*: $", part) for part in before]
                if suffix == ".tmx" and not before:
                    yield f"{identifier}{suffix} does not have {flag.id}"
                if not all(marked):
                    yield f"{identifier}{suffix}: {flag.message.en}"
                chinese_before = [
                    text[max(0, m.start() - 8) : m.start()]
                    for m in re.finditer(re.escape(flag.message.zh), text)
                ]
                if not all(re.search(rf"({chinese})：$", part) for part in chinese_before):
                    yield f"{identifier}{suffix}: {flag.message.zh}"
    for language in SITE_LANGUAGES:
        feed = site.text(f"{language.prefix}feed.xml")
        for plan in site.plans.values():
            if any(m in feed for f in plan.record.alignment.flags for m in (f.message.en, f.message.zh)):
                yield f"{language.prefix}feed.xml repeats a finding"


# -- Links ---------------------------------------------------------------------------------------------------


def dead_links(site: BuiltSite, address: str = "") -> list[str]:
    """Links that lead to no file or no place of the site; `address` is the site's own."""
    anchors = {name: {*root.xpath("//@id | //a/@name")} for name, root in site.pages.items()}
    files = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    faults = []
    for name, root in site.pages.items():
        if name.endswith("404.html"):
            continue
        for link in {*root.xpath("//@href | //@src | //@data-href | //@data-src")}:
            target = urlsplit(
                urljoin(
                    f"https://own.site/{name}",
                    link.replace(address, "https://own.site/") if address else link,
                )
            )
            if target.netloc != "own.site" or target.scheme != "https":
                continue
            path = unquote(target.path).lstrip("/")
            path = f"{path}index.html" if not path or path.endswith("/") else path
            place = unquote(target.fragment)
            if path not in files or (place and path in anchors and place not in anchors[path] | {"__skip"}):
                faults.append(f"{name}: {link}")
    return faults

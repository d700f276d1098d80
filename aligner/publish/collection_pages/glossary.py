"""The glossary: a list of all terms, and a page for each that occurs, with every occurrence in context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aligner.publish.collection_pages.collection import Collection, Item, collection_page
from aligner.publish.collection_pages.concordance import Occurrence, TermContext, slugs
from aligner.publish.languages import Interface
from aligner.publish.templating import render_part
from aligner.record.glossary import TERM_KINDS, Glossary, Term
from aligner.record.model import SIDES, Names, Side


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term in a list."""

    names: Names
    address: str
    count: int
    """How often it occurs in all records."""
    passages: tuple[str, ...] = ()
    """In the list of one record: the passages that hold it."""


def glossary_page(collection: Collection) -> str:
    """The list of all terms."""
    words = collection.words
    counts, addresses = _counts(collection), slugs(collection.glossary)
    rows = [
        (term.kind, TermRow(_names(term), address, count))
        for term, address, count in zip(collection.glossary, addresses, counts, strict=True)
    ]
    kinds = {
        kind: sorted((row for of, row in rows if of == kind), key=lambda row: row.address)
        for kind in TERM_KINDS
    }
    return collection_page(
        "glossary", collection, "glossary/", words("glossary"), words("glossary_intro"), kinds=kinds
    )


def term_pages(collection: Collection) -> dict[str, str]:
    """A page for each term that occurs, by its path."""
    addresses, counts = slugs(collection.glossary), _counts(collection)
    return {
        f"glossary/{address}/index.md": _term_page(collection, number, term, address)
        for number, (term, address) in enumerate(zip(collection.glossary, addresses, strict=True))
        if counts[number]
    }


def term_list(page: Interface, glossary: Glossary, terms: Mapping[int, Sequence[Occurrence]]) -> str:
    """The terms that a record holds, each with its passages and its page: for the record's own page."""
    if not terms:
        return ""
    addresses = slugs(glossary)
    rows = []
    for number, occurrences in terms.items():
        contexts = (context for row in occurrences for context in (row.zh, row.en) if context and context.hit)
        passages = tuple(dict.fromkeys(context.segment for context in contexts))
        names = _names(glossary.terms[number])
        rows.append(TermRow(names, addresses[number], len(occurrences), passages))
    return render_part("collection/term_list.html", page, terms=rows)


def _names(term: Term) -> Names:
    """The preferred names."""
    return Names(term.zh.required[0], term.en.required[0])


def _counts(collection: Collection) -> list[int]:
    """How often each term occurs."""
    return [
        sum(len(item.summary.occurrences.get(number, ())) for item in collection.items)
        for number in range(len(collection.glossary))
    ]


def _term_page(collection: Collection, number: int, term: Term, address: str) -> str:
    names = _names(term)
    title, also = collection.name(names), collection.name(names, collection.other_side)
    by_record = [
        (
            item,
            [(row, (*_converted(collection, item, row),)) for row in item.summary.occurrences[number]],
        )
        for item in collection.items
        if number in item.summary.occurrences
    ]
    return collection_page(
        "term",
        collection,
        f"glossary/{address}/",
        title,
        collection.words("term_description", title=title, also=also),
        other_name=also,
        renderings=tuple(_renderings(collection, term)),
        note=collection.ui_convert(term.note),
        by_record=by_record,
        anchor=address,
    )


def _renderings(collection: Collection, term: Term) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What each language says for a term, what it may say and should avoid: label, language, names."""
    words = collection.words
    for side in SIDES:
        forms = term.side(side)
        lang = "en" if side == "en" else collection.zh_lang
        convert = collection.ui_convert if side == "zh" else str
        by_use = {"preferred": forms.required, "admitted": forms.admitted, "avoided": forms.forbidden}
        for key, names in by_use.items():
            if names:
                label = words(f"rendering_{key}", language=words.name("language", side))
                yield label, lang, tuple(map(convert, names))


def _converted(
    collection: Collection, item: Item, occurrence: Occurrence
) -> Iterator[tuple[Side, TermContext | None]]:
    """Both sides in the scripts of the page; one is left as it is where that would change its length."""
    for side in SIDES:
        context = occurrence.side(side)
        if context is not None:
            whole = context.before + context.hit + context.after
            shown = collection.convert(item, side)(whole)
            if len(shown) == len(whole):
                start, end = len(context.before), len(context.before) + len(context.hit)
                context = replace(context, before=shown[:start], hit=shown[start:end], after=shown[end:])
        yield side, context

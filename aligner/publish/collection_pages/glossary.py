"""The glossary: a list of all terms, and a page for each that occurs, with every occurrence in context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aligner.language.conversion import Convert
from aligner.publish.collection_pages.collection import Collection, Item
from aligner.publish.collection_pages.concordance import Context, Occurrence, slugs
from aligner.publish.html import anchor, front_matter, html, inline, lines, mixed, tag
from aligner.publish.record_page.view import View
from aligner.record.glossary import TERM_KINDS, Glossary, Term
from aligner.record.model import SIDES, Side, other

__all__ = ["glossary_page", "term_list", "term_pages"]


def glossary_page(collection: Collection) -> str:
    """The list of all terms."""
    return _index(collection, slugs(collection.glossary), _counts(collection))


def term_pages(collection: Collection) -> dict[str, str]:
    """A page for each term that occurs, by its path."""
    names, counts = slugs(collection.glossary), _counts(collection)
    return {
        f"glossary/{name}/index.md": _term_page(collection, number, term, name)
        for number, (term, name) in enumerate(zip(collection.glossary, names, strict=True))
        if counts[number]
    }


def _counts(collection: Collection) -> list[int]:
    """How often each term occurs."""
    return [
        sum(len(item.summary.occurrences.get(number, ())) for item in collection.items)
        for number in range(len(collection.glossary))
    ]


def term_list(view: View, glossary: Glossary, found: Mapping[int, Sequence[Occurrence]]) -> str:
    """The terms that a record holds, each with its passages and its page: for the record's own page."""
    if not found:
        return ""
    names = slugs(glossary)
    up = "../../glossary/"
    items = []
    for number, rows in found.items():
        term = glossary.terms[number]
        label = _label(view.language.side, term, view.ui_convert)
        ids = dict.fromkeys(c.segment for row in rows for c in (row.zh, row.en) if c and c.hit)
        links = view.words("separator").join(tag("a", html(i), href=f"#{anchor(i)}") for i in ids)
        items.append(tag("li", f"{tag('a', html(label), href=f'{up}{names[number]}/')} {links}"))
    inside = tag("summary", html(view.words("terms_here"))) + "\n" + tag("ul", lines(items))
    return tag("details", inside, class_="terms")


def _label(side: Side, term: Term, convert: Convert) -> str:
    return convert(term.zh.required[0]) if side == "zh" else term.en.required[0]


def _index(collection: Collection, names: tuple[str, ...], counts: list[int]) -> str:
    words = collection.words
    meta = front_matter(
        {
            "title": html(words("glossary")),
            "description": html(words("glossary_intro")),
            "hide": ["navigation", "toc"],
            "alternates": "glossary/",
        }
    )
    blocks = [meta, f"# {inline(words('glossary'))}", collection.alternates("glossary/", "../")]
    blocks.append(tag("p", html(words("glossary_intro"))))
    for kind in TERM_KINDS:
        rows = [
            _index_row(collection, term, names[n], counts[n])
            for n, term in enumerate(collection.glossary)
            if term.kind == kind
        ]
        if rows:
            blocks.append(f"## {inline(words(f'kind_{kind}'))} {{#{kind}}}")
            blocks.append(tag("ul", lines(sorted(rows)), class_="term-list"))
    if not len(collection.glossary):
        blocks.append(tag("p", html(words("glossary_none"))))
    return "\n\n".join(blocks) + "\n"


def _index_row(collection: Collection, term: Term, name: str, count: int) -> str:
    label = html(_label(collection.language.side, term, collection.ui_convert))
    other_label = html(_label(other(collection.language.side), term, collection.ui_convert))
    main = tag("a", label, href=f"{name}/") if count else label
    also = tag("span", other_label, lang=collection.other_lang(), class_="also-named")
    number = tag("span", html(collection.words("occurrences", n=count)), class_="size")
    return tag("li", f"{main} {also} {number}", id=name)


def _term_page(collection: Collection, number: int, term: Term, name: str) -> str:
    words = collection.words
    title = _label(collection.language.side, term, collection.ui_convert)
    address = f"glossary/{name}/"
    also = _label(other(collection.language.side), term, collection.ui_convert)
    meta = front_matter(
        {
            "title": html(title),
            "description": html(words("term_description", title=title, also=also)),
            "hide": ["navigation", "toc"],
            "alternates": address,
        }
    )
    blocks = [
        meta,
        f"# {inline(title)}",
        tag("p", html(also), class_="subtitle", lang=collection.other_lang()),
        collection.alternates(address, "../../"),
        _renderings(collection, term),
    ]
    for item in collection.items:
        if rows := item.summary.occurrences.get(number):
            link = tag("a", html(collection.name(item.config.title)), href=f"../../{item.address}")
            blocks.append(tag("h2", link, id=anchor(item.config.id)))
            table = tag(
                "div",
                lines(_occurrence(collection, item, row) for row in rows),
                class_="concordance",
                data_search_exclude="true",
            )
            blocks.append(table)
    back = tag("a", html(words("glossary_back")), href=f"../#{name}")
    return "\n\n".join([*blocks, tag("p", back)]) + "\n"


def _renderings(collection: Collection, term: Term) -> str:
    """What each language says, what it may say, and what it should not say."""
    words = collection.words
    rows = []
    for side in SIDES:
        forms = term.side(side)
        lang = "en" if side == "en" else collection.zh_lang
        convert = collection.ui_convert if side == "zh" else str
        for key, values in (
            ("preferred", forms.required),
            ("admitted", forms.admitted),
            ("avoided", forms.forbidden),
        ):
            if values:
                shown = tag("span", html((" · ").join(map(convert, values))), lang=lang)
                label = words(f"rendering_{key}", language=words.name("language", side))
                rows.append(tag("div", tag("dt", html(label)) + tag("dd", shown)))
    if term.note:
        note = tag("span", mixed(collection.ui_convert(term.note), collection.zh_lang), lang="en")
        rows.append(tag("div", tag("dt", html(words("rendering_note"))) + tag("dd", note)))
    return tag("dl", lines(rows), class_="facts")


def _occurrence(collection: Collection, item: Item, row: Occurrence) -> str:
    cells = []
    for side in SIDES:
        context = row.side(side)
        if context is None:
            text = tag("p", html(collection.words(f"no_counterpart_{side}")), class_="none")
        else:
            text = tag("p", _context(collection, item, side, context), lang=collection.lang(item, side))
        cells.append(text)
    return tag("div", cells, class_="occurrence")


def _context(collection: Collection, item: Item, side: Side, context: Context) -> str:
    whole = context.before + context.hit + context.after
    shown = collection.convert(item, side)(whole)
    if len(shown) != len(whole):
        shown = whole
    a, b = len(context.before), len(context.before) + len(context.hit)
    link = tag(
        "a", html(context.segment), href=f"../../{item.address}#{anchor(context.segment)}", class_="id"
    )
    hit = tag("mark", html(shown[a:b])) if context.hit else ""
    return f"{link} {html(shown[:a])}{hit}{html(shown[b:])}"

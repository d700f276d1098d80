"""Pages from templates: plain values in, Markdown with HTML in it out.

Every value is escaped (`autoescape`) and brought onto one line, every name must be given (`StrictUndefined`),
and nothing may be None: a page that would show "None" fails instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aligner.i18n.markup import mixed, one_line
from aligner.publish.html import anchor, front_matter, inline
from aligner.publish.languages import Interface


def render_page(template: str, page: Interface, metadata: Mapping[str, object], **values: object) -> str:
    """A page of the site: its metadata for mkdocs, then the template.

    The template sees `page`, its `words`, and the values given.
    """
    return f"{front_matter(metadata)}\n\n{render_part(template, page, **values)}\n"


def render_part(template: str, page: Interface, **values: object) -> Markup:
    """What a template makes of these values, as HTML."""
    return render(template, page=page, words=page.words, **values)


def render(template: str, **values: object) -> Markup:
    """What a template makes of nothing but these values."""
    return Markup(_environment().get_template(template).render(**values))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("aligner.publish"), PackageLoader("aligner.card")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_one_line,
    )
    environment.filters |= {
        "anchor": anchor,
        "heading": inline,
        "mixed": mixed,
        "preformatted": _preformatted,
    }
    return environment


def _preformatted(text: str, zh_lang: str) -> Markup:
    """Text of several lines without a line break of its own, so that a page's HTML has no blank line.

    `zh_lang` is the tag that Chinese in it needs; empty where the text is declared as Chinese already.
    """
    lines = (mixed(line, zh_lang) if zh_lang else one_line(line) for line in text.split("\n"))
    return Markup("&#10;").join(lines)


def _one_line(value: object) -> object:
    if value is None:
        raise TypeError("a template was given None to print")
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value

"""One style sheet for the pages we write: of the theme's rules those that these pages can need, then our own.

The theme's sheet holds rules for everything it can do. A page of ours uses a small and known part of it; read
over a slow line the rest would cost more than the text. Pages that people write keep the whole sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

__all__ = ["page_sheet", "without_comments"]

_TEMPLATES = ("base", "partials/*")
_LEFT_OUT = re.compile(
    r"^partials/(?:post|source|social|consent|feedback|comments|tags|actions|pagination|progress|path|alternate)"
)
"""Parts of the theme that our pages never show."""
_OF_SCRIPTS = re.compile(r"md-(?:search|header|nav|sidebar|tabs|top|dialog|toggle|overlay|ellipsis|scroll)")
"""Classes that the theme's script gives to what our pages show."""
_NEVER = re.compile(
    r"\.(?:admonition|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote|note|grid|tabbed"
    r"|md-(?:tag|status|consent|nav--integrated|search__suggest|source|version|tooltip|banner|code|clipboard))"
    r"(?![a-z])|columnheader|kbd|--md-code-hl"
)
"""What is never on them, whatever the words in a program or a template."""
_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_SCHEMES = re.compile(r"\[data-md-color-(?:primary|accent)=(?!custom)[\w-]+\]")

_QUOTED = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
_TOKEN = re.compile(rf"{_QUOTED}|[{{}}]")
_ICON = re.compile(rf"--md-[\w-]+:url\((?:{_QUOTED}|[^)]*)\);?")

Block = tuple[str, str | None]


def page_sheet() -> str:
    """The sheet as text."""
    theme = Path(str(files("material").joinpath("templates")))
    sheets = [next(theme.glob(f"assets/stylesheets/{name}.*.css")) for name in ("main", "palette")]
    names = _names(theme)
    rules = "".join(_pruned(sheet.read_text(encoding="utf-8"), names) for sheet in sheets)
    return rules + without_comments(Path(str(files("aligner.publish").joinpath("assets/aligner.css"))))


def _names(theme: Path) -> frozenset[str]:
    """Every word of the templates and of our own program that could be a class of one of our pages."""
    own = Path(str(files("aligner.publish")))
    templates = [
        path
        for pattern in _TEMPLATES
        for path in sorted(theme.glob(f"{pattern}.html"))
        if not _LEFT_OUT.match(path.relative_to(theme).as_posix())
    ]
    texts = [
        path.read_text(encoding="utf-8") for path in (*templates, *own.rglob("*.py"), *own.rglob("*.html"))
    ]
    words = {word for text in texts for word in re.findall(r"[A-Za-z_][\w-]*", text)}
    script = next(theme.glob("assets/javascripts/bundle.*.js")).read_text(encoding="utf-8")
    return frozenset(words | {w for w in re.findall(r"[a-z][\w-]*", script) if _OF_SCRIPTS.match(w)})


def _pruned(css: str, names: frozenset[str]) -> str:
    """The rules of which at least one selector is about our pages, with those selectors alone."""
    out = []
    for head, body in _blocks(css):
        if body is None:
            out.append("" if head.startswith(("@charset", "/*")) else head)
        elif head.startswith(("@media", "@supports", "@container")):
            inside = _pruned(body, names)
            out.append(f"{head}{{{inside}}}" if inside else "")
        elif head.startswith("@"):
            out.append(f"{head}{{{body}}}")
        else:
            kept = [selector for selector in _selectors(head) if _is_ours(selector, names)]
            rules = _ICON.sub("", body) if ":root" in kept else body
            out.append(f"{','.join(kept)}{{{rules}}}" if kept and rules else "")
    return "".join(out)


def _is_ours(selector: str, names: frozenset[str]) -> bool:
    if "[dir=rtl]" in selector or _SCHEMES.search(selector) or _NEVER.search(selector):
        return False
    return all(name.replace("\\", "") in names for name in _CLASS.findall(re.sub(r"\[[^]]*\]", "", selector)))


def _selectors(head: str) -> list[str]:
    """A list of selectors taken apart, but not inside brackets."""
    return re.split(r",(?![^(]*\))", head)


def _blocks(css: str) -> Iterator[Block]:
    """Rules as head and body, statements as head alone."""
    at = 0
    while at < len(css):
        brace, semicolon = css.find("{", at), css.find(";", at)
        if semicolon >= 0 and (brace < 0 or semicolon < brace):
            yield css[at : semicolon + 1], None
            at = semicolon + 1
        elif brace < 0:
            return
        else:
            end = _closing(css, brace)
            yield css[at:brace].strip(), css[brace + 1 : end]
            at = end + 1


def _closing(css: str, brace: int) -> int:
    """Where the block that opens here closes; braces in quotes do not count."""
    depth = 1
    for match in _TOKEN.finditer(css, brace + 1):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.start()
    return len(css)


def without_comments(path: Path) -> str:
    """A sheet or a script of ours without what only its authors read."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"

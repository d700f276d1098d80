"""The theme's style sheets without the rules for what no page can have: each page waits for them.

Of 149 kB, 61 are for colours other than ours and for features that need an extension or a plugin which
neither `aligner/publish/assets/mkdocs.yml` nor a project's own settings load: tabs, annotations, footnotes,
blogs, highlighted code, versions, tags. What a project can turn on (`repo_url`, `extra.social`) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNUSED = re.compile(
    r"\[data-md-color-(?:primary|accent)=(?!custom)"
    r"|\.(?:tabbed-|task-list|footnote|arithmatex|katex|mermaid|critic|key-|twemoji|gemoji|emojione|highlight"
    r"|lineno|filename|giscus|md-(?:annotation|author|banner|code__|content--post|pagination"
    r"|path|pin|post|profile|sidebar--post|source-file|tag|version|search__suggest|nav--integrated))"
)
_SELECTOR_COMMA = re.compile(r",(?![^(]*\))")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_DECLARATION = re.compile(r'(--md-[\w-]+):(?:url\("[^"]*"\)|[^;{}"])*;?')
_ASKED = re.compile(r"""(?:var\(|["'`])(--md-[\w-]+)""")
_GROUPS = ("@media", "@supports")


def lighter(style: str, *others: str) -> str:
    """A style sheet without unused rules and without values that neither it nor `others` use.

    `others` are the scripts and sheets that come with it.
    """
    kept = "".join(map(_kept, _rules(style)))
    asked = {*_ASKED.findall(" ".join((kept, *others)))}
    return _DECLARATION.sub(lambda found: found[0] if found[1] in asked else "", kept)


def _rules(style: str) -> Iterator[str]:
    """Its rules, one by one; those of a group stay in it, and what follows the last is a remark."""
    depth = start = 0
    for brace in re.finditer(r"[{}]", style):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            yield style[start : brace.end()]
            start = brace.end()


def _kept(rule: str) -> str:
    """What is left of a rule: the selectors of what pages have."""
    head, brace, body = rule.partition("{")
    if head.startswith(_GROUPS):
        inner = "".join(map(_kept, _rules(body.removesuffix("}"))))
        return f"{head}{{{inner}}}" if inner else ""
    selectors = [
        each for each in _SELECTOR_COMMA.split(head) if not _UNUSED.search(_IN_BRACKETS.sub("", each))
    ]
    return ",".join(selectors) + brace + body if selectors else ""

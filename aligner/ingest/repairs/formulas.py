"""Formulas in running text, written in TeX, are read as a printer would set them: ``$8\\%$`` as 8%."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Sequence

from aligner.ingest.repairs.raised import lowered, raised
from aligner.ingest.repairs.verbatim import hide
from aligner.ingest.tracked import Tracked

_INNER = r"(?:[^$\\\n]|\\.)"
_FORMULA = re.compile(
    rf"(?<![\\$])(?P<wide>\$[ ](?={_INNER}*[\\^_{{]){_INNER}+?[ ]\$)(?![\d$])"
    rf"|(?<![\\$])(?P<tight>\$(?=\S)(?={_INNER}*[\\^_{{]){_INNER}*?(?:[^\s$\\]|\\.)\$)(?![\d$])"
    r"|(?<![\\$A-Za-z\d])(?P<number>\$[+\-−±]?\d[\d.,:/%‰+\-−–×=<>()~ ]*(?<! )\$)(?![\d$])"
    r"|(?<![\\$A-Za-z\d])(?P<letter>\$[A-Za-z]{1,2}(?:\s?[=<>+\-]\s?[A-Za-z\d.]{1,8})?\$)(?![\d$])"
    rf"|(?<![\\$])(?P<display>\$\$(?=\S){_INNER}+?\$\$)"
    r"|(?P<paren>\\\([^\n]{1,300}?\\\))"
)
_TEX_DOT = re.compile(r"\$\s*\\(?:cdot|bullet)\s*\$")
_WRAPPED = re.compile(
    r"\\(?:(?:math|text)(?:rm|bf|it|sf|tt|normal)|text|mbox|hbox|boldsymbol|operatorname\*?)\s*\{([^{}]*)\}"
    r"|\{\s*\\(?:rm|bf|it)\s+([^{}]*)\}"
)
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_DEGREE = re.compile(r"\s*\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))\s*")
_COMMAND = re.compile(r"\s*\\([A-Za-z]+)\s*")
_SPACE = re.compile(r"\\(?:[,;:! ]|q?quad(?![A-Za-z])|left(?![a-z])|right(?![a-z]))|~")
_ESCAPED = re.compile(r"\\([%$&#_])")
_SCRIPT = re.compile(r"\s*([\^_])\s*(?:\{([^{}]*)\}|([^\s{}\\]))")
_TORN = re.compile(r"(?<=[\d.,])\s+(?=[\d.,%‰°])|(?<=[$¥€£])\s+(?=\d)|(?<=\b[A-Za-z])\s+(?=[A-Za-z]\b)")
_BRACE = re.compile(r"[{}]")
# Where TeX's name of a sign is not the one of HTML, which has nearly all of them.
_SIGNS = {
    "cdot": "·",
    "cdots": "…",
    "ldots": "…",
    "dots": "…",
    "bullet": "•",
    "circ": "°",
    "degree": "°",
    "celsius": "℃",
    "infty": "∞",
    "to": "→",
    "sim": "~",
    "mu": "μ",
    "neq": "≠",
    "permil": "‰",
}


def formulas(content: Tracked) -> Tracked:
    """Formulas as plain text; those that need more than a line of text stay as TeX."""
    content = content.rewrite(_TEX_DOT, lambda _: ("·",), "tex-dot")
    parts: list[Tracked] = []
    done = 0
    for match in _FORMULA.finditer(content.text):
        edge = 2 if match.lastgroup in ("paren", "display") else 1
        plain = _plain(content.slice(match.start() + edge, match.end() - edge).strip())
        parts.append(content.slice(done, match.start()))
        whole = content.slice(*match.span())
        plain = whole if "\\" in plain.text else plain.mark("formula") if plain.text else plain
        parts.append(hide(plain, [(0, len(plain))]))
        done = match.end()
    return Tracked.join([*parts, content.slice(done, len(content))]) if done else content


def _plain(formula: Tracked) -> Tracked:
    """A formula without TeX, or with what is left of it where there is no plain text for it."""
    formula = formula.rewrite(_ESCAPED, lambda _: (1,), "")
    formula = formula.rewrite(_SPACE, lambda m: (" ",) if m[0] == "~" or "quad" in m[0] else (), "")
    for _ in range(3):  # they stand in one another
        formula = formula.rewrite(_WRAPPED, lambda m: (m.lastindex or 1,), "")
    formula = formula.rewrite(_FRACTION, lambda _: (1, "/", 2), "")
    formula = formula.rewrite(_DEGREE, lambda _: ("°",), "")
    formula = formula.rewrite(_COMMAND, _sign, "")
    formula = formula.rewrite(_TORN, lambda _: (), "")
    formula = formula.rewrite(_SCRIPT, _script, "")
    return formula.rewrite(_BRACE, lambda _: (), "").strip()


def _sign(match: re.Match[str]) -> Sequence[str] | None:
    sign = _SIGNS.get(match[1]) or html.entities.html5.get(match[1] + ";")
    return (sign,) if sign else None


def _script(match: re.Match[str]) -> tuple[str]:
    inner = "".join((match[2] or match[3] or "").split())
    return (raised(inner) if match[1] == "^" else lowered(inner),)

"""What is left out of the theme's style sheet, and that nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import material
import pytest

from aligner.publish.build.theme_style import lighter

THEME = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"


@pytest.mark.parametrize(
    ("style", "left"),
    [
        (".a{x:1}.tabbed-set>b{x:1}", ".a{x:1}"),
        (".a .b,.md-tag i,.c{x:1}", ".a .b,.c{x:1}"),
        ("@media print{.md-version{x:1}}.a{x:1}", ".a{x:1}"),
        ("@media print{.md-version{x:1}.a{x:1}}", "@media print{.a{x:1}}"),
        (".a:not(.highlight,.b){x:1}", ".a:not(.highlight,.b){x:1}"),
        ("@keyframes a{0%{x:1}to{x:2}}", "@keyframes a{0%{x:1}to{x:2}}"),
        (':root{--md-a:url("data:x;y{}");--md-b:1}p{x:var(--md-b)}', ":root{--md-b:1}p{x:var(--md-b)}"),
        (":root{--md-c:1;--md-d:2}", ":root{--md-c:1;--md-d:2}"),
        (
            "[data-md-color-primary=pink]{x:1}[data-md-color-primary=custom]{x:1}",
            "[data-md-color-primary=custom]{x:1}",
        ),
        (".a{x:1}/*# sourceMappingURL=a.map */", ".a{x:1}"),
    ],
)
def test_what_no_page_has_is_left_out(style: str, left: str) -> None:
    assert lighter(style, "p{x:var(--md-c)}", "style.getPropertyValue('--md-d')") == left


def test_the_theme_keeps_what_a_page_has() -> None:
    """Its own frame, search and prose, and what a project can turn on in its settings."""
    sheets = {path.name.split(".")[0]: path.read_text("utf-8") for path in THEME.glob("*.min.css")}
    main = lighter(sheets["main"], lighter(sheets["palette"]))
    assert len(main) < 0.65 * len(sheets["main"]) and main.count("{") == main.count("}")
    for name in (
        "md-header__button",
        "md-search-result__link",
        "md-select__link",
        "md-source__icon",
        "md-social__link",
    ):
        pattern = rf"[^{{}}]*\.{name}[^{{}}]*\{{"
        assert len(re.findall(pattern, main)) == len(re.findall(pattern, sheets["main"])) > 0, name

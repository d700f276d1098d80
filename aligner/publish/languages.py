"""The three languages of the site."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.record.model import Side

__all__ = ["SITE_LANGUAGES", "SiteLanguage"]


@dataclass(frozen=True, slots=True)
class SiteLanguage:
    """One site in one language: the words around the records, and the script of their Chinese."""

    lang: str
    """BCP 47, as the page's ``html lang``."""
    folder: str
    """Where it lies under the site's root; empty for the root itself."""
    side: Side
    """Which of a record's two languages the words around it are in."""
    name: str
    """Its name in itself."""

    @property
    def prefix(self) -> str:
        """The folder as the beginning of an address."""
        return f"{self.folder}/" if self.folder else ""

    @property
    def is_converted(self) -> bool:
        """Whether its words are made from the Simplified ones by program."""
        return self.lang == "zh-Hant"


SITE_LANGUAGES: tuple[SiteLanguage, ...] = (
    SiteLanguage(lang="en", folder="", side="en", name="English"),
    SiteLanguage(lang="zh-Hans", folder="zh-hans", side="zh", name="简体中文"),
    SiteLanguage(lang="zh-Hant", folder="zh-hant", side="zh", name="繁體中文"),
)

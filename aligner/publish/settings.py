"""seeds/site.yml: the name of the site, who makes it and why, its rights, and whom its readers write to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aligner.record.files.strict_yaml import Node, Readers, load
from aligner.record.model import Names
from aligner.record.publication import WEB, in_both

SETTINGS_FILE = "site.yml"
"""In the folder of the records."""
PLACES = ("subject", "body", "record", "passage", "address")
"""What a web address for corrections may have in braces."""
_MAIL = re.compile(r"[^\s@<>?&]+@[^\s@<>?&]+\.[^\s@<>?&]+")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site says about itself; everything may be left open."""

    by: Names | None = None
    """Who makes it."""
    why: Names | None = None
    contact: str = ""
    """An e-mail address, or a web address with some of `PLACES` in braces."""
    rights: Names | None = None
    """Under which rights its own work stands: alignment, findings, decisions."""
    name: Names | None = None
    """What it is called, on its pages and in citations."""

    @property
    def is_mail(self) -> bool:
        """Whether readers write an e-mail."""
        return bool(_MAIL.fullmatch(self.contact))

    def contact_link(
        self, *, subject: str = "", body: str = "", record: str = "", passage: str = "", address: str = ""
    ) -> str:
        """The link by which a reader writes; empty where there is nobody to write to."""
        if self.is_mail:
            given = {"subject": subject, "body": body.replace("\n", "\r\n")}
            fields = "&".join(f"{key}={quote(text, safe='')}" for key, text in given.items() if text)
            return f"mailto:{quote(self.contact, safe='@+')}" + (f"?{fields}" if fields else "")
        values = dict(zip(PLACES, (subject, body, record, passage, address), strict=True))
        return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), self.contact)


NO_SETTINGS = SiteSettings()
"""A site that says nothing about itself."""


def load_settings(seeds: Path) -> SiteSettings:
    """The settings of the site of these records; `ConfigError` names file, line and remedy of a mistake."""
    path = seeds / SETTINGS_FILE
    root = load(path) if path.exists() else None
    return NO_SETTINGS if root is None else SiteSettings(**root.values({}, _FIELDS))


def _contact(node: Node) -> str:
    value = node.text()
    if _MAIL.fullmatch(value):
        return value
    if not WEB.fullmatch(value):
        node.fail(
            f"'{value}' is neither an e-mail address nor a web address",
            "write it as name@example.org, or in full with 'https://' in front",
        )
    for place in _PLACE.findall(value):
        if place not in PLACES:
            node.fail(f"unknown place '{{{place}}}' in 'contact'", f"known places: {', '.join(PLACES)}")
    return value


_FIELDS: Readers = {**dict.fromkeys(("name", "by", "why", "rights"), in_both), "contact": _contact}

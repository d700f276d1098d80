"""The schemas of the formats, loaded without a network."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

FOLDER = Path(__file__).parent / "schemas"
_XML = ("http://www.w3.org/2001/xml.xsd", "informativeCopiesOf3rdPartySchemas/w3c/xml.xsd")
_NAMES = {
    "xliff": ("xliff-core-1.2-strict.xsd", "urn:oasis:names:tc:xliff:document:1.2"),
    "xliff2": ("xliff-core-2.0.xsd", "urn:oasis:names:tc:xliff:document:2.0"),
}


@cache
def _schema(style: str) -> etree.XMLSchema:
    """The schema of XLIFF together with that of ITS, whose elements XLIFF lets in."""
    name, namespace = _NAMES[style]
    text = (FOLDER / name).read_text(encoding="utf-8")
    for address in _XML:
        text = text.replace(address, "xml.xsd")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / name).write_text(text, encoding="utf-8")
        for other in ("xml.xsd", "its.xsd"):
            shutil.copy(FOLDER / other, place)
        (place / "all.xsd").write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            f'<xs:import namespace="{namespace}" schemaLocation="{name}"/>'
            '<xs:import namespace="http://www.w3.org/2005/11/its" schemaLocation="its.xsd"/></xs:schema>',
            encoding="utf-8",
        )
        return etree.XMLSchema(etree.parse(place / "all.xsd"))


def complaints(text: str, style: str) -> list[str]:
    """What the schema of a format has against a file."""
    root = etree.fromstring(text.encode())
    if style == "tmx":
        with (FOLDER / "tmx14.dtd").open("rb") as file:
            dtd = etree.DTD(file)
        return [] if dtd.validate(root) else [str(e) for e in dtd.error_log.filter_from_errors()]
    schema = _schema(style)
    return [] if schema.validate(root) else [str(e) for e in schema.error_log]

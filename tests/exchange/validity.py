"""The schemas of the formats: our own, and those that `.ci/schemas` takes out of a package."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lxml import etree

OWN = Path(__file__).parent / "schemas"
FOREIGN = Path(__file__).parents[2] / ".cache" / "schemas"
_XML = ("http://www.w3.org/2001/xml.xsd", "informativeCopiesOf3rdPartySchemas/w3c/xml.xsd")
_NAMES = {
    "xliff": ("xliff-core-1.2-strict.xsd", "urn:oasis:names:tc:xliff:document:1.2"),
    "xliff2": ("xliff-core-2.0.xsd", "urn:oasis:names:tc:xliff:document:2.0"),
}


@cache
def _schema(style: str) -> etree.XMLSchema:
    """The schema of XLIFF together with that of ITS, whose elements XLIFF lets in."""
    name, namespace = _NAMES[style]
    if not (FOREIGN / name).exists():
        pytest.skip("the schemas of XLIFF are not here; '.ci/schemas' fetches them")
    text = (FOREIGN / name).read_text(encoding="utf-8")
    for address in _XML:
        text = text.replace(address, "xml.xsd")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / name).write_text(text, encoding="utf-8")
        for other in (FOREIGN / "xml.xsd", OWN / "its.xsd"):
            shutil.copy(other, place)
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
        with (OWN / "tmx14.dtd").open("rb") as file:
            dtd = etree.DTD(file)
        return [] if dtd.validate(root) else [str(e) for e in dtd.error_log.filter_from_errors()]
    schema = _schema(style)
    return [] if schema.validate(root) else [str(e) for e in schema.error_log]

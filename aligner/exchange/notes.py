"""What the translation formats say of a flag: a note that people read, and the ITS 2.0 record that tools
read.
"""

from __future__ import annotations

from aligner.exchange.units import Selection, TranslationUnit, evidence_words
from aligner.exchange.xml.write import Xml
from aligner.i18n.catalogue import load_catalogue, shared_catalogue
from aligner.record.model import SIDES, Flag, Severity

ITS = "http://www.w3.org/2005/11/its"
MARK = "aligner"
"""Who a note is from, so that an import can tell it from a translator's."""
PRIORITIES: dict[Severity, str] = {"critical": "1", "major": "2", "minor": "5", "neutral": "8"}
"""XLIFF's scale, 1 the highest."""
_WEIGHTS: dict[Severity, str] = {"critical": "100", "major": "60", "minor": "30", "neutral": "10"}
"""ITS's scale, 0 to 100."""


def flag_said(flag: Flag, name: str = "") -> tuple[str, str]:
    """Type, severity, whether a person has confirmed it, and the message; in English and in Chinese. `name`
    goes between: ``Numbers (major, unconfirmed) [f3]: …``.
    """
    en, zh = shared_catalogue("en"), shared_catalogue("zh-Hans")
    weight = en("separator").join((en.name("severity", flag.severity), en.name("state", flag.state)))
    title = en("finding-title", type=en.name("type", flag.type), severity=weight)
    return (
        f"{title}{name}{en.colon}{flag.message.en}",
        f"{zh.name('state', flag.state)}{zh.colon}{flag.message.zh}" if flag.message.zh else "",
    )


def flag_note(flag: Flag, selection: Selection) -> str:
    """What is said of it in both languages, and the words of its evidence; one per line."""
    lines = [*flag_said(flag, f" [{flag.id}]")]
    lines += [
        f"{side}: {words}" for side in SIDES if (words := evidence_words(flag, side, selection.alignment))
    ]
    return "\n".join(line for line in lines if line)


def printed_notes(selection: Selection, unit: TranslationUnit) -> list[str]:
    """What was printed where a unit has the words that somebody proposes."""
    words = [load_catalogue("aligner.exchange", lang) for lang in ("en", "zh")]
    return [
        "\n".join(w("printed", id=key, text=text) for w in words)
        for key, text in selection.printed(unit).items()
    ]


def flag_subject(flag: Flag, selection: Selection, unit: TranslationUnit) -> str:
    """Whether a flag is about the ``target`` or, where only the source has the passage, the ``source``."""
    return "target" if unit.target and flag.side(selection.target) else "source"


def write_issues(out: Xml, unit: TranslationUnit) -> None:
    """The open findings of a unit as ITS ``locQualityIssues``."""
    with out.element("its:locQualityIssues", {"xml:id": f"issues-{unit.id}"}):
        for flag in unit.flags:
            issue = {
                "locQualityIssueType": flag.type,
                "locQualityIssueComment": flag_said(flag)[0],
                "locQualityIssueSeverity": _WEIGHTS[flag.severity],
                "locQualityIssueEnabled": "yes",
            }
            out.empty("its:locQualityIssue", issue)

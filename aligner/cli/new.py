"""Create a record under seeds/ from documents, which are copied byte for byte.

example: aligner new forum-2026 --zh summary.md --en answers.md
         aligner new forum-2026 --combined both.md --original en --kind summary
"""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_seeds, talk, tell_forms

if TYPE_CHECKING:
    from aligner.record.model import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("id", metavar="ID", help="lower-case letters, digits, '.', '_' and '-'")
    parser.add_argument("--zh", type=Path, metavar="FILE", help="the Chinese document")
    parser.add_argument("--en", type=Path, metavar="FILE", help="the English document")
    parser.add_argument("--combined", type=Path, metavar="FILE", help="one document with both languages")
    parser.add_argument("--title-zh", metavar="TEXT", help="(the document's first line)")
    parser.add_argument("--title-en", metavar="TEXT", help="(the document's first line)")
    parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="date of the event")
    parser.add_argument(
        "--original", choices=("zh", "en"), default="en", help="language of the original (en)"
    )
    parser.add_argument("--kind", choices=("summary", "translation", "auto"), default="auto", help="(auto)")
    parser.add_argument(
        "--lang", choices=("zh-Hans", "zh-Hant"), help="script of the Chinese (as its characters tell)"
    )
    add_seeds(parser)


def run(options: argparse.Namespace) -> int:
    """0 if the record was created."""
    from aligner.record.create import create
    from aligner.record.errors import AlignerError

    if bool(options.combined) == bool(options.zh or options.en) or bool(options.zh) != bool(options.en):
        raise AlignerError("no documents", mend="give both --zh and --en, or --combined alone")
    sources = (
        {"source.md": options.combined}
        if options.combined
        else {f"zh{options.zh.suffix or '.md'}": options.zh, f"en{options.en.suffix or '.md'}": options.en}
    )
    settings = {"id": options.id, "date": options.date, "original": options.original, "kind": options.kind}
    titles = partial(_titles, zh=options.title_zh, en=options.title_en)
    given = {key: value for key, value in settings.items() if value}
    folder = create(options.seeds, given, sources, titles, lang=options.lang)
    tell_forms([*sources.values()])
    talk(
        f"{folder / 'record.yml'} written; add place and people there, then run 'aligner update {options.id}'"
    )
    return 0


def _titles(folder: Path, *, zh: str | None, en: str | None) -> dict[Side, str]:
    """The titles that were given, or the first line of each side of the draft.

    The draft is read in any case, which shows whether it can be read.
    """
    from aligner.ingest import ingest
    from aligner.record.config import load_config

    ingested = ingest(load_config(folder / "record.yml"))
    return {"zh": zh or ingested.zh.segments[0].text[:120], "en": en or ingested.en.segments[0].text[:160]}

"""Create a record under seeds/ from documents, which are copied byte for byte.

example: aligner new forum-2026 --zh summary.md --en answers.md
         aligner new forum-2026 --zh report.docx --en speech.html --starter-glossary
         aligner new forum-2026 --combined both.md --original en --kind summary
"""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import add_seeds, counted, talk, tell_forms
from aligner.record.create import NO_TITLES
from aligner.record.left_out import left_out_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aligner.ingest import Ingested
    from aligner.record.model import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("id", metavar="ID", help="lower-case letters, digits, '.', '_' and '-'")
    parser.add_argument("--zh", type=Path, metavar="FILE", help="the Chinese document")
    parser.add_argument("--en", type=Path, metavar="FILE", help="the English document")
    parser.add_argument("--combined", type=Path, metavar="FILE", help="one document with both languages")
    parser.add_argument("--title-zh", metavar="TEXT", help="(the document's own)")
    parser.add_argument("--title-en", metavar="TEXT", help="(the document's own)")
    parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="date of the event")
    parser.add_argument(
        "--original", choices=("zh", "en"), default="en", help="language of the original (en)"
    )
    parser.add_argument("--kind", choices=("summary", "translation", "auto"), default="auto", help="(auto)")
    parser.add_argument(
        "--lang", choices=("zh-Hans", "zh-Hant"), help="script of the Chinese (judged by its characters)"
    )
    parser.add_argument(
        "--starter-glossary",
        action="store_true",
        help="add terms, organisations and places of politics and public life to the glossary of the records",
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
    read: list[Ingested] = []
    titles = partial(_titles, read, zh=options.title_zh, en=options.title_en)
    given = {key: value for key, value in settings.items() if value}
    folder = create(options.seeds, given, sources, titles, lang=options.lang)
    tell_forms([*sources.values()])
    for line in _seen(folder, read[-1], options.kind):
        talk(line)
    if options.starter_glossary:
        _add_starter_glossary(options.seeds / "glossary.yml")
    return 0


def _add_starter_glossary(path: Path) -> None:
    from aligner.record.files.text import read_text, write_atomic
    from aligner.record.glossary import STARTER, Glossary, load_glossary
    from aligner.record.glossary_file import add_terms, new_terms

    known = load_glossary(path) if path.exists() else None
    lacking = new_terms(known or Glossary(), load_glossary(STARTER).terms).new
    if known is None:
        write_atomic(path, read_text(STARTER))
    elif lacking:
        add_terms(path, lacking)
    talk(f"{path}: {counted(len(lacking), 'term')} of the starter glossary added; it is yours to edit")


def _seen(folder: Path, ingested: Ingested, kind: str) -> Iterator[str]:
    """What the documents were read as, and what is left to do."""
    from aligner.ingest.turns import unnamed_speakers
    from aligner.record.config import load_config

    config = load_config(folder / "record.yml")
    yield f"{folder / 'record.yml'} written"
    for side, document in (("zh", ingested.zh), ("en", ingested.en)):
        title = config.title.zh if side == "zh" else config.title.en
        headings = sum(segment.kind == "heading" for segment in document)
        passages = sum(segment.is_passage for segment in document)
        titled = (
            f"title “{title}”"
            if title not in NO_TITLES
            else f"no title found: give --title-{side}, or edit it"
        )
        yield f"  {document.lang}: {counted(passages, 'passage')}, {counted(headings, 'heading')}; {titled}"
    if left_out := left_out_message(ingested.furniture):
        yield f"  {left_out}"
    for names in unnamed_speakers(ingested.zh, ingested.en, config.people):
        yield f"  speaks: {' / '.join(names.values())}; add the name under people"
    if kind == "auto":
        yield "  kind: auto, told from the texts; if you know, write summary or translation"
    yield f"add place and people there, then run 'aligner update {config.id}'"


def _titles(read: list[Ingested], folder: Path, *, zh: str | None, en: str | None) -> dict[Side, str]:
    """The titles that were given, or those that the draft's documents call themselves by.

    The draft is read in any case, which shows whether it can be read; what was read goes into `read`.
    """
    from aligner.ingest import ingest
    from aligner.ingest.structure import title_of
    from aligner.record.config import load_config

    ingested = ingest(load_config(folder / "record.yml"))
    read.append(ingested)
    front = ingested.titles
    return {
        "zh": zh or front.get("zh") or title_of(ingested.zh) or NO_TITLES[0],
        "en": en or front.get("en") or title_of(ingested.en) or NO_TITLES[1],
    }

"""Review records in the browser, with both texts side by side and all open findings.

example: aligner review                        all records, at http://127.0.0.1:8765/
         aligner review trans-himalaya-2025 --as "Wang Min"
         aligner review --host 0.0.0.0         reachable from other machines, with an access token
"""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.cli.common import (
    OpenRecords,
    add_model,
    add_reviewer,
    add_seeds,
    glossary_path,
    reviewer,
    select,
    talk,
)

if TYPE_CHECKING:
    from aligner.card.finding_card import FindingCard
    from aligner.record.config import RecordConfig
    from aligner.record.decisions.resolved import Resolved
    from aligner.record.model import Alignment

# Any port above 1023 would do; always the same one, so that a bookmark and the browser's memory of the page
# hold.
PORT = 8765


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records to review (all)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"port to listen on; 0 for any free port ({PORT})"
    )
    add_reviewer(parser)
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Serves until Ctrl-C."""
    from aligner.pipeline.freshness import Job, Watch
    from aligner.record.load import scan_configs
    from aligner.review.app import create_app
    from aligner.review.security import access_for
    from aligner.review.server import bound, serve

    configs = select(options.seeds, options.records)
    by = reviewer(options)
    glossary, watch = glossary_path(options.seeds), Watch()

    def due(config: RecordConfig, alignment: Alignment) -> bool:
        return not watch.up_to_date(Job(config, glossary, options.model, alignment))

    programs = OpenRecords(options)
    listening = bound(options.host, options.port)
    port = int(listening.getsockname()[1])
    access = access_for(options.host, port)
    app = create_app(
        configs,
        by=by,
        access=access,
        recheck=programs.check,
        realign=programs.realign,
        due=due,
        renew=programs.update,
        quote=partial(_quoted, options),
        more=None if options.records else lambda: scan_configs(options.seeds)[0],
    )
    name = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{name}:{port}/" + (f"?token={access.token}" if access.token else "")
    serve(
        app,
        listening,
        started=lambda: talk(f"reviewing as {by}: {address}\npress Ctrl-C to stop; everything is saved"),
    )
    return 0


def _quoted(
    options: argparse.Namespace, config: RecordConfig, resolved: Resolved, card: FindingCard, lang: str
) -> str:
    """The passages of a finding with their citations, as the site in a language has them."""
    from aligner.publish.build.config import project_config, site_address
    from aligner.publish.languages import SITE_LANGUAGES
    from aligner.publish.layout.plan import make_plan
    from aligner.publish.record_page.page import record_url
    from aligner.publish.record_page.quotations import quotation
    from aligner.publish.record_page.view import make_view
    from aligner.publish.settings import load_settings
    from aligner.record.load import Record

    language = next(language for language in SITE_LANGUAGES if language.lang == lang)
    plan = make_plan(Record(config, resolved))
    view = make_view(plan, language, settings=load_settings(options.seeds))
    return quotation(view, card, record_url(view, site_address(project_config(Path()), None)), date.today())


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)

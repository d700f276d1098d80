"""Review records in the browser, with both texts side by side and all open findings.

example: aligner review                        all records, at http://127.0.0.1:8765/
         aligner review trans-himalaya-2025 --as "Wang Min"
         aligner review --host 0.0.0.0         reachable from other machines, with an access token
"""

from __future__ import annotations

import argparse
import threading
from typing import TYPE_CHECKING

from aligner.cli.common import (
    add_model,
    add_reviewer,
    add_seeds,
    glossary_path,
    open_encoder,
    reviewer,
    select,
    talk,
)
from aligner.language.tables import using, words_folder

if TYPE_CHECKING:
    from aligner.pipeline.freshness import Watch
    from aligner.record.config import RecordConfig
    from aligner.record.encoding import Encoder
    from aligner.record.model import Alignment, Flag

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
    from aligner.review.app import create_app
    from aligner.review.security import access_for
    from aligner.review.server import bound, serve

    configs = select(options.seeds, options.records)
    by = reviewer(options)
    checks = _Checks(options)
    listening = bound(options.host, options.port)
    port = int(listening.getsockname()[1])
    access = access_for(options.host, port)
    app = create_app(configs, by=by, access=access, recheck=checks.flags, due=checks.due)
    name = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{name}:{port}/" + (f"?token={access.token}" if access.token else "")
    serve(
        app,
        listening,
        started=lambda: talk(f"reviewing as {by}: {address}\npress Ctrl-C to stop; everything is saved"),
    )
    return 0


class _Checks:
    """What the workbench needs of the pipeline; the model is loaded when first wanted."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.glossary = glossary_path(options.seeds)
        self.encoder: Encoder | None = None
        self.watch: Watch | None = None
        self.mutex = threading.Lock()

    def flags(self, config: RecordConfig, alignment: Alignment) -> tuple[Flag, ...]:
        """The flags of a record as it stands."""
        from aligner.pipeline.check import check_alignment
        from aligner.record.glossary import load_glossary

        with self.mutex:
            if self.encoder is None:
                self.encoder = open_encoder(self.options)
            with using(words_folder(self.options.seeds)):
                return check_alignment(
                    alignment,
                    self.encoder,
                    glossary=load_glossary(self.glossary) if self.glossary else None,
                    checks_off=config.checks_off,
                )

    def due(self, config: RecordConfig, alignment: Alignment) -> bool:
        """Whether `aligner update` would align the record anew."""
        from aligner.pipeline.freshness import Job, Watch

        self.watch = self.watch or Watch()
        return not self.watch.up_to_date(Job(config, self.glossary, self.options.model, alignment))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)

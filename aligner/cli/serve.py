"""Serve the site on this machine and rebuild it whenever a record, a decision or a page changes.

example: aligner serve --port 8000
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aligner.cli import publish, update
from aligner.cli.common import add_model, add_seeds, talk
from aligner.record.errors import AlignerError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=8000, help="port to listen on; 0 for any free port (8000)"
    )
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="(site)")
    parser.add_argument("--no-update", action="store_true", help="do not align records that have changed")
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until it is interrupted."""
    from aligner.publish.serving import SiteServer

    def rebuild() -> None:
        try:
            _build(options)
        except AlignerError as error:
            talk(f"aligner: {error}")

    _build(options)
    server = SiteServer(
        options.out.resolve(),
        rebuild,
        [options.seeds, Path("docs"), Path("mkdocs.yml")],
        host=options.host,
        port=options.port,
        on_start=lambda address: talk(f"{address} (stop with Ctrl+C)"),
    )
    try:
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
    return 0


def _build(options: argparse.Namespace) -> None:
    """Align what changed, then publish; a record that cannot be aligned is published as it was."""
    if not options.no_update:
        parser = argparse.ArgumentParser()
        update.add_arguments(parser)
        update.run(parser.parse_args([], argparse.Namespace(**vars(options))))
    publish.build_site(options.seeds, options.out)

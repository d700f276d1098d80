"""``aligner``: the parser of all commands, and the one place where errors become messages."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from aligner.record.errors import AlignerError
from aligner.record.version import __version__

# Exit codes, a contract with scripts: all well; bad usage or input (1 is for findings); Ctrl-C, as shells
# report it (128 + SIGINT).
FINE, BAD, STOPPED = 0, 2, 130

# New objects after which Python looks for cycles to free, and how many such looks until a deeper one. It
# finds next to none here: by default (700, 10, 10) it takes a twentieth of all work (1,000 pairs to check),
# and no less memory is needed.
GARBAGE = 200_000, 20, 50


_COMMANDS = {
    "new": "create a record from documents",
    "update": "align and check records that have changed",
    "status": "show the status of records: coverage, links, findings, pending work",
    "align": "align any two files",
    "check": "list the findings of records, or of pairs aligned elsewhere",
    "read": "have a language model compare the passages of a report with the original",
    "terms": "propose glossary terms; list inconsistent renderings",
    "show": "print a record",
    "diff": "show what changed between two versions",
    "review": "review records in the browser",
    "apply": "add decisions from a file",
    "export": "export a record for translation tools, spreadsheets and editions",
    "import": "import a translator's corrections",
    "publish": "build the bilingual site",
    "serve": "build the site, serve it, and rebuild it on every change",
    "cache": "show or clear the cache of encodings",
}
"""Each command with its one-line help; its module in this package has its name."""


def main(args: Sequence[str] | None = None) -> int:
    """Run a command; 0 fine, 1 findings, 2 bad usage or input."""
    argv = list(sys.argv[1:] if args is None else args)
    gc.set_threshold(*GARBAGE)
    try:
        parser = _parser(argv)
        options = parser.parse_args(argv)
        if not hasattr(options, "run"):
            parser.print_help()
            return BAD
        return _run(options)
    except AlignerError as error:
        print(f"aligner: {error}", file=sys.stderr)  # noqa: T201
        return BAD
    except KeyboardInterrupt:
        if args is None:  # the program ends here: a second Ctrl-C prints no traceback
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("aligner: interrupted; finished work is saved, run it again", file=sys.stderr)  # noqa: T201
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except (OSError, MemoryError) as error:
        print(f"aligner: {_system_error(error)}", file=sys.stderr)  # noqa: T201
        return BAD


def _run(options: argparse.Namespace) -> int:
    """The command's exit code; with the words of the project whose records it is about."""
    if not hasattr(options, "seeds"):
        return int(options.run(options))
    from aligner.language.tables import using, words_folder

    with using(words_folder(options.seeds)):
        return int(options.run(options))


def _system_error(error: OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return "out of memory; split the text or close other programs"
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The whole parser; a command's own options are only built when it is called."""
    parser = argparse.ArgumentParser(
        prog="aligner",
        description="Align a Chinese text with its English counterpart, flag divergences, and publish both.",
        epilog="example: aligner update && aligner check && aligner publish",
    )
    parser.add_argument("--version", action="version", version=f"aligner {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    called = next((word for word in argv if not word.startswith("-")), None)
    for name, words in _COMMANDS.items():
        sub = commands.add_parser(name, help=words, formatter_class=argparse.RawDescriptionHelpFormatter)
        if name == called:
            module = importlib.import_module(f"aligner.cli.{'import_' if name == 'import' else name}")
            sub.description = module.__doc__
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser

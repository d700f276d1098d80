"""Show or clear the cache of encodings and of checked pairs.

The cache is safe to delete: it only saves the time to encode the same sentences, and to check the same pairs,
again. Clearing it also deletes the notes that let `aligner update` skip records without reading them.

example: aligner cache info
         aligner cache clear
"""

from __future__ import annotations

import argparse
import json

from aligner.cli.common import emit, talk
from aligner.record.files.cache_folder import cache_folder, cache_limit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=("info", "clear"), help="show what the cache holds, or delete it")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="output of info (text)")


def run(options: argparse.Namespace) -> int:
    """0; for info 1 if an entry is damaged (it is encoded again when it is needed)."""
    from aligner.encode import cache_facts, clear_cache
    from aligner.pipeline.freshness_notes import forget

    folder = cache_folder()
    if options.what == "clear":
        talk(f"{folder}: {(clear_cache(folder) + forget(folder)) / 1e6:.1f} MB freed")
        return 0
    facts = cache_facts(folder)
    if options.format == "json":
        row = {
            "folder": str(folder),
            "entries": facts.entries,
            "bytes": facts.size,
            "limit": cache_limit(),
            "damaged": list(facts.damaged),
        }
        emit(json.dumps(row, ensure_ascii=False, indent=2))
    else:
        lines = [
            f"folder   {folder}",
            f"entries  {facts.entries}",
            f"size     {facts.size / 1e6:.1f} of at most {cache_limit() / 1e6:.0f} MB",
        ]
        lines += [f"damaged  {name}" for name in facts.damaged]
        emit("\n".join(lines))
    return int(bool(facts.damaged))

"""Propose terms for the glossary, and list terms that records render differently.

example: aligner terms                        all records
         aligner terms trans-himalaya-2025 --least 2
         aligner terms --format yaml -o proposed.yml
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.cli.common import add_model, add_seeds, emit, open_encoder, select, shared_glossary, talk
from aligner.record.chains import by_key
from aligner.record.load import load_record

if TYPE_CHECKING:
    from aligner.checks.evidence.term_candidates import TermCandidate
    from aligner.checks.evidence.term_renderings import TermRendering

    Places = Sequence[tuple[str, TermRendering]]

_SHOWN = 3  # renderings of a term, and places of one, that a line names


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("records", nargs="*", metavar="RECORD", help="records (all)")
    parser.add_argument(
        "--least", type=int, default=3, metavar="N", help="propose terms that occur at least N times (3)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "yaml"),
        default="text",
        help="yaml writes glossary entries (text)",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="write to a file")
    add_seeds(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """0 if the records agree, 1 if a term is rendered differently."""
    from aligner.checks.evidence.term_candidates import rendered_apart, term_candidates
    from aligner.cli.progress import progress_bar
    from aligner.pipeline.check import rendered_terms

    configs = select(options.seeds, options.records)
    glossary = shared_glossary(options.seeds)
    encode = open_encoder(options)
    renderings = {}
    with progress_bar("reading terms") as progress:
        for number, config in enumerate(configs, 1):
            alignment = load_record(config).alignment
            renderings[config.id] = rendered_terms(alignment, encode, glossary=glossary)
            progress(number, len(configs))
    proposed = term_candidates(renderings, glossary, least=options.least)
    differing = rendered_apart(renderings)
    emit(_RENDER[options.format](proposed, differing), options.out)
    return int(bool(differing))


def _text(proposed: Sequence[TermCandidate], differing: Mapping[str, Places]) -> str:
    lines = []
    if proposed:
        lines.append("Not in the glossary (places, term, renderings):")
    for term in proposed:
        uses = [f"{use.english} ({use.times})" if len(term.uses) > 1 else use.english for use in term.uses]
        taken = f"; the glossary has that for {term.taken}" if term.taken else ""
        where = f"  [{len(term.records)} records]" if len(term.records) > 1 else ""
        lines.append(f"{term.times:5}  {term.term}  {_some(uses)}{taken}{where}")
    if differing:
        lines += [""] * bool(lines) + ["Rendered differently from record to record:"]
    for chinese, all_places in differing.items():
        lines.append(f"  {chinese}")
        for places in by_key((place, [place[1].english.casefold()]) for place in all_places).values():
            named = _some([f"{record} {use.zh.id}–{use.en.id}" for record, use in places])
            lines.append(f"    “{places[0][1].english}”: {named}")
    return "\n".join(lines or ["Nothing to propose, and no term is rendered differently."])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _json(proposed: Sequence[TermCandidate], differing: Mapping[str, Places]) -> str:
    data = {
        "candidates": [
            {
                "zh": candidate.term,
                "kind": candidate.kind,
                "times": candidate.times,
                "en": [{"text": use.english, "times": use.times} for use in candidate.uses],
                "records": list(candidate.records),
                "taken": candidate.taken or None,
            }
            for candidate in proposed
        ],
        "differences": [
            {
                "zh": term,
                "places": [
                    {"record": record, "zh": use.zh.id, "en": use.en.id, "text": use.english}
                    for record, use in places
                ],
            }
            for term, places in differing.items()
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _yaml(proposed: Sequence[TermCandidate], differing: Mapping[str, Places]) -> str:
    """Glossary entries to review and copy; each rendering occurs in one entry only."""
    import yaml

    entries: dict[str, Any] = {}
    listed: set[str] = set()
    for candidate in proposed:
        usual, *others = (use.english for use in candidate.uses)
        if candidate.taken:
            talk(f"left out: {candidate.term} is “{usual}”, which the glossary has for {candidate.taken}")
        elif usual.casefold() in entries:
            entries[usual.casefold()]["zh"].setdefault("admitted", []).append(candidate.term)
        elif usual.casefold() in listed:
            talk(f"left out: {candidate.term} is “{usual}”, which is listed above for another term")
        else:
            fresh = [other for other in others if other.casefold() not in listed]
            listed.update(word.casefold() for word in (usual, *fresh))
            note = f"proposed: {candidate.times} places in {', '.join(candidate.records)}"
            if candidate.term in differing:
                note += "; rendered differently from record to record"
            entries[usual.casefold()] = {
                "kind": candidate.kind,
                "zh": {"required": [candidate.term]},
                "en": {"required": [usual], **({"admitted": fresh} if fresh else {})},
                "note": note,
            }
    terms = {"terms": list(entries.values())}
    return yaml.safe_dump(terms, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


_RENDER = {"text": _text, "json": _json, "yaml": _yaml}

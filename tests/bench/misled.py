"""Major divergences in summaries: how many planted ones are flagged, and what is flagged in faithful ones.

    python -m tests.bench.misled [--local] [--list]

`misled.jsonl` holds passages of the press summaries (`press.jsonl`) written anew so that each misleads in
one way: a claim added, another purpose, scope, modality or actor, a body left out, two statements fused, the
sense turned round; ``words`` are those that mislead. (``already``: a passage that misleads as it stands, so
that it is not among the faithful ones.) The links are the gold of the summaries, so that the checks alone are
measured. A plant counts as found where a major flag stands on its passage that the faithful passage does not
have. The last lines tell the reader apart from its threshold. Each summary is read by the network of the
quick reader that has learned from none of its set; with --local, those of the magazines by the local reader,
which has learned from none of them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from aligner.checks import Context, run_checks
from aligner.checks.reading import judgement, network
from aligner.checks.reading.judgement import judge
from aligner.encode import CachedEncoder, load_encoder
from aligner.pipeline.check import Remembered
from aligner.reader.local.passages import LocalReader
from aligner.reader.tasks import ReadingTask
from aligner.record.files.cache_folder import cache_folder
from aligner.record.model import Flag, Link
from tests.bench.data import bench_folder
from tests.bench.press import summaries
from tests.training.reader_items import folds, items

MAJOR = ("major", "critical")
HELD_SET = "mag"
"""The set whose summaries the local reader has not learned from."""


def main() -> None:  # noqa: PLR0915
    """Print the table; with --list also every flag of a faithful summary and every plant that is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--local", action="store_true")
    parser.add_argument("--severity", default="major", choices=("major", "any"))
    options = parser.parse_args()
    severities = MAJOR if options.severity == "major" else ("neutral", "minor", *MAJOR)
    passages = false = 0
    by_check: Counter[str] = Counter()
    kinds: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    faithful: list[float] = []
    planted_doubts: list[tuple[float, float | None]] = []
    fold_of = folds(items(bench_folder()), len(network.shipped_networks()))
    names = [name for name, _, _ in summaries(bench_folder())]
    reader = read_locally if options.local else reading
    for number, context in enumerate(contexts()):
        if options.local and names[number] != HELD_SET:
            continue
        judgement.compare = partial(
            network.compare, networks=[network.shipped_networks()[fold_of[f"press {names[number]}"]]]
        )
        side = context.target
        read = reader(context)
        clean, before = _flagged(read, severities), doubts(read)
        misleading = {f"{side[0]}{p['passage']}" for p in plants()[number] if p["kind"] == "already"}
        passages += len(context.document(side)) - len(misleading)
        flagged = {i for flag in clean for i in getattr(flag, side)} - misleading
        false += len(flagged)
        by_check.update(flag.check for flag in clean if misleading.isdisjoint(getattr(flag, side)))
        if options.list:
            for flag in clean:
                _show(context, flag, "faithful", number)
        planted = context
        for plant in plants()[number]:
            planted = replaced(planted, plant["passage"], plant["text"])
        read = reader(planted)
        found, after = _flagged(read, severities), doubts(read)
        faithful += [doubt for i, doubt in before.items() if i not in misleading]
        known = {(flag.check, getattr(flag, side), _words(context, flag)) for flag in clean}
        for plant in plants()[number]:
            mine = f"{side[0]}{plant['passage']}"
            if mine in after:
                planted_doubts.append((after[mine], None if mine in misleading else before[mine]))
            there = [
                flag
                for flag in found
                if mine in getattr(flag, side)
                and (
                    mine in misleading
                    or (flag.check, getattr(flag, side), _words(planted, flag)) not in known
                )
            ]
            kinds[plant["kind"]].append((bool(there), any(_on(planted, flag, plant) for flag in there)))
            if options.list:
                found_it = "FOUND " if there else "MISSED"
                print(found_it, number, mine, plant["kind"], plant["words"], "|", plant["source"])
                for flag in there:
                    _show(planted, flag, "    ", number)
    print(f"faithful: {passages} passages, {100 * false / passages:.1f} of 100 flagged: {dict(by_check)}")
    everything = [one for those in kinds.values() for one in those]
    for kind, those in [*sorted(kinds.items()), ("all", everything)]:
        hit, on = (sum(one[n] for one in those) / len(those) for n in (0, 1))
        print(f"{kind:10} n {len(those):3}  flagged {hit:.2f}  on the words {on:.2f}")
    bar = np.quantile(faithful, 0.98)
    caught = np.mean([doubt > bar for doubt, _ in planted_doubts])
    right = [doubt > as_it_stood for doubt, as_it_stood in planted_doubts if as_it_stood is not None]
    print(f"reader: {caught:.2f} of {len(planted_doubts)} doubted where 2 of 100 faithful passages are")
    print(f"reader: {np.mean(right):.2f} of {len(right)} rank above the faithful wording")


def contexts() -> list[Context]:
    """The cases of press.jsonl in its order, with their gold links."""
    found = []
    for _, condensed, case in summaries(bench_folder()):
        links = []
        for i in range(len((case.zh if condensed == "zh" else case.en).segments)):
            if condensed == "zh":
                there = sorted(e for z, e in case.pairs if z == i)
                sides = ((f"z{i}",), tuple(f"e{e}" for e in there))
            else:
                there = sorted(z for z, e in case.pairs if e == i)
                sides = (tuple(f"z{z}" for z in there), (f"e{i}",))
            if there:
                links.append(Link(f"l{i}", *sides, "summarises", 1.0, "manual"))
        zh, en = case.zh, case.en
        whole = en if condensed == "zh" else zh
        linked = {s for link in links for s in (*link.zh, *link.en)}
        absent = {s.id: 0.97 for s in (*zh, *en) if s.id not in linked}
        found.append(
            Context(
                zh=zh,
                en=en,
                original="en" if whole is en else "zh",
                kind="summary",
                links=tuple(links),
                absent=absent,
            )
        )
    return found


@cache
def plants() -> dict[int, list[dict[str, Any]]]:
    """What was written anew, by the number of its summary."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in Path(__file__).with_name("misled.jsonl").read_text(encoding="utf-8").splitlines():
        plant = json.loads(line)
        found[plant["case"]].append(plant)
    return found


@cache
def _memory() -> Remembered:
    return Remembered(CachedEncoder(load_encoder(), cache_folder()))


def reading(context: Context) -> Context:
    """The summary with its encodings."""
    memory = _memory()
    texts = [s.text for s in (*context.zh, *context.en)]
    encoded = dict(zip([s.id for s in (*context.zh, *context.en)], memory.encode(texts), strict=True))
    return replace(context, encoded=encoded, model=memory.signature)


def read_locally(context: Context) -> Context:
    """The summary with its encodings, and what the local reader says of its passages."""
    context = reading(context)
    tasks = [
        ReadingTask(f"talk/{s.id}/0", s.text, tuple(part.text for part in context.partners(s)))
        for s in context.document(context.target)
    ]
    return replace(context, readings={r.passage: r for r in _local_reader().read(tasks)})


@cache
def _local_reader() -> LocalReader:
    return LocalReader()


def doubts(context: Context) -> dict[str, float]:
    """The reader's probability that a passage misleads, of each linked one, by its id."""
    if context.readings:
        return {name: r.sure for name, r in context.readings.items()}
    judged = {s.id: judge(context, s) for s in context.document(context.target).segments}
    return {i: judgement.misleads for i, judgement in judged.items() if judgement is not None}


def replaced(context: Context, place: int, text: str) -> Context:
    """The summary with another text in one passage."""
    side = context.target
    document = context.document(side)
    segments = list(document.segments)
    segments[place] = replace(segments[place], text=text)
    changed = replace(document, segments=tuple(segments))
    return replace(context, zh=changed) if side == "zh" else replace(context, en=changed)


def _flagged(context: Context, severities: tuple[str, ...]) -> list[Flag]:
    return [
        flag
        for flag in run_checks(context)
        if flag.severity in severities and flag.check not in ("missing", "typography", "shape")
    ]


def _words(context: Context, flag: Flag) -> tuple[str, str]:
    texts = {s.id: s.text for s in (*context.zh, *context.en)}
    spans = ((flag.zh, flag.zh_span), (flag.en, flag.en_span))
    zh, en = (texts[ids[0]][slice(*span)] if ids and span else "" for ids, span in spans)
    return zh, en


def _on(context: Context, flag: Flag, plant: dict[str, Any]) -> bool:
    zh, en = _words(context, flag)
    mine, theirs = (zh, en) if context.target == "zh" else (en, zh)
    start = plant["text"].find(plant["words"])
    span = flag.span(context.target)
    if mine and span:
        return span[0] < start + len(plant["words"]) and start < span[1]
    return bool(theirs and plant["source"] and (theirs in plant["source"] or plant["source"] in theirs))


def _show(context: Context, flag: Flag, what: str, number: int) -> None:
    print(what, number, flag.severity, flag.check, flag.zh, flag.en, flag.message.en)


if __name__ == "__main__":
    main()

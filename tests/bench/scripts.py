"""The same verdict in both scripts: ``python -m tests.bench.scripts [--items N] [--list]``.

Items of contrast-dev (a passage of an original, a faithful report of it and one that misleads) and the press
summaries of `misled` are checked as they stand and after OpenCC has converted their Chinese: Simplified ones
to the three standards of Traditional characters, `s2twp` with the words of Taiwan, Traditional ones to
Simplified. A verdict is the gravest severity that a profile shows of a passage; notes on form do not count.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from opencc import OpenCC

from aligner.checks import CHECKS, Context, run_checks
from aligner.encode import CachedEncoder, load_encoder
from aligner.pipeline.check import Pair, Remembered, checked_pairs
from aligner.record.files.cache_folder import cache_folder
from aligner.record.model import SEVERITIES, Document, Flag, other
from aligner.record.profiles import PROFILES, Profile, shown_flags
from tests.bench.data import bench_folder
from tests.bench.misled import contexts, plants, reading, replaced
from tests.training.reader_items import Item, items

SCHEMES = ("s2t", "s2twp", "s2hk", "t2s")
Verdict = Mapping[Profile, str]


def main() -> None:
    """Print, for each conversion, how many verdicts differ; with --list also which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=300, help="items to a conversion (300)")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    encoder = Remembered(CachedEncoder(load_encoder(), cache_folder()))
    every = [i for i in items(bench_folder()) if not i.writer.startswith(("contrast", "record"))]
    for scheme in SCHEMES:
        own = [item for item in every if _script(item) == scheme[0]]
        chosen = own[:: max(len(own) // options.items, 1)][: options.items]
        pairs = [pair for item in chosen for pair in _pairs(item)]
        converted = [replace(pair, zh=OpenCC(scheme).convert(pair.zh)) for pair in pairs]
        before, after = (
            [_verdict(checked.flags) for checked in checked_pairs(some, encoder=encoder)]
            for some in (pairs, converted)
        )
        names = [pair.id for pair in pairs]
        _tell(f"{scheme} items", names, before, after, listed=options.list)
        if scheme[0] == "s":
            summaries = [*_summaries()]
            of_cases = ([*_verdicts(summaries, convert)] for convert in (str, OpenCC(scheme).convert))
            names = [f"{n} {key}" for n, c in enumerate(summaries) for key in c.document(c.target).by_id]
            _tell(f"{scheme} cases", names, *of_cases, listed=options.list)


def _script(item: Item) -> str:
    """``s`` or ``t``; empty for an item with characters of both, or of neither alone."""
    texts = [version.text for version in item.versions] if item.side == "zh" else item.source
    text = "".join(texts)
    is_changed = {key: OpenCC(scheme).convert(text) != text for key, scheme in (("s", "s2t"), ("t", "t2s"))}
    return "".join(key for key, changed in is_changed.items() if changed and sum(is_changed.values()) == 1)


def _pairs(item: Item) -> Iterator[Pair]:
    """The original with its faithful and with its misleading report."""
    for version in (item.versions[0], item.versions[-1]):
        source = ("" if item.side == "en" else " ").join(item.source)
        zh, en = (version.text, source) if item.side == "zh" else (source, version.text)
        yield Pair(f"{item.id} {version.label}", zh, en, other(item.side), kind="summary")


def _summaries() -> Iterator[Context]:
    """The press summaries, each as it is and with what misleads planted in it."""
    for number, context in enumerate(contexts()):
        planted = context
        for plant in plants()[number]:
            planted = replaced(planted, plant["passage"], plant["text"])
        yield from (context, planted)


def _verdicts(summaries: Iterable[Context], convert: Callable[[str], str]) -> Iterator[Verdict]:
    for context in summaries:
        zh = tuple(replace(s, text=convert(s.text)) for s in context.zh)
        flags = run_checks(reading(replace(context, zh=Document(context.zh.lang, zh)).read()))
        for segment in context.document(context.target):
            yield _verdict([flag for flag in flags if segment.id in flag.side(context.target)])


def _verdict(flags: Sequence[Flag]) -> Verdict:
    """The gravest severity that each profile shows; empty where it shows nothing."""
    weighed = [flag for flag in flags if not CHECKS[flag.check].note]
    shown = {profile: shown_flags(weighed, profile) for profile in PROFILES}
    return {p: max((f.severity for f in some), key=SEVERITIES.index, default="") for p, some in shown.items()}


def _tell(
    what: str, names: Sequence[str], before: Sequence[Verdict], after: Sequence[Verdict], *, listed: bool
) -> None:
    rows = [*zip(names, before, after, strict=True)]
    cells = []
    for profile in PROFILES:
        differ = [(name, a[profile], b[profile]) for name, a, b in rows if a[profile] != b[profile]]
        flagged = [sum(bool(v[profile]) for v in some) for some in (before, after)]
        cells.append(f"{profile}: {len(differ):3} differ, flagged {flagged[0]:3} and {flagged[1]:3}")
        if listed:
            print(
                *(f"  {what} {profile} {name}: {a or 'none'} → {b or 'none'}" for name, a, b in differ),
                sep="\n",
            )
    print(f"{what:12} n {len(rows):4}  {'   '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()

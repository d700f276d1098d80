"""Every check on the development data: ``python -m tests.bench.checks``.

For each: area under the curve and average precision of its score, and, at the shipped threshold, recall
beside false flags per 100 clean pairs. The data lies in the folder that ALIGNER_BENCH names; encodings are
kept in ALIGNER_CACHE.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

from sklearn.metrics import average_precision_score, roc_auc_score
from threadpoolctl import threadpool_limits

from aligner.checks import CHECKS
from aligner.encode import CachedEncoder, load_encoder
from aligner.pipeline.check import Checked, Remembered, check_pairs
from tests.bench.data import bench_folder
from tests.bench.parallel import parallel, tidy
from tests.training.fit_coverage import Pair, extract

HUMAN_LINE = "one professional rater against the other two, omissions: P .58 R .37; additions: F1 .10"
BASELINES = {
    "omission.tsv": "token similarity, layer 6, worst three: AUC .843 (234 of these); layer 8: .826",
    "removed": "ranked right .87–.94 (layer 8, mean)",
    "numbers": "44/44 found, 1.5–12 false per 100",
    "negation": "88/100 found, 4.4–6.3 false per 100; antonyms 8/97",
    "names": "dictionary names: +41/83 replaced, 2.6–4.7 false per 100",
}
PLANTED = (
    ("numbers_replaced", "numbers", "numbers"),
    ("negation", "polarity", "mistranslation"),
    ("antonym", "opposites", "mistranslation"),
    ("ne_replaced", "names", "inconsistent-entities"),
    ("codemix", "untranslated", "untranslated"),
    ("noun_removed", "coverage", "omission"),
    ("verb_removed", "coverage", "omission"),
    ("adj_adv_removed", "coverage", "omission"),
    ("subj_removed", "coverage", "omission"),
    ("ne_removed", "coverage", "omission"),
    ("pp_removed", "coverage", "omission"),
    ("addition", "coverage", "addition"),
)
"""Kind of planted error, the check that should find it, the type of its score."""
SET = ("typography", "shape")
HUMAN = 1000
TIMED = 120
NO_STATES = ("numbers", "untranslated")


def run(pairs: Sequence[Pair], check: str = "coverage") -> list[Checked]:
    """What the checks say of the pairs; the Chinese is the original. `NO_STATES` need no encodings."""
    cache = Path(os.environ.get("ALIGNER_CACHE", "build/encodings"))
    encoder = None if check in NO_STATES else CachedEncoder(load_encoder(), cache)
    rows = [(str(n), tidy(zh), tidy(en)) for n, (zh, en) in enumerate(pairs)]
    return check_pairs(rows, original="zh", encoder=encoder)


def flagged(result: Checked, check: str = "", kind: str = "", severities: str = "") -> bool:
    """Whether a pair has a flag of this check, type and one of these severities; empty: any."""
    return any(
        (not check or flag.check == check)
        and (not kind or flag.type == kind)
        and (not severities or flag.severity in severities.split())
        for flag in result.flags
    )


def share(results: Sequence[Checked], check: str = "", kind: str = "", severities: str = "") -> float:
    """Flagged pairs per 100."""
    return 100 * sum(flagged(r, check, kind, severities) for r in results) / max(len(results), 1)


def content(results: Sequence[Checked]) -> float:
    """Pairs per 100 with a flag that is more than a note on how a text is set or shaped."""
    hits = sum(any(flag.check not in SET for flag in r.flags) for r in results)
    return 100 * hits / max(len(results), 1)


def areas(bad: Sequence[Checked], good: Sequence[Checked], kind: str) -> str:
    """AUC and average precision of the score of a type."""
    labels = [1] * len(bad) + [0] * len(good)
    values = [r.scores[kind] for r in (*bad, *good)]
    return f"AUC {roc_auc_score(labels, values):.3f}  AP {average_precision_score(labels, values):.3f}"


def extracts() -> None:
    """Length-matched extracts of what raters marked, two or more of them, against clean pairs."""
    for name, check, kind in (
        ("omission", "coverage", "omission"),
        ("addition", "coverage", "addition"),
        ("number", "numbers", "numbers"),
        ("name", "names", "inconsistent-entities"),
    ):
        rows = extract(name)
        results = run([(row["zh"], row["en"]) for row in rows], check)
        agreed = 2 if name == "omission" else 1
        bad = [r for r, row in zip(results, rows, strict=True) if int(row["votes_any"]) >= agreed]
        good = [r for r, row in zip(results, rows, strict=True) if row["label"] == "0"]
        print(f"{name + '.tsv':14} {len(bad):4} bad {len(good):4} clean  {areas(bad, good, kind)}", end="  ")
        print(f"recall {share(bad, check, kind):.0f} %  false per 100 {share(good, check, kind):.1f}")


def planted() -> None:
    """DEMETR: one planted error beside the good translation."""
    with (bench_folder() / "demetr-dev" / "pairs.jsonl").open(encoding="utf-8") as lines:
        rows = list(map(json.loads, lines))
    found: dict[str, tuple[float, float]] = {}
    by_any: dict[str, tuple[float, float]] = {}
    for name, check, kind in PLANTED:
        chosen = [row for row in rows if row["pert_name"].endswith(name)]
        good, bad = (run([(row["zh"], row[key]) for row in chosen], check) for key in ("en_good", "en_bad"))
        found[name] = (share(bad, check), share(good, check))
        by_any[name] = (content(bad), content(good))
        ranked = [
            (b.scores[kind] > g.scores[kind]) + 0.5 * (b.scores[kind] == g.scores[kind])
            for g, b in zip(good, bad, strict=True)
        ]
        print(
            f"{name:18} n {len(chosen):3}  {areas(bad, good, kind)}  "
            f"ranked right {sum(ranked) / len(ranked):.2f}  "
            f"flagged {share(bad, check):.0f} %  good flagged {share(good, check):.0f} %"
        )
    for which, flags in (("this check", found), ("any check of content", by_any)):
        four = [flags[name] for name in ("ne_removed", "noun_removed", "verb_removed", "pp_removed")]
        print(
            f"names, nouns, verbs, phrases removed: flagged by {which} {sum(b for b, _ in four) / 4:.1f} % "
            f"on average, good flagged {sum(g for _, g in four) / 4:.1f} %"
        )


def clean() -> None:
    """Human translations of news and talks: whatever is flagged counts as false here."""
    with gzip.open(bench_folder() / "mqm-dev" / "segments.jsonl.gz", "rt", encoding="utf-8") as lines:
        human = [row for row in map(json.loads, lines) if row["human"]]
    random.Random(0).shuffle(human)
    pairs = list(dict.fromkeys((tidy(row["zh"]), tidy(row["en"])) for row in human[:HUMAN]))
    results = run(pairs)
    print(f"human translations, {len(results)} pairs, flags per 100 (any / major):")
    for check in CHECKS:
        print(
            f"  {check:14} {share(results, check):5.1f} / {share(results, check, '', 'major critical'):.1f}"
        )
    print(f"  {'all checks':14} {share(results):5.1f} / {share(results, '', '', 'major critical'):.1f}")


def speed() -> None:
    """What the checks cost beside encoding, on one thread, in processor time."""
    chosen = parallel()[:TIMED]
    rows = [(str(n), row.zh, row.en) for n, row in enumerate(chosen)]
    encoder = Remembered(load_encoder())
    encoder.encode(["warm"])
    check_pairs(
        rows[:3], original="zh", encoder=encoder
    )  # reading tables and dictionaries is no work on texts
    with threadpool_limits(1):  # threads that wait for each other count as work
        started = time.process_time()
        encoder.encode([text for row in rows[3:] for text in row[1:]])
        between = time.process_time()
        check_pairs(rows[3:], original="zh", encoder=encoder)
        encoding, checking = between - started, time.process_time() - between
    print(
        f"{len(rows) - 3} pairs: encoding {encoding:.1f} s, checks {checking:.1f} s: "
        f"{100 * checking / encoding:.0f} % of encoding"
    )


def main() -> None:
    """Print the tables."""
    print(f"The human line: {HUMAN_LINE}")
    for name, line in BASELINES.items():
        print(f"Baseline, {name}: {line}")
    extracts()
    planted()
    clean()
    speed()


if __name__ == "__main__":
    main()

"""Whether the site's search finds the passage wanted: tests/publish/queries.tsv, typed in a browser.

    python -m tests.bench.search
    python -m tests.bench.search --records 1000

Builds the site of the records under seeds/ once; where `--records` asks for more, generated ones are added to
its index. A query has found what was wanted if one of its passages is among the first results. Every tenth
query is also typed into a page opened for it: what the search loads for it is counted as it lies on the
server, and as gzip would send it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from aligner.publish.build.search import (
    MANIFEST,
    make_index,
    manifest,
    record_text,
    searched_record,
    text_file,
)
from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.view import make_view
from aligner.record.config import load_config
from aligner.record.decisions.resolved import Resolved
from aligner.record.load import Record, load_record
from aligner.record.model import Alignment, Document, Segment, Side, Source, other
from tests.bench.site import publish
from tests.browser.chromium import ARGUMENTS, chromium_path, served
from tests.helpers.site import REPOSITORY
from tests.helpers.site_search import begin, results

FIRST = 3
"""So many results count as the first ones."""
LANGS: dict[Side, str] = {"zh": "zh-Hans", "en": "en"}
SIZES: dict[Side, int] = {"zh": 49, "en": 108}
"""Passages of a generated record, by side: as many as the forum record has."""


@dataclass(frozen=True)
class Query:
    """What somebody types, on which pages, and the passages any of which is the one wanted."""

    reader: str
    kind: str
    tree: str
    text: str
    record: str
    passages: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Where the pages of its language begin."""
        return "" if self.tree == "en" else f"{self.tree}/"


@dataclass(frozen=True)
class Outcome:
    """What a query brought up."""

    query: Query
    rank: int
    """The place of the passage wanted among the results; 0 if it is not there."""


@dataclass(frozen=True)
class Cost:
    """What a query costs in a page that has not searched before."""

    seconds: float
    """From the last key to the results."""
    loaded: int
    """Bytes that the search loaded."""
    packed: int
    """The same bytes as gzip packs them."""


def queries() -> list[Query]:
    """The table."""
    with (REPOSITORY / "tests" / "publish" / "queries.tsv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [
        Query(r["reader"], r["kind"], r["tree"], r["query"], r["record"], tuple(r["passages"].split()))
        for r in rows
    ]


def generated(count: int, folder: Path) -> Iterator[Record]:
    """Records of sentences that were written for the training of the reader, drawn at random."""
    texts: dict[Side, list[str]] = {"zh": [], "en": []}
    for path in sorted((REPOSITORY / "tests" / "training" / "records").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            original: Side = record["original"]
            texts[original] += record["source"]
            texts[other(original)] += [t for part in record["report"] for t in part.get("faithful", [])]
    for number in range(count):
        generator = random.Random(number)
        name = f"generated-{number:04d}"
        zh, en = (
            Document(
                lang,
                tuple(
                    Segment(f"{side[0]}{n}", text, "sentence", Source("source.md", 0, 9, 1), paragraph=n // 4)
                    for n, text in enumerate(generator.sample(texts[side], SIZES[side]), 1)
                ),
            )
            for side, lang in LANGS.items()
        )
        path = folder / name / "record.yml"
        path.parent.mkdir(parents=True)
        (path.parent / "source.md").touch()
        path.write_text(
            f"title: {{zh: 第{number}篇, en: Number {number}}}\noriginal: en\nkind: summary\n"
            "sides: {zh: {file: source.md}, en: {file: source.md}}\n",
            encoding="utf-8",
        )
        alignment = Alignment(name, "model:none|match:generated", "en", zh, en, (), ())
        yield Record(load_config(path), Resolved(alignment))


def enlarge(site: Path, folder: Path, count: int) -> None:
    """Add generated records to the index of a site; their pages the search does not need."""
    own = [load_record(load_config(path)) for path in sorted(folder.glob("*/record.yml"))]
    searched = [searched_record(record) for record in own]
    for record in generated(count - len(own), folder):
        plan = make_plan(record)
        for language in SITE_LANGUAGES:
            text = record_text(make_view(plan, language), f"records/{record.config.id}/")
            (site / language.folder / text_file(record.config.id)).write_text(text, encoding="utf-8")
        searched.append(searched_record(record))
    index = make_index(searched)
    for name, content in index.files.items():
        (site / name).write_text(content, encoding="utf-8")
    for language in SITE_LANGUAGES:
        (site / language.folder / MANIFEST).write_text(manifest(language, index), encoding="utf-8")
    size = sum(len(content.encode()) for content in index.files.values())
    print(f"{count} records: {len(index.files)} files of terms, {size / 1e6:.1f} MB", end="\n\n")


@contextmanager
def searching(browser: Browser, address: str) -> Iterator[tuple[Page, list[Response]]]:
    """A page with the cursor in its search field, and what its search loads."""
    with browser.new_context() as context:
        page = context.new_page()
        loaded: list[Response] = []
        page.on("response", lambda r: loaded.append(r) if "/search" in r.url else None)
        page.goto(address)
        begin(page)
        yield page, loaded


def ask(browser: Browser, address: str) -> Iterator[Outcome]:
    """Type the queries of each tree on its first page."""
    for folder, group in groupby(sorted(queries(), key=lambda q: q.folder), key=lambda q: q.folder):
        with searching(browser, address + folder) as (page, _):
            for query in group:
                record = f"{address}{folder}records/{query.record}/"
                wanted = {f"{record}#{passage}" for passage in query.passages}
                found = results(page, query.text)
                yield Outcome(query, next((n for n, link in enumerate(found, 1) if link in wanted), 0))


def measure(browser: Browser, address: str, query: Query) -> Cost:
    """Type a query on a page opened for it."""
    with searching(browser, address + query.folder) as (page, loaded):
        start = time.perf_counter()
        results(page, query.text)
        seconds = time.perf_counter() - start
        bodies = [response.body() for response in loaded]
    return Cost(seconds, sum(map(len, bodies)), sum(len(gzip.compress(body)) for body in bodies))


def table(outcomes: Sequence[Outcome], name: str) -> str:
    """Found as first result and among the first ones, by a column of the table of queries."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[getattr(outcome.query, name)].append(outcome)
    groups["all"] = [*outcomes]
    lines = [f"| {name} | queries | first | first {FIRST} |", "|---|---|---|---|"]
    for label, group in groups.items():
        ranks = [outcome.rank for outcome in group]
        within = sum(0 < rank <= FIRST for rank in ranks)
        lines.append(f"| {label} | {len(group)} | {ranks.count(1)} | {within} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables, what was missed, and what a query costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=0, help="records in the index, if more than there are")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        seeds, site = folder / "seeds", folder / "site"
        shutil.copytree(REPOSITORY / "seeds", seeds)
        publish(folder)
        if options.records:
            enlarge(site, seeds, options.records)
        with sync_playwright() as playwright, served(site) as address:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
            outcomes = [*ask(browser, address)]
            costs = [measure(browser, address, query) for query in queries()[::10]]
            browser.close()
    print(table(outcomes, "kind"), table(outcomes, "tree"), sep="\n\n", end="\n\n")
    for outcome in outcomes:
        if not 0 < outcome.rank <= FIRST:
            query = outcome.query
            print(
                f"missed (place {outcome.rank}): {query.text} [{query.tree}], {query.record} {query.passages}"
            )
    for label, values in (
        ("bytes loaded for the first query of a page", [cost.loaded for cost in costs]),
        ("the same, packed", [cost.packed for cost in costs]),
        ("milliseconds", [round(1000 * cost.seconds) for cost in costs]),
    ):
        print(f"{label}: median {statistics.median(values):,.0f}, most {max(values):,}")


if __name__ == "__main__":
    main()

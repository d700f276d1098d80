"""The bilingual site: Markdown into a working folder, three builds, one folder out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from aligner.publish.config import own_config, package_file, site_address, tree_config
from aligner.publish.documents import HOME, Document, documents
from aligner.publish.facts import data_file
from aligner.publish.folders import check_apart, claim, fresh, replacing
from aligner.publish.home import home_page
from aligner.publish.page import record_address, record_page
from aligner.publish.scripts import converter
from aligner.publish.strings import Words, load_words
from aligner.publish.trees import TREES, Tree
from aligner.publish.view import View, make_view
from aligner.record.errors import AlignerError
from aligner.record.files import write_atomic
from aligner.record.record import Record
from aligner.record.result import dumps

__all__ = ["publish", "write_pages"]

Progress = Callable[[str], None]


def publish(
    records: Sequence[Record],
    out: Path,
    *,
    work: Path = Path("build/docs"),
    docs: Path = Path("docs"),
    project: Path = Path(),
    site_url: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Build the site of the records into `out`; if anything fails, what was there stays.

    `work` receives the Markdown and the configurations and is made anew each time. `docs` holds hand-written
    pages, `project` may hold a mkdocs.yml of one's own. `progress` is told what begins.
    """
    tell = progress or (lambda _: None)
    check_apart(out, work)
    claim(out)
    fresh(work)
    own = own_config(project)
    with replacing(out) as site:
        configs = []
        for tree in TREES:
            tell(f"writing {tree.lang}")
            words = load_words(tree)
            views = tuple(make_view(record, tree, words) for record in _newest_first(records))
            pages = write_pages(tree, words, views, work / tree.lang, docs)
            config = tree_config(
                tree,
                words,
                own=own,
                docs=work / tree.lang,
                site=site / tree.folder,
                address=site_address(own, site_url),
                pages=pages,
                views=views,
                dictionary=_dictionary(tree, work),
            )
            configs.append(work / f"mkdocs.{tree.lang}.yml")
            write_atomic(configs[-1], config)
        tell("building")
        _build(configs, work)
        _finish(site)


def _newest_first(records: Sequence[Record]) -> list[Record]:
    """By date; those without one last, by id."""
    by_id = sorted(records, key=lambda record: record.config.id)
    return sorted(by_id, key=lambda record: record.config.date or date.min, reverse=True)


def write_pages(tree: Tree, words: Words, views: Sequence[View], folder: Path, docs: Path) -> tuple[str, ...]:
    """Write a tree's Markdown; returns the hand-written pages for the menu."""
    written = documents(tree, docs)
    home = next((d.content for d in written if d.name == HOME and isinstance(d.content, str)), None)
    for document in written:
        if document.name != HOME:
            _write(folder, document)
    _write(folder, Document(HOME, home_page(tree, words, views, home)))
    for view in views:
        identifier = view.record.config.id
        address = record_address(identifier)
        _write(folder, Document(f"{address}index.md", record_page(view)))
        if not tree.folder:
            _write(folder, Document(address + data_file(identifier), dumps(view.record.alignment)))
    _write(folder, Document("assets/aligner.css", package_file("assets/aligner.css").read_bytes()))
    ours = (HOME, "reading.md")
    return tuple(d.name for d in written if d.name.endswith(".md") and d.name not in ours)


def _write(folder: Path, document: Document) -> None:
    path = folder / document.name
    if isinstance(document.content, str):
        write_atomic(path, document.content)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)


def _dictionary(tree: Tree, work: Path) -> Path | None:
    """jieba's dictionary in Traditional characters: without it the search parts Traditional words wrongly."""
    spec = find_spec("jieba")
    if not tree.is_converted or spec is None or spec.origin is None:
        return None
    text = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
    path = work / "words.zh-Hant.txt"
    path.write_text(converter("zh-Hans", "zh-Hant")(text), encoding="utf-8")
    return path


def _build(configs: Sequence[Path], work: Path) -> None:
    """Run mkdocs; its complaints become one `AlignerError`."""
    scratch = work / "scratch"
    scratch.mkdir()
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "TMPDIR": str(scratch.resolve()),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-m", "aligner.publish.worker", *map(str, configs)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise AlignerError(
            "the site could not be built: "
            + (" | ".join(lines[-8:]) or f"mkdocs ended with {done.returncode}"),
            file=work,
            mend="mend the page it names; the old site is as it was",
        )


def _finish(site: Path) -> None:
    """What mkdocs leaves out or leaves too much."""
    (site / ".nojekyll").touch()

"""The server of one's own machine: pages as they are built, and word of the next build."""

from __future__ import annotations

import argparse
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from aligner.cli import publish, update
from aligner.cli.main import main
from aligner.publish.serving import SiteServer


@contextmanager
def serving(site: Path, watched: Path, builds: Queue[str]) -> Iterator[str]:
    """A server in a thread of its own; yields its address."""
    addresses: Queue[str] = Queue()

    def build() -> None:
        text = watched.read_text(encoding="utf-8")
        (site / "index.html").write_text(f"<body>{text}</body>", encoding="utf-8")
        builds.put(text)

    server = SiteServer(
        site, build, [watched, site / "missing"], host="127.0.0.1", port=0, on_start=addresses.put
    )
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield addresses.get(timeout=20)
    finally:
        server.shutdown(wait=True)
        thread.join()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        content: str = answer.read().decode()
        return content


def test_a_change_is_built_and_open_pages_learn_of_it(tmp_path: Path) -> None:
    site, watched = tmp_path / "site", tmp_path / "record.yml"
    site.mkdir()
    (site / "index.html").write_text("<body>前</body>", encoding="utf-8")
    (site / "data.json").write_text("{}")
    (site / "404.html").write_text("此处无页", encoding="utf-8")
    watched.write_text("后", encoding="utf-8")
    builds: Queue[str] = Queue()
    with serving(site, watched, builds) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*/", address)
        page = read(address)
        assert page.startswith("<body>前<script>") and page.endswith("</script></body>")
        assert read(f"{address}data.json") == "{}"
        with pytest.raises(urllib.error.HTTPError) as missing:
            read(f"{address}nowhere/")
        assert (missing.value.code, missing.value.read().decode()) == (404, "此处无页")
        assert builds.empty()
        (epoch,) = re.findall(r"livereload\((\d+), \d+\)", page)
        watched.write_text("后来", encoding="utf-8")
        assert int(read(f"{address}livereload/{epoch}/1")) > int(epoch)
        assert builds.get_nowait() == "后来"
        assert read(address).startswith("<body>后来<script>")
    assert "script" not in (site / "index.html").read_text(encoding="utf-8")


def test_the_command_aligns_with_every_option_of_update(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[argparse.Namespace] = []
    monkeypatch.setattr(SiteServer, "serve", lambda _: None)
    monkeypatch.setattr(update, "run", calls.append)
    monkeypatch.setattr(publish, "build_site", lambda seeds, out: None)
    assert main(["serve", "--port", "0", "--seeds", "texts"]) == 0
    parser = argparse.ArgumentParser()
    update.add_arguments(parser)
    expected = vars(parser.parse_args(["--seeds", "texts"]))
    assert vars(calls[0]).items() >= expected.items()

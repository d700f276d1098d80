"""The server of one's own machine: pages as they are built, and word of the next build."""

from __future__ import annotations

import threading
import urllib.request
from pathlib import Path

from aligner.publish.serving import Signal, Snapshot, serving, snapshot, watch


def test_pages_are_served_with_the_script_that_reloads_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<body>前</body>", encoding="utf-8")
    (tmp_path / "data.json").write_text("{}")
    with serving(tmp_path, "127.0.0.1", 0, Signal()) as address:
        with urllib.request.urlopen(f"{address}a/") as answer:
            page = answer.read().decode()
            assert answer.headers["Cache-Control"] == "no-store"
        assert page.startswith("<body>前<script>") and page.endswith("</script></body>")
        with urllib.request.urlopen(f"{address}data.json") as answer:
            assert answer.read() == b"{}"
    assert "script" not in (tmp_path / "a" / "index.html").read_text(encoding="utf-8")


def test_who_asks_is_told_of_the_next_build(tmp_path: Path) -> None:
    signal = Signal()
    with (
        serving(tmp_path, "127.0.0.1", 0, signal) as address,
        urllib.request.urlopen(f"{address}.reload") as answer,
    ):
        threading.Timer(0.1, signal.fire).start()
        assert answer.readline() == b"data: 1\n"


def test_a_change_is_seen_once_it_has_settled() -> None:
    """Two files are saved one after the other, and one more while the site is being built."""
    file, other = Path("decisions.yml"), Path("mkdocs.yml")
    before: Snapshot = {file: (1, 1)}
    half, whole = {file: (2, 5)}, {file: (2, 5), other: (2, 9)}
    later = {**whole, other: (3, 4)}
    looks = iter([before, before, half, whole, whole, later, later])
    now, stop, builds = [before], threading.Event(), []

    def look() -> Snapshot:
        now[0] = next(looks)
        return now[0]

    def changed() -> None:
        builds.append(now[0])
        if len(builds) == 2:
            stop.set()

    watch(look, changed, stop, 0.001)
    assert builds == [whole, later]


def test_what_is_looked_at(tmp_path: Path) -> None:
    seeds, config = tmp_path / "seeds", tmp_path / "mkdocs.yml"
    seeds.mkdir()
    (seeds / ".decisions.yml.lock").touch()
    assert snapshot([seeds, config]) == {}
    (seeds / "decisions.yml").write_text("- one", encoding="utf-8")
    config.write_text("site_name: x", encoding="utf-8")
    assert sorted(path.name for path in snapshot([seeds, config])) == ["decisions.yml", "mkdocs.yml"]
    known = snapshot([seeds, config])
    config.write_text("site_name: xy", encoding="utf-8")
    assert snapshot([seeds, config]) != known

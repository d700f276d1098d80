"""The server of one's own machine: pages as they are built, and word of the next build."""

from __future__ import annotations

import threading
import time
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


def test_a_change_is_seen_once_it_has_settled(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "decisions.yml").write_text("")
    stop, changes = threading.Event(), []

    def look() -> Snapshot:
        return snapshot([tmp_path / "seeds", tmp_path / "mkdocs.yml"])

    def changed() -> None:
        changes.append(sorted(path.name for path in look()))
        stop.set()

    thread = threading.Thread(target=watch, args=(look, changed, stop, 0.05))
    thread.start()
    time.sleep(0.1)
    (tmp_path / "seeds" / "decisions.yml").write_text("- one")
    (tmp_path / "mkdocs.yml").write_text("site_name: x")
    thread.join(5)
    assert changes == [["decisions.yml", "mkdocs.yml"]]

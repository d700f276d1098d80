"""How long the site of many records takes, how much memory, and how much of it a change of one record costs.

    python -m tests.bench.site --records 200

Writes generated records into a temporary folder and runs `aligner publish` on them: from nothing, after a
change of one record, and from nothing again; the last two sites must be the same, file by file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aligner.record.files.alignment_json import dumps
from aligner.record.model import Alignment, Document, Flag, Link, Message, Segment, Source

ZH = "云海平台建议统筹发展绿色技术合作机制高原生态保护科技创新产业投资清洁能源跨境试点经验"
EN = re.findall(
    r"\w+",
    "the cloud platform proposes green technology cooperation across high plateau regions with clean energy "
    "investment pilots and shared research for sustainable growth",
)
GLOSSARY = """terms:
  - kind: term
    zh: {required: [生态保护]}
    en: {required: [clean energy]}
"""


@dataclass(frozen=True)
class Run:
    """One build."""

    seconds: float
    work: float
    """Seconds of processor time, of all its processes."""
    peak: int
    """Largest resident set of any one process, in bytes."""
    message: str


def write_record(folder: Path, number: int, passages: int) -> None:
    """A summary of an answer, generated: half of the original is left out, the order is changed."""
    generator = random.Random(number)
    name = f"record-{number:03d}"

    def segment(side: str, n: int, text: str) -> Segment:
        source = Source("source.md", 0, 9, 1)
        return Segment(
            f"{side}{n}",
            text,
            "sentence",
            source,
            paragraph=n // 4,
            speaker="Ms Reed" if side == "e" else None,
        )

    en = [segment("e", n, " ".join(generator.choices(EN, k=22)).capitalize() + ".") for n in range(passages)]
    zh = [segment("z", n, "".join(generator.choices(ZH, k=36)) + "。") for n in range(9 * passages // 20)]
    order = generator.sample(range(passages), len(zh))
    links = [
        Link(f"l{n}", (f"z{n}",), (f"e{e}",), "summarises", 0.9) for n, e in enumerate(sorted(order)) if n % 9
    ]
    flags = [
        Flag(
            f"f{n}",
            "numbers",
            "accuracy",
            "major",
            (f"z{n}",),
            (),
            Message("A number differs.", "数字不一致。"),
            0.8,
            zh_span=(1, 4),
        )
        for n in range(0, len(zh), 12)
    ]
    alignment = Alignment(
        name,
        "model:none|match:generated",
        "en",
        Document("zh-Hans", tuple(zh)),
        Document("en", tuple(en)),
        tuple(links),
        tuple(flags),
    )
    record = folder / "seeds" / name
    record.mkdir(parents=True, exist_ok=True)
    (record / "source.md").write_text(f"source of {name}\n", encoding="utf-8")
    (record / "alignment.json").write_text(dumps(alignment), encoding="utf-8")
    (record / "record.yml").write_text(
        f"title: {{zh: 第{number}篇综述, en: Summary number {number}}}\noriginal: en\nkind: summary\n"
        f"date: 20{10 + number % 15:02d}-01-02\nsides: {{zh: {{file: source.md}}, en: {{file: source.md}}}}\n"
        "people: [{zh: 里德女士, en: Ms Reed}]\n",
        encoding="utf-8",
    )


def publish(folder: Path) -> Run:
    """`aligner publish` in a process of its own."""
    program = (
        "import resource, sys\nfrom aligner.cli.main import main\ncode = main(['publish'])\n"
        "used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "print(sum(u.ru_utime + u.ru_stime for u in used))\n"
        "print(max(u.ru_maxrss for u in used) * (1 if sys.platform == 'darwin' else 1024))\nsys.exit(code)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    start = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    work, peak = result.stdout.split()[-2:]
    return Run(time.perf_counter() - start, float(work), int(peak), result.stderr.strip())


def fingerprint(site: Path) -> str:
    """One hash over names and contents of a site."""
    total = sha256()
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        total.update(path.relative_to(site).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return total.hexdigest()


def main() -> int:
    """Print the table; 1 where an incremental build differs from a full one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200)
    parser.add_argument(
        "--passages", type=int, default=108, help="English passages a record (108, as the forum record has)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for number in range(options.records):
            write_record(folder, number, options.passages)
        (folder / "seeds" / "glossary.yml").write_text(GLOSSARY, encoding="utf-8")
        full = publish(folder)
        changed = folder / "seeds" / "record-001" / "alignment.json"
        data = json.loads(changed.read_text(encoding="utf-8"))
        data["documents"]["en"]["segments"][3]["text"] += " One more."
        changed.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        part = publish(folder)
        partial = fingerprint(folder / "site")
        size = sum(p.stat().st_size for p in (folder / "site").rglob("*") if p.is_file())
        for name in ("build", "site"):
            (folder / name).rename(folder / f"{name}.old")
        again = publish(folder)
        same = fingerprint(folder / "site") == partial
    print(f"| {options.records} records, {options.passages} passages each | time | processor | memory | |")
    print("|---|---|---|---|---|")
    for label, run in (("from nothing", full), ("one record changed", part), ("from nothing again", again)):
        message = run.message.split(":")[0]
        print(f"| {label} | {run.seconds:.1f} s | {run.work:.1f} s | {run.peak / 1e6:.0f} MB | {message} |")
    times, works = 100 * part.seconds / full.seconds, 100 * part.work / full.work
    print(f"\nshare of the full build: {times:.1f} % of its time, {works:.1f} % of its processor time")
    print(f"site: {size / 1e6:.0f} MB; same as from nothing: {same}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())

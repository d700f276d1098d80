"""What is fuzzed: each target takes bytes and may only return, or raise an `AlignerError`.

A reader must do with any input at all; so a target judges nothing but what must hold of every input: no other
exception, no hang, bounded memory, and what is stated in it (every character accounted for, what was written
is read back the same, any order of decisions gives one record).
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from aligner.exchange.formats import write
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.units import select_units
from aligner.ingest import ingest_files, ingest_texts
from aligner.language.numbers.chinese import values_zh
from aligner.language.numbers.english import values_en
from aligner.record.config import load_config
from aligner.record.decisions import log
from aligner.record.decisions.decision import VERBS, Decision
from aligner.record.decisions.resolve import resolve
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide, withdraw
from aligner.record.errors import AlignerError
from aligner.record.files.alignment_json import dumps, loads
from aligner.record.glossary import load_glossary
from aligner.record.model import Alignment
from tests.helpers.valid_files import RECORD_YML, alignment, glossary_yml, log_yml, markdown, pairs_tsv

__all__ = ["TARGETS", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what strangers wrote."""

    run: Callable[[bytes], None]
    seeds: Sequence[bytes]
    """Sound inputs to start from."""
    words: Sequence[str] = ()
    """Pieces of the format, for the mutations."""

    def __call__(self, data: bytes) -> bool:
        """Whether the input was taken; False where it was refused with a sentence."""
        try:
            self.run(data)
        except AlignerError as error:
            assert str(error).strip()
            return False
        return True


def _in_file(suffix: str, data: bytes) -> Path:
    """The bytes in a file, the same one every time."""
    path = Path(tempfile.gettempdir()) / f"aligner-fuzz-{_PROCESS}{suffix}"
    path.write_bytes(data)
    return path


_PROCESS = f"{random.SystemRandom().randrange(1 << 48):012x}"


def _markdown(data: bytes) -> None:
    """Both sides at once, cut at the first NUL; nothing of either text is lost."""
    zh, _, en = data.decode("utf-8", "replace").partition("\0")
    ingested = ingest_texts(zh, en or zh)
    for text, name in ((zh, "zh"), (en or zh, "en")):
        seen = bytearray(len(text))
        for document in (ingested.zh, ingested.en):
            for segment in document:
                for start, end in segment.source.spans if segment.source.file == name else ():
                    seen[start:end] = b"\1" * (end - start)
        for piece in ingested.furniture:
            if piece.file == name:
                seen[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
        lost = [text[i] for i in range(len(text)) if not seen[i] and not text[i].isspace()]
        assert not lost, f"lost: {''.join(lost)[:40]!r}"


def _markdown_bytes(data: bytes) -> None:
    path = _in_file(".md", data)
    ingest_files(path, path)


def _read(suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        _any(_in_file(suffix, data), read_pairs, read_returned)

    return run


def _yaml(data: bytes) -> None:
    """All three readers of YAML take the same bytes."""
    _any(_in_file(".yml", data), load_config, load_glossary, _log)


def _any(path: Path, *readers: Callable[[Path], object]) -> None:
    """Every reader gets the file; refused where all of them refuse it."""
    refusals = []
    for read in readers:
        try:
            read(path)
        except AlignerError as error:
            refusals.append(error)
    if len(refusals) == len(readers):
        raise refusals[0]


def _log(path: Path) -> None:
    """What is read from a log is written and read back the same, and resolves."""
    rows = [d for _, d in log.parse(path.read_bytes().decode("utf-8", "replace"), path)]
    again = [d for _, d in log.parse(log.dumps(rows), path)]
    assert again == rows, "a decision is read back otherwise than it was written"
    assert [d.id for d in again] == [d.id for d in rows]
    resolve(alignment(), rows)


def _json(data: bytes) -> None:
    """A result that is taken can be resolved, written again, exported."""
    read = loads(data.decode("utf-8", "replace"), file="alignment.json")
    text = dumps(read)
    assert dumps(loads(text, file="again")) == text
    _use(read)


def _use(read: Alignment) -> None:
    resolved = resolve(read, [d for _, d in log.parse(log_yml(), Path("decisions.yml"))])
    chosen = select_units(resolved.alignment)
    for style in ("xliff", "xliff2", "tmx", "tei", "tsv"):
        try:
            write(chosen, style)
        except AlignerError:
            continue


def _numbers(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for found in (values_zh(text), values_en(text)):
        for quantity in found:
            start, end = quantity.span
            assert 0 <= start < end <= len(text), quantity


def _replay(data: bytes) -> None:
    """Bytes as acts of two editors on one record: any order and any doubling of the log gives one record."""
    resolved = Resolved(alignment())
    taken: list[Decision] = []
    codes = iter(data)
    for verb in codes:
        who, a, b, c = (next(codes, 0) for _ in range(4))
        decision = _act(resolved, taken, verb, who, a, b, c)
        if decision is None:
            continue
        taken.append(decision)
        if who & 4:  # this editor has not seen the others' decisions yet
            continue
        resolved = resolve(alignment(), taken)
    once = resolve(alignment(), taken)
    mixed = list(taken)
    random.Random(len(data)).shuffle(mixed)
    assert _view(resolve(alignment(), mixed + taken[:3])) == _view(once), "the order of the log matters"
    again = [d for _, d in log.parse(log.dumps(taken), Path("decisions.yml"))]
    assert [d.id for d in again] == [d.id for d in taken]


def _act(
    resolved: Resolved, taken: list[Decision], verb: int, who: int, a: int, b: int, c: int
) -> Decision | None:
    now = resolved.alignment
    zh = tuple(s.id for s in now.zh if a >> (int(s.id[1:]) - 1) & 1)
    en = tuple(s.id for s in now.en if b >> (int(s.id[1:]) - 1) & 1)
    name = VERBS[verb % len(VERBS)]
    by = ("Ann", "蓝", "Bo", "Cy")[who & 3]
    try:
        if name == "withdraw":
            return withdraw(resolved, taken[a % len(taken)].id, by=by) if taken else None
        if name == "edit":
            key = (zh or en)[:1]
            if not key:
                return None
            text = ("改" if zh else "word ") * (c % 5 + 1)
            return decide(resolved, name, by=by, zh=key if zh else (), en=() if zh else key, after=text)
        if name in ("flag", "confirm", "dismiss", "resolve"):
            flag = now.flags[c % len(now.flags)]
            return decide(resolved, name, by=by, flag=flag)
        return decide(resolved, name, by=by, zh=zh, en=en)
    except (AlignerError, ValueError):
        return None


def _view(resolved: Resolved) -> str:
    """What a reader sees."""
    rows = [(e.decision.id, e.standing) for e in resolved.log]
    conflicts = sorted([c.thing, sorted(d.id for d in c.decisions)] for c in resolved.conflicts)
    return dumps(resolved.alignment) + json.dumps([rows, conflicts])


def _written(*styles: str) -> list[bytes]:
    return [write(select_units(alignment(), unmatched=True), style).encode() for style in styles]


_WORDS = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))


TARGETS: dict[str, Target] = {
    "markdown": Target(_markdown, markdown(), _WORDS["markdown"]),
    "markdown-bytes": Target(_markdown_bytes, markdown(), _WORDS["markdown"]),
    "xliff": Target(_read(".xlf"), _written("xliff", "xliff2"), _WORDS["xliff"]),
    "tmx": Target(_read(".tmx"), _written("tmx"), _WORDS["tmx"]),
    "tsv": Target(_read(".tsv"), [*_written("tsv"), pairs_tsv()], _WORDS["tsv"]),
    "yaml": Target(_yaml, [RECORD_YML.encode(), glossary_yml().encode(), log_yml().encode()], _WORDS["yaml"]),
    "json": Target(_json, [dumps(alignment()).encode()], _WORDS["json"]),
    "numbers": Target(
        _numbers,
        [
            "三分之一，百分之八十五，2025年6月27日，十二亿三千万，第3届，上午8点30分，八折，20世纪90年代".encode(),
            b"1.2 billion, twenty-five per cent, June 27, 2025, the 1990s, one and a half, 3-5, 10:30, 2nd",
        ],
        _WORDS["numbers"],
    ),
    "replay": Target(
        _replay, [bytes(range(60)), bytes([2, 0, 1, 1, 0, 1, 1, 1, 1, 0, 10, 0, 0, 0, 0] * 4)], ()
    ),
}

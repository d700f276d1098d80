"""What is fuzzed: each target takes bytes and may only return, or raise an `AlignerError`.

A reader must do with any input at all; so a target judges nothing but what must hold of every input: no other
exception, no hang, bounded memory, and what is stated in it (every character accounted for, what was written
is read back the same, any order of decisions gives one record).
"""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from aligner.exchange.formats import EXPORTERS, write
from aligner.exchange.pair_rows import PairReading
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.tbx import read_tbx, write_tbx
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
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.model import SIDES, Alignment
from tests.fuzz.engine import LARGEST
from tests.helpers.valid_files import RECORD_YML, SEEDS, alignment, glossary_yml, log_yml, markdown, pairs_tsv

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
        _any(_in_file(suffix, data), _pairs, read_returned)

    return run


def _pairs(path: Path) -> None:
    """Every character that the checks read has its place in the text of the file, in order."""
    for row in read_pairs(path).rows:
        reading = PairReading(row, row.original or "en")
        for side in SIDES:
            text, read = row.text(side), reading.texts[side]
            assert len(read.at) == len(read.text)
            assert list(read.at) == sorted(read.at)
            assert all(0 <= place < len(text) for place in read.at)
            for code in read.filled:
                assert text[slice(*code.span)], code
        assert all(flag.severity for flag in reading.findings(()))


def _in_package(member: str, others: dict[str, bytes], suffix: str) -> Callable[[bytes], None]:
    """The bytes as one member of a package that is sound otherwise."""

    def run(data: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            for name, content in (others | {member: data}).items():
                package.writestr(name, content)
        _any(_in_file(suffix, packed.getvalue()), _pairs, read_returned)

    return run


def _office(style: str) -> bytes:
    content = EXPORTERS[style](select_units(alignment(), unmatched=True))
    assert isinstance(content, bytes)
    return content


def _parts(style: str) -> dict[str, bytes]:
    """The small members of a record's export."""
    with zipfile.ZipFile(io.BytesIO(_office(style))) as package:
        return {i.filename: package.read(i) for i in package.infolist() if i.file_size < LARGEST}


def _packed(style: str) -> bytes:
    """The same as a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(style).items():
            package.writestr(name, content)
    return packed.getvalue()


def _terms(data: bytes) -> None:
    """Terms that are taken are written, and read back the same."""
    glossary = Glossary(read_tbx(_in_file(".tbx", data)).terms)
    again = read_tbx(_in_file(".again.tbx", write_tbx(glossary).encode()))
    assert (again.terms, again.left) == (glossary.terms, ())


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


_DOCUMENT, _SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
_DOCX, _XLSX = _parts("docx"), _parts("xlsx")
_COMMENTS = {
    "word/comments.xml": b'<w:comments xmlns:w="w"><w:comment w:id="0"><w:p><w:r><w:t>x</w:t></w:r></w:p>'
    b"</w:comment></w:comments>"
}
_TBX = (
    '<martif><text><body><termEntry id="c1"><langSet xml:lang="zh"><tig><term>湿地</term></tig></langSet>'
    '<langSet xml:lang="en"><ntig><termGrp><term>wetland</term></termGrp></ntig><tig><term>swamp</term>'
    '<termNote type="administrativeStatus">deprecatedTerm</termNote></tig></langSet></termEntry>'
    "</body></text></martif>"
).encode()
_WORDS = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))


TARGETS: dict[str, Target] = {
    "markdown": Target(_markdown, markdown(), _WORDS["markdown"]),
    "markdown-bytes": Target(_markdown_bytes, markdown(), _WORDS["markdown"]),
    "xliff": Target(_read(".xlf"), _written("xliff", "xliff2"), _WORDS["xliff"]),
    "tmx": Target(_read(".tmx"), _written("tmx"), _WORDS["tmx"]),
    "tsv": Target(_read(".tsv"), [*_written("tsv"), pairs_tsv()], _WORDS["tsv"]),
    "csv": Target(_read(".csv"), _written("csv"), _WORDS["csv"]),
    "tbx": Target(
        _terms,
        [write_tbx(Glossary(load_glossary(SEEDS / "glossary.yml").terms[:5])).encode(), _TBX],
        _WORDS["tbx"],
    ),
    "docx": Target(
        _in_package(_DOCUMENT, _DOCX | _COMMENTS, ".docx"),
        [_DOCX[_DOCUMENT]],
        _WORDS["docx"],
    ),
    "xlsx": Target(_in_package(_SHEET, _XLSX, ".xlsx"), [_XLSX[_SHEET]], _WORDS["xlsx"]),
    "package": Target(_read(".docx"), [_packed("docx"), _packed("xlsx")], ("PK\x05\x06",)),
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

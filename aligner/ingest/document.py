"""From the files of a record to its two documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from pathlib import Path

from aligner.ingest.apart import front_title
from aligner.ingest.blocks import Block, parse_blocks, part
from aligner.ingest.classify import assign_sides, classify, split_lines
from aligner.ingest.continuation import settle_line_ends
from aligner.ingest.fences import read_fence
from aligner.ingest.html_blocks import cut_html
from aligner.ingest.joins import join_broken
from aligner.ingest.lines import cut_lines, link_names
from aligner.ingest.page_furniture import mark_page_furniture
from aligner.ingest.repairs import clean_markup, common_characters, is_bold, is_image, repair, vocabulary
from aligner.ingest.segments import cut_segments
from aligner.ingest.speakers import take_labels
from aligner.ingest.structure import section_paths, settle_levels
from aligner.ingest.sweep import sweep
from aligner.ingest.turns import find_turns
from aligner.language.identify import language_of
from aligner.language.look_alikes import INVISIBLE
from aligner.language.scripts import script_by_looking
from aligner.record.characters import main_language
from aligner.record.config import FurnitureRule, Part, RecordConfig
from aligner.record.errors import InputError
from aligner.record.files.given import read_given
from aligner.record.files.text import LineIndex, read_text
from aligner.record.model import SIDES, Document, Furniture, Names, Segment, Side, Source, Span, other


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the documents of a record hold."""

    zh: Document
    en: Document
    furniture: tuple[Furniture, ...]
    titles: Mapping[Side, str] = field(default_factory=dict)
    """What the front matter calls the sides, where it does."""


@dataclass(frozen=True, slots=True)
class _Stream:
    """A stretch of one file that is read in one go; ``side`` is None where language decides."""

    file: str
    text: str
    start: int
    end: int
    side: Side | None


def ingest(config: RecordConfig) -> Ingested:
    """Read a record's sides; `InputError` or `ConfigError` where a file or a marker does not fit."""
    return _read(config, {part.file: _source(config.folder / part.file) for part in config.parts})


def _source(path: Path) -> str:
    """A record's source, which is UTF-8 text; `InputError` says what else it is."""
    given = read_given(path)
    if given.form:
        mend = "save it as UTF-8, or make the record with `aligner new`, which converts it"
        raise InputError(f"the file is {given.form}", file=path, mend=mend)
    return given.text


def ingest_files(zh: Path, en: Path) -> Ingested:
    """Two files without a record, one per side, in any form that `read_given` reads."""
    return ingest_texts(read_given(zh).text, read_given(en).text, names=(str(zh), str(en)))


def ingest_texts(zh: str, en: str, *, names: tuple[str, str] = ("zh", "en")) -> Ingested:
    """Two texts, one per side; ``names`` stand for their files in segments and complaints."""
    if names[0] == names[1]:
        raise InputError(
            "the two sides are the same file", file=names[0], mend="name a Chinese and an English one"
        )
    parts = Part(names[0], ""), Part(names[1], "en")
    config = RecordConfig("", Path("record.yml"), Names("", ""), "zh", parts)
    return _read(config, dict(zip(names, (zh, en), strict=True)))


def ingest_lines(path: Path, side: Side, lang: str) -> Document:
    """A plain list, as in the usual benchmarks: every line is a segment, unchanged.

    Its id is the side's letter and the line's number. Empty lines keep their number, so that results index
    lines, but make no segment.
    """
    segments = []
    position = 0
    for number, raw in enumerate(read_given(path).text.split("\n"), start=1):
        line = raw.rstrip("\r")
        core = line.strip("\ufeff \t\u3000")
        if INVISIBLE.sub("", core).strip():
            begin = position + line.index(core)
            source = Source(path.name, begin, begin + len(core), number)
            segments.append(Segment(f"{side[0]}{number}", core, "sentence", source, paragraph=number))
        position += len(raw) + 1
    if not segments:
        raise InputError("the file is empty", file=path, mend="give it one segment a line")
    return Document(lang, tuple(segments))


def _refuse_empty(texts: dict[str, str], folder: Path) -> None:
    for name, text in texts.items():
        if not INVISIBLE.sub("", text).strip():
            raise InputError("the file is empty", file=folder / name, mend="add the text")


def _streams(config: RecordConfig, texts: dict[str, str]) -> list[_Stream]:
    """Which stretches belong to which side, in the order of the files."""
    zh, en = config.parts
    if zh.file == en.file and not any((zh.start, zh.end, en.start, en.end)):
        return [_Stream(zh.file, texts[zh.file], 0, len(texts[zh.file]), None)]
    ranges = {side: _range(config, config.part(side), texts) for side in SIDES}
    if zh.file == en.file and max(ranges["zh"][0], ranges["en"][0]) < min(ranges["zh"][1], ranges["en"][1]):
        raise InputError(
            "the two sides overlap", file=config.path, mend="let one side end where the other begins"
        )
    streams = [_Stream(config.part(s).file, texts[config.part(s).file], *ranges[s], s) for s in SIDES]
    return sorted(streams, key=lambda s: (s.file, s.start))


def _range(config: RecordConfig, side: Part, texts: dict[str, str]) -> Span:
    text = texts[side.file]
    begin = 0 if side.start is None else _find(config, side.start, text, side.file)
    end = len(text) if side.end is None else _find(config, side.end, text, side.file)
    if end <= begin:
        raise InputError(f"the part of {side.file} that ends before '{side.end}' is empty", file=config.path)
    return begin, end


def _find(config: RecordConfig, marker: str, text: str, file: str) -> int:
    at = text.find(marker)
    if at >= 0 and text.find(marker, at + 1) < 0:
        return at
    problem, mend = ("is not in", "copy it exactly from the source, including spaces")
    if at >= 0:
        problem, mend = ("appears more than once in", "make it longer")
    line = _line_of(config.path, marker)
    raise InputError(f"the marker '{marker[:60]}' {problem} {file}", file=config.path, line=line, mend=mend)


def _line_of(path: Path, marker: str) -> int | None:
    lines = read_text(path).splitlines()
    return next((i for i, line in enumerate(lines, start=1) if marker[:30] in line), None)


def _refuse_unused_furniture(config: RecordConfig, texts: dict[str, str]) -> None:
    """`InputError` where record.yml names a piece of furniture that no source has."""
    for rule in config.furniture:
        if not any(rule.text in text for text in texts.values()):
            raise InputError(
                f"the furniture '{rule.text[:60]}' is not in any source of this record",
                file=config.path,
                line=_line_of(config.path, rule.text),
                mend="copy it exactly from the source, or delete the entry",
            )


def _read(config: RecordConfig, texts: dict[str, str]) -> Ingested:
    """All streams, then what is left over of each file."""
    _refuse_empty(texts, config.folder)
    _refuse_unused_furniture(config, texts)
    segments: dict[Side, list[Segment]] = {"zh": [], "en": []}
    furniture: list[Furniture] = []
    streams = _streams(config, texts)
    for stream in streams:
        blocks, pieces = _blocks(config, stream)
        furniture.extend(pieces)
        cut_segments(blocks, section_paths(blocks), LineIndex(stream.text), stream.file, segments)
    for side in SIDES:
        if not segments[side]:
            name = "Chinese" if side == "zh" else "English"
            raise InputError(
                f"there is no {name} text",
                file=config.folder / next(iter(texts)),
                mend="say in record.yml which file or part of a file it is",
            )
    if streams[0].side is not None:
        _refuse_wrong_sides(config, segments)
    taken = [*segments["zh"], *segments["en"]]
    for file, text in texts.items():
        ranges = [(s.start, s.end) for s in streams if s.file == file]
        furniture.extend(sweep(file, text, taken, furniture, ranges))
    furniture.sort(key=lambda f: (f.file, f.start))
    zh, en = (_document(config.part(side).lang, segments[side]) for side in SIDES)
    return Ingested(zh, en, tuple(furniture), _front_titles(config, texts))


def _front_titles(config: RecordConfig, texts: dict[str, str]) -> dict[Side, str]:
    titles = {side: front_title(texts[config.part(side).file]) for side in SIDES}
    return {side: title for side, title in titles.items() if title and main_language(title) in (side, None)}


def _document(lang: str, segments: Sequence[Segment]) -> Document:
    """One side; where nobody says in which script it is, its characters do."""
    return Document(lang or script_by_looking("".join(s.text for s in segments)), tuple(segments))


def _refuse_wrong_sides(config: RecordConfig, segments: dict[Side, list[Segment]]) -> None:
    """`InputError` where the sides are swapped, or hold the same of the two languages."""
    languages = {side: language_of(" ".join(segment.text for segment in segments[side])) for side in SIDES}
    names = {side: Path(config.part(side).file).name for side in SIDES}
    called = {"zh": "Chinese", "en": "English"}
    for side in SIDES:
        if languages[side] != other(side) or languages[other(side)] not in SIDES:
            continue
        what, across = called[other(side)], called[languages[other(side)] or ""]
        if what == across:
            problem, mend = (
                f"this is {what}, and so is {names[other(side)]}",
                f"give the {called[side]} text",
            )
        else:
            problem = f"this is {what}, and {names[other(side)]} is {across}"
            mend = "are the two swapped? exchange them"
        raise InputError(problem, file=config.folder / config.part(side).file, mend=mend)


def _blocks(config: RecordConfig, stream: _Stream) -> tuple[list[Block], list[Furniture]]:
    """The blocks of a stream that are content, as they are read, and the furniture between them."""
    people = [(p.names.zh, p.names.en, *p.aliases) for p in config.people]
    blocks = take_labels(_parsed(config, stream), stream.text, people)
    mark_page_furniture(blocks)
    blocks = classify(blocks, {"zh": config.title.zh, "en": config.title.en})
    words = vocabulary((b.text for b in blocks if b.side == "en"), [*chain(*people)])
    for block in blocks:
        if block.role != "furniture":
            prose = block.role not in ("metadata", "reference", "note")
            block.content = repair(block.content, block.side or "en", words, prose=prose)
    settle_levels(blocks)
    find_turns(blocks)
    furniture = []
    for block in blocks:
        if block.role == "furniture":
            start, end = block.content.start, block.content.end
            furniture.append(Furniture(block.name, start, end, block.line, stream.file))
    blocks = join_broken(blocks, words, config.breaks)
    return [b for b in blocks if b.role != "furniture" and b.text], furniture


def _parsed(config: RecordConfig, stream: _Stream) -> list[Block]:
    """The blocks of a stream with their sides, their markup taken off."""
    text = stream.text[stream.start : stream.end]
    offset = stream.start
    if text.startswith("\ufeff"):
        text, offset = text[1:], offset + 1
    line = stream.text.count("\n", 0, offset) + 1
    parsed = _cut_furniture(parse_blocks(text, config.folder / stream.file, offset, line), config.furniture)
    fenced = (piece for block in parsed for piece in read_fence(block))
    parsed = cut_lines(_legible(fenced), stream.text)
    cut = (piece for block in parsed for piece in cut_html(block))
    blocks = [piece for block in cut for piece in split_lines(block, mixed=stream.side is None)]
    references = link_names(text)
    for block in blocks:
        block.side = stream.side
        if block.role != "furniture":
            block.bold = is_bold(block.text)
            block.role = "caption" if block.role == "text" and is_image(block.text) else block.role
            block.content = clean_markup(block.content, references)
    blocks = [b for b in blocks if b.role == "furniture" or b.text]
    if stream.side is None:
        assign_sides(blocks)
    for block in blocks:
        block.content = settle_line_ends(block.content, block.side or "en")
    return blocks


def _legible(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks in common characters; those of which nothing can be seen are none."""
    for block in blocks:
        if block.role != "furniture":
            block.content = common_characters(block.content)
        if block.text.strip():
            yield block


def _cut_furniture(blocks: Iterable[Block], rules: Sequence[FurnitureRule]) -> Iterator[Block]:
    """The blocks, with the furniture that record.yml names as blocks of its own."""
    names = {rule.text: rule.name for rule in rules}
    pattern = re.compile("|".join(re.escape(text) for text in sorted(names, key=len, reverse=True)))
    for block in blocks:
        cuts = [m.span() for m in pattern.finditer(block.text)] if names and block.role != "furniture" else []
        if not cuts:
            yield block
            continue
        for span in pairwise([0, *chain.from_iterable(cuts), len(block.text)]):
            content = block.content.slice(*span)
            if span in cuts:
                yield replace(part(block, content), role="furniture", name=names[content.text])
            elif content.text.strip():
                yield part(block, content.strip())

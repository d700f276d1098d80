"""The word tables: ours, and a project's own (``seeds/words/*.yml``) on top of them.

Which tables count is said once, by `using`, around a whole run: the words are asked for deep inside, by small
functions that hundreds of places call (`key`, `values`, `denials`), and a parameter would have to go through
all of them. The context variable behind it belongs to one thread and ends with its block, so two runs with
different tables never meet. What is computed from tables is kept with `cached`, in the tables themselves: it
cannot outlive them.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import yaml

from aligner.language.scripts import simplified
from aligner.record.files.strict_yaml import Node, load
from aligner.record.files.text import read_bytes

P = ParamSpec("P")
T = TypeVar("T")

_TABLES = ("language/data", "ingest/data")
"""Folders of the package with word tables, which a project can extend."""
_WEIGHTS = (
    "checks/evidence/data",
    "checks/reading/data",
    "encode/data",
    "match/summary",
    "match/translation",
)
"""Folders with what was learned from data, and the graph of the embedded model."""
_OPEN = re.compile(r"measures(/\w+)?|names/demonyms|patterns/numbered_things")
"""Mappings that take new keys although their values are no plain words or numbers."""
_REGULAR = re.compile(r"sentences/zh/goes_on|speakers/talk/\w+|patterns/(?!\w*label).*")
"""Places whose texts are regular expressions."""


def words_folder(seeds: Path) -> Path:
    """Where a project keeps its own words, beside its records."""
    return seeds / "words"


def packaged(path: str) -> Any:
    """A data file of the package (``match/translation/chain.json``): YAML and JSON as plain data, anything
    else as bytes."""
    data = files("aligner").joinpath(path).read_bytes()
    if path.endswith(".json"):
        return json.loads(data)
    if path.endswith(".yml"):
        return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


class _Tables:
    """All tables as one run sees them, and what was computed from them."""

    def __init__(self, extended: Mapping[str, Any]) -> None:
        self.extended = extended
        self.memos: dict[Callable[..., Any], Callable[..., Any]] = {}


_PLAIN = _Tables({})
_current: ContextVar[_Tables] = ContextVar("tables", default=_PLAIN)


@contextmanager
def using(folder: Path | None) -> Iterator[None]:
    """Have the words of a folder count on top of ours, in this thread, until the block ends.

    The folder may be missing. It is read again where a byte of it has changed. `ConfigError` names the line
    that fits no table.
    """
    digest = _project_digest(folder)
    token = _current.set(_tables(folder, digest) if folder is not None and digest else _PLAIN)
    try:
        yield
    finally:
        _current.reset(token)


def table(name: str) -> Any:
    """The table of that name (``numbers_zh`` → ``numbers_zh.yml``) as plain data, the project's own words in
    it."""
    extended = _current.get().extended
    return extended[name] if name in extended else _ours(name)


def cached(maxsize: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Like `functools.lru_cache`, for functions that read tables: other tables, other results."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            memos = _current.get().memos
            memo = memos.get(function)
            if memo is None:
                memo = memos.setdefault(function, functools.lru_cache(maxsize)(function))
            answer: T = memo(*args, **kwargs)
            return answer

        return call

    return decorate


def tables_fingerprint(folder: Path | None) -> str:
    """A hash of all tables and weights of the package and of a project's own words, 64 hexadecimal digits.

    It changes with every byte of them. The package's part is read once a process, as the program is.
    """
    return sha256(f"{_packaged_digest()}\0{_project_digest(folder)}".encode()).hexdigest()


def word_files(folder: Path) -> Sequence[Path]:
    """A project's own tables, ``.yml`` or ``.yaml``; anything else in the folder is its own business."""
    return sorted(path for path in folder.glob("*.y*ml") if path.is_file())


def _project_digest(folder: Path | None) -> str:
    """A hash of a project's own words; empty where it has none."""
    paths = word_files(folder) if folder is not None else ()
    return _digest((path.name, read_bytes(path)) for path in paths) if paths else ""


def _digest(contents: Iterator[tuple[str, bytes]]) -> str:
    total = sha256()
    for name, data in contents:
        total.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
    return total.hexdigest()


@functools.cache
def _packaged_digest() -> str:
    paths = [f"{folder}/{item.name}" for folder in (*_TABLES, *_WEIGHTS) for item in _data_files(folder)]
    return _digest((path, files("aligner").joinpath(path).read_bytes()) for path in sorted(paths))


def _data_files(folder: str) -> Iterator[Any]:
    items = files("aligner").joinpath(folder).iterdir()
    return (item for item in items if item.name.endswith((".yml", ".json", ".npz", ".onnx")))


@functools.cache
def _names() -> Mapping[str, str]:
    """The path of each table in the package."""
    return {
        item.name.removesuffix(".yml"): f"{folder}/{item.name}"
        for folder in _TABLES
        for item in _data_files(folder)
    }


@functools.cache
def _ours(name: str) -> Any:
    return packaged(_names()[name])


@functools.lru_cache(maxsize=2)
def _tables(folder: Path, digest: str) -> _Tables:
    """The tables with a folder's words; those of the last two states are kept, with all their memos."""
    extended: dict[str, Any] = {}
    for path in word_files(folder):
        root, name = load(path), path.stem
        if root is None:
            continue
        if name not in _names():
            root.fail(f"there is no table '{name}'", f"known tables: {', '.join(sorted(_names()))}")
        extended[name] = _merged(extended.get(name) or _ours(name), root, name)
    return _Tables(extended)


def _merged(ours: Any, node: Node, path: str) -> Any:
    """Our value with the project's on top: mappings key by key, lists one behind the other, a single value in
    the place of ours."""
    if isinstance(ours, dict):
        is_open = _OPEN.fullmatch(path) or not any(isinstance(v, (dict, list)) for v in ours.values())
        like = next(iter(ours.values()))
        return ours | {
            key: _merged(ours[key], value, f"{path}/{key}") if key in ours else _like(like, value, path)
            for key, value in node.fields(None if is_open else tuple(ours)).items()
        }
    if isinstance(ours, list):
        return [*ours, *(_like(ours[0] if ours else "", item, path) for item in node.items())]
    return _like(ours, node, path)


def _like(ours: Any, node: Node, path: str) -> Any:
    """A new value, of the same form as one of ours."""
    if isinstance(ours, dict):
        return {key: _like(next(iter(ours.values())), value, path) for key, value in node.fields().items()}
    if isinstance(ours, list):
        items = list(
            node.items()
        )  # plain words, however many; or a row, each of whose places means something
        row = ours if any(isinstance(part, list) for part in ours) else ours[:1] * len(items)
        if len(items) != len(row):
            node.fail(f"a row of '{path}' has {len(row)} parts, this one {len(items)}")
        return [_like(part, item, path) for part, item in zip(row, items, strict=True)]
    return _number(node) if isinstance(ours, (int, float)) else _text(node, path)


def _number(node: Node) -> int | float | str:
    """A number; a fraction (``1/2``) stays as it is written."""
    text = node.text()
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        node.fail(f"'{text}' is not a number")
    return text if "/" in text else int(value) if value.denominator == 1 else float(value)


def _text(node: Node, path: str) -> str:
    text = node.text()
    if not path.startswith("traditional/"):  # as all texts are read, see `language.shadow`
        text = simplified(text)
    if _REGULAR.fullmatch(path) or ".*" in text:
        try:
            re.compile(text)
        except re.error as error:
            node.fail(f"'{text}' is not a regular expression ({error})")
    return text

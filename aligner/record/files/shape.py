"""Plain data, as JSON and YAML give it, read as dataclasses: the types of the fields say what may be there.

Every whole number in our files is a count or a place, so 0 or more; every fraction is a probability; every
pair of whole numbers is a range of characters.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Read = Callable[[Any, str], Any]
"""Takes a value and its key."""


class MisfitError(ValueError):
    """A value that cannot be; `item` is the id of what it was found in, such as a segment or a link.

    `mend` says what to do about it, where that is known.
    """

    def __init__(self, what: str, item: str = "", *, mend: str = "") -> None:
        self.item = item
        self.mend = mend
        super().__init__(what)


def read(kind: Callable[..., T], data: object, name: str, *, numbers_as_text: bool = False) -> T:
    """Data as an instance of a dataclass; `MisfitError` says what does not fit.

    A key that is missing or null takes the default of its field; unknown keys are passed over.
    `numbers_as_text`: a number may be written as a text, as our reading of hand-written YAML gives it.
    """
    return cast(T, _reader(kind, numbers_as_text)(data, name))


@cache
def _reader(kind: Any, numbers_as_text: bool) -> _Read:
    """How a value of a type is read."""
    origin, args = get_origin(kind), get_args(kind)
    inner = partial(_reader, numbers_as_text=numbers_as_text)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        return partial(_instance, kind, [(f.name, inner(hints[f.name])) for f in fields(kind)], needed)
    if origin in (UnionType, Union):  # with None, which `_instance` passes over
        return inner(args[0])
    if origin is Literal:
        return partial(_choice, args)
    if origin is tuple:
        return partial(_list if args[1] is ... else _span, inner(args[0]))
    if origin is Mapping:
        return partial(_mapping, _reader(args[0], True), inner(args[1]))  # the keys of JSON are texts
    plain: dict[Any, _Read] = {
        str: _text,
        bool: _truth,
        int: partial(_count, numbers_as_text),
        float: partial(_probability, numbers_as_text),
    }
    return plain[kind]


def _instance(kind: Any, readers: list[tuple[str, _Read]], needed: list[str], value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        raise MisfitError(f"'{name}' should be a set of 'key: value' pairs")
    try:
        values = {key: read_it(value[key], key) for key, read_it in readers if value.get(key) is not None}
        for key in needed:
            if key not in values:
                raise MisfitError(f"'{key}' is missing")
    except MisfitError as error:
        item = value.get("id")
        if not error.item and isinstance(item, str) and item.isprintable():
            error.item = item
        raise
    return kind(**values)


def _choice(allowed: tuple[str, ...], value: Any, name: str) -> Any:
    if value not in allowed:
        raise MisfitError(f"'{name}' is {short(value)}; use one of: {', '.join(allowed)}")
    return value


def _list(reader: _Read, value: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise MisfitError(f"'{name}' should be a list, such as [a, b]")
    return tuple([reader(item, name) for item in value])


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise MisfitError(f"'{name}' should be a text, not {short(value)}")
    return value


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise MisfitError(f"'{name}' should be true or false, not {short(value)}")
    return value


def _count(as_text: bool, value: Any, name: str) -> int:
    number = int(value) if as_text and isinstance(value, str) and value.isdecimal() else value
    if type(number) is not int or number < 0:
        raise MisfitError(f"'{name}' should be a whole number from 0, not {short(value)}")
    return number


def _probability(as_text: bool, value: Any, name: str) -> float:
    number = value
    if as_text and isinstance(value, str):
        with contextlib.suppress(ValueError):
            number = float(value)
    if type(number) not in (int, float) or not 0 <= number <= 1:
        raise MisfitError(f"'{name}' should be a number from 0 to 1, not {short(value)}")
    return cast(float, number)


def _span(reader: _Read, value: Any, name: str) -> tuple[int, int]:
    places = _list(reader, value, name)
    if len(places) != 2 or places[0] > places[1]:
        raise MisfitError(f"'{name}' should be two places in the text, such as [4, 9], not {short(value)}")
    return places[0], places[1]


def _mapping(read_key: _Read, read_item: _Read, value: Any, name: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise MisfitError(f"'{name}' should be a set of 'key: value' pairs")
    return {read_key(key, name): read_item(item, name) for key, item in value.items()}


def short(value: object) -> str:
    """A value for a message, at most 40 characters of it."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"

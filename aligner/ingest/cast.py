"""Whom a label names: somebody of record.yml; a reporter, a host, an office, a person, or just a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from aligner.language.dictionary import all_glosses, entries
from aligner.language.names.in_text import ordinary
from aligner.language.names.sound import spelt
from aligner.language.scripts import either_script, simplified
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS, han_count

Voice = Literal["asker", "host", "medium", "office", "name", "word"]
"""``medium``: a newspaper or an agency; ``word``: anything else in the form of a name."""

_STOPS = re.compile(r"[.．·•・\s'’《》]+")
_NUMBERED = re.compile(r"(?<=\S)(?:[\s#]*\d{1,2}|[\s#]+[A-Z]|[甲乙丙丁])$")
_LETTERED = re.compile(f"(?<=[{HAN_CLASS}])[A-Za-z]$")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’.-]*")
# Words of the longest label: "Member of the Audience 2", "Foreign Ministry Spokesperson Wang Wenbin".
_WORDS = 6
# Characters of the longest label that ends in an office or a newspaper: 中国科学院青藏高原研究所研究员.
_HAN = 20
# A given name in pinyin: one or two syllables, by the letters that they begin and end with.
_PINYIN = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|[aeiou]))"
    "{1,2}"
)
_PERSON = re.compile(r"\(\d{3,4}|\(born|name for")


class People:
    """The people of a record, found by any form of their names."""

    def __init__(self, people: Sequence[Sequence[str]]) -> None:
        self._people = [[form for form in forms if form] for forms in people]
        self._names: dict[str, str | None] = {}

    def find(self, label: str) -> str | None:
        """The name in record.yml that a label stands for: case, stops, blanks, and forms of address aside.

        A surname with a form of address (王县长), or a part of a name (*Lan* for *Lan Weiguang*), is enough
        where it fits one person only.
        """
        if label not in self._names:
            self._names[label] = self._find(label)
        return self._names[label]

    def _find(self, label: str) -> str | None:
        for fits in (_is_form, _is_name, _is_part):
            matching = [[form for form in forms if fits(label, form)] for forms in self._people]
            matching = [forms for forms in matching if forms]
            if matching:
                return matching[0][0] if len(matching) == 1 or fits is _is_form else None
        return None


def _is_form(label: str, form: str) -> bool:
    return bool(_plain(label)) and _plain(label) == _plain(form)


def _is_name(label: str, form: str) -> bool:
    """The same name with another form of address, or with none: *Lan* and *Dr Lan*, 蓝伟光 and 蓝伟光博士."""
    name = _core(label)
    if not name or name != _core(form):
        return False
    # 王县长 and 王书记 share a surname only
    return not han_count(name) or len(name) > 1 or name in (_plain(label), _plain(form))


def _is_part(label: str, form: str) -> bool:
    """A surname with its form of address (王县长 for 王国强), a part of a Western name (*Lan*)."""
    name, whole = _core(label), _core(form)
    if not name or bool(han_count(label)) != bool(han_count(form)):
        return False
    if han_count(label):
        return len(name) == 1 < len(whole) and name != _plain(label) and whole.startswith(name)
    return len(name) > 1 and {*name.split()} < {*whole.split()}


def _plain(name: str) -> str:
    """For comparing: Simplified, small letters, no stops; no blanks in Chinese, single ones in English."""
    words = _STOPS.sub(" ", name).casefold().split()
    return simplified("".join(words)) if han_count(name) else " ".join(words)


def _core(name: str) -> str:
    """The name alone, without the office or form of address; empty where nothing else is left."""
    plain, titles = _plain(name), table("speakers")["titles"]
    if han_count(name):
        return re.sub(f"(?:{_endings('roles')}|{'|'.join(titles['zh'])})$", "", plain)
    return " ".join(word for word in plain.split() if word not in titles["en"])


@cached()
def _endings(group: str) -> str:
    words = sorted(table("speakers")[group]["zh"], key=len, reverse=True)
    return "|".join(map(re.escape, words))


def talks(text: str) -> bool:
    """Whether somebody says I or you, greets, or asks: speech, not a report or an entry of a list."""
    return bool(_talk().search(text))


def is_ordinary(label: str) -> bool:
    """Whether a label is one word of the English dictionary, such as *Break*, which may be no name."""
    return label.lower() in ordinary()


@cached()
def _talk() -> re.Pattern[str]:
    words = table("speakers")["talk"]
    return re.compile(f"{'|'.join(words['en'])}|{either_script('|'.join(words['zh']))}")


@cached(maxsize=4096)
def voice(label: str) -> Voice | None:
    """Who a label names by its form alone; None for what nobody is called."""
    if han_count(label):
        return _chinese_voice(_plain(label))
    words = _NUMBERED.sub("", label).split()
    if not 0 < len(words) <= _WORDS or not _CAPITALISED.fullmatch(words[0]):
        return None
    if not all(
        _CAPITALISED.fullmatch(word) or word.lower() in table("speakers")["particles"] for word in words
    ):
        is_role = len(words) < 5 and " ".join(words).lower() in table("speakers")["roles"]["en"]
        return "office" if is_role else None
    return _english_voice([word.lower().strip(".").replace(".", "") for word in words])


def _english_voice(words: Sequence[str]) -> Voice | None:
    lists = table("speakers")
    if words[0] in lists["salutations"]["en"]:
        return None
    for kind, group in (("asker", "askers"), ("host", "hosts")):
        if words[-1] in lists[group]["en"]:
            return "asker" if kind == "asker" else "host"
    if " ".join(words) in lists["agencies"] or (len(words) > 1 and words[-1] in lists["media"]["en"]):
        return "medium"
    is_office = any(" ".join(words[-size:]) in lists["roles"]["en"] for size in range(1, len(words) + 1))
    if is_office or (len(words) > 1 and words[0] in lists["titles"]["en"]):
        return "office"
    after = next((n for n, word in enumerate(words[:-1], 1) if word in lists["roles"]["en"]), 0)
    if after and _english_name(words[after:]):
        return "office"
    return "name" if _english_name(words) else "word"


def _english_name(words: Sequence[str]) -> bool:
    """Two words or more of which one is in no dictionary, or a Chinese surname with a given name."""
    if not 2 <= len(words) <= 4:
        return False
    telling = [word for word in words if word not in table("speakers")["particles"] and len(word) > 1]
    if any(word not in ordinary() for word in telling):
        return True
    has_surname = {*telling[:1], *telling[-1:]} & _surnames()
    return bool(has_surname) and all(_PINYIN.fullmatch(word) for word in telling)


def _chinese_voice(label: str) -> Voice | None:
    lists = table("speakers")
    verbs = "|".join(table("attribution")["said"]["zh"])
    if re.fullmatch(f".{{0,12}}(?:{_endings('askers')})提?问", label):
        return "asker"
    if re.match("|".join(lists["salutations"]["zh"]), label) or re.search(f"(?:{verbs}|问|答|道)$", label):
        return None
    word = _LETTERED.sub("", _NUMBERED.sub("", label))
    if not 2 <= len(label) <= _HAN or not re.fullmatch(f"[{HAN_CLASS}A-Za-z0-9-]+", word):
        return None
    return _chinese_office(word) or _chinese_name(word)


def _chinese_office(word: str) -> Voice | None:
    """What somebody is called by his office or part, with whatever stands before it: 新华社记者王明."""
    lists = table("speakers")
    reporter = re.fullmatch(f".*?(?:{_endings('askers')})(.*)", word)
    if reporter and (not reporter[1] or _chinese_name(reporter[1]) == "name"):
        return "asker"
    if re.fullmatch(f".{{0,8}}(?:{_endings('hosts')})", word):
        return "host"
    if len(word) > 2 and re.search(f"(?:{_endings('media')})$", word):
        return "medium"
    is_called = len(word) == 2 and _surname(word[0]) and word[1] in lists["titles"]["zh"]
    return "office" if is_called or re.search(f"(?:{_endings('roles')})$", word) else None


def _chinese_name(word: str) -> Voice | None:
    """``name``: a surname with a given name; ``word``: no word of the dictionary, so perhaps a name."""
    if len(word) == 2 and word[0] in "老小阿" and _surname(word[1]):
        return "name"
    readings = entries(word)
    if readings and not all(entry.proper for entry in readings):
        return None
    if readings:
        is_person = any(_PERSON.search(entry.glosses) for entry in readings)
        return "name" if is_person else "word"
    size = 2 if _surname(word[:2]) else 1
    is_name = _surname(word[:size]) and 0 < len(word) - size <= 2 and not entries(word[: size + 1][:2])
    if is_name or (size == 2 and _surname(word[:2]) and 0 < len(word) - 2 <= 2):
        return "name"
    is_spelt = any(stretch == (0, len(word)) for stretch in spelt(word))
    return "word" if is_spelt or len(word) <= 3 else None


@cached(maxsize=4096)
def _surname(characters: str) -> bool:
    return any(entry.glosses.lower().find("surname") >= 0 and entry.proper for entry in entries(characters))


@cache
def _surnames() -> frozenset[str]:
    """Chinese surnames in Latin letters, as the dictionary gives them."""
    return frozenset(name.lower().decode() for name in re.findall(rb"surname ([A-Z][a-z]+)", all_glosses()))

"""Decisions: what people settled about a record, each with who, when, why and what they saw.

A decision is known by the hash of its content, so the same one met twice (a copied file, a cherry-picked
commit) counts once, and one that was altered later is detected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, get_args

from aligner.record.files.alignment_json import flag_dict
from aligner.record.files.shape import read
from aligner.record.model import Both, Flag, Relation, Side

Verb = Literal[
    "accept",
    "reject",
    "realign",
    "link",
    "unlink",
    "edit",
    "split",
    "join",
    "flag",
    "confirm",
    "dismiss",
    "resolve",
    "comment",
    "withdraw",
]
Scope = Literal["flag", "evidence", "check"]

CHECKS = "aligner"
"""In whose name the outcome of a run of the checks is written down."""
VERBS: tuple[Verb, ...] = get_args(Verb)
LINK_VERBS: tuple[Verb, ...] = ("accept", "reject", "link", "unlink")
CUT_VERBS: tuple[Verb, ...] = ("split", "join")
_FLAG_VERBS: tuple[Verb, ...] = ("flag", "confirm", "dismiss", "resolve")


@dataclass(frozen=True, slots=True)
class SeenFlag:
    """A flag as the person saw it, so that the log can be read without the alignment of that time."""

    flag: Flag
    evidence: tuple[str, ...] = ()
    """What it rests on (`aligner.record.decisions.evidence.evidence`)."""
    kind: str = ""
    """The kind of its evidence (`aligner.record.decisions.evidence.kind`)."""


@dataclass(frozen=True, slots=True)
class Proposed(Both[tuple[str, ...]]):
    """A link that the program proposed when a person had a stretch aligned anew."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    relation: Relation
    score: float


@dataclass(frozen=True)
class Decision:
    """One thing that one person settled."""

    verb: Verb
    at: str
    """When: UTC, ISO 8601 with microseconds."""
    by: str
    """Who."""
    reason: str = ""
    zh: tuple[str, ...] = ()
    """Chinese segments it is about. `accept` with one side empty: rightly without a counterpart."""
    en: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    """What was on the screen: hash of each segment's text (`fingerprint.text_hash`) by segment id. For links
    that is the text of the source, for edits and flags the text as shown."""
    over: tuple[str, ...] = ()
    """Decisions on the same thing that this one knowingly replaces, by id."""
    group: str = ""
    """Decisions made by one act (a move is an unlink and a link) share a group and are undone together."""
    relation: Relation | None = None
    """Of an accepted or drawn link; None leaves it to the machine."""
    before: str | None = None
    """Of an edit: the text as it was shown."""
    after: str | None = None
    """Of an edit: the text as it should be."""
    parts: tuple[str, ...] = ()
    """Of a split or a join: the texts of the passages that it makes, or makes one, and the blanks between."""
    links: tuple[Proposed, ...] = ()
    """Of a stretch aligned anew: what the program proposes there."""
    flag: SeenFlag | None = None
    scope: Scope = "flag"
    """How far a dismissal reaches: this flag, all flags with this kind of evidence, or the whole check."""
    of: str = ""
    """Of a withdrawal: the decision or the group that is taken back."""

    @cached_property
    def id(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of the content."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def is_by_checks(self) -> bool:
        """Whether it is the outcome of a run of the checks, and no decision of a person."""
        return self.by == CHECKS

    @property
    def evidence(self) -> tuple[str, ...]:
        """What a decision on a flag is about; a flag reported by a person is its own evidence."""
        return () if self.flag is None else self.flag.evidence or (self.id,)

    def side(self, side: Side) -> tuple[str, ...]:
        """The segments of one side that it is about."""
        return self.zh if side == "zh" else self.en

    @property
    def segments(self) -> tuple[str, ...]:
        """Every segment it is about."""
        return (*self.zh, *self.en)

    def content(self) -> dict[str, Any]:
        """Plain data without the id, in the order of the fields; what says nothing is left out."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        values |= {key: list(values[key]) for key in ("zh", "en", "over", "parts")}
        values["links"] = [
            {"zh": [*x.zh], "en": [*x.en], "relation": x.relation, "score": x.score} for x in self.links
        ]
        values["seen"] = dict(sorted(self.seen.items()))
        values["flag"] = _flag_dict(self.flag) if self.flag else None
        values["scope"] = self.scope if self.scope != "flag" else ""
        texts = ("before", "after") if self.verb == "edit" else ()  # which may be empty and yet say something
        return {key: value for key, value in values.items() if value or key in texts}

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the id first, as in decisions.yml."""
        return {"id": self.id, **self.content()}


_KEYS = {"id", *(field.name for field in fields(Decision))}
_FLAG_KEYS = (
    "check", "type", "mqm", "severity", "zh", "en", "zh_span", "en_span", "score", "message",
)  # fmt: skip
"""What is kept of a flag, in this order."""


def now(clock: Callable[[], datetime] | None = None, *, after: str = "") -> str:
    """The present time as decisions write it, always later than `after`.

    A clock that was set back must not put a decision before the ones it was made upon.
    """
    text = _written((clock or (lambda: datetime.now(UTC)))())
    return text if text > after else _written(datetime.fromisoformat(after) + timedelta(microseconds=1))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """By time, then id, each once: the same for every order of the lines in the file."""
    unique = {decision.id: decision for decision in decisions}
    return tuple(sorted(unique.values(), key=lambda d: (d.at, d.id)))


def _flag_dict(seen: SeenFlag) -> dict[str, Any]:
    row = flag_dict(seen.flag)
    shown = {key: row[key] for key in _FLAG_KEYS if row[key] is not None}
    return {"evidence": list(seen.evidence), "kind": seen.kind, **shown}


def decision_from(row: Mapping[str, Any], *, stamp: Mapping[str, str] | None = None) -> Decision:
    """The reverse of `as_dict`; ValueError says in words what does not fit.

    `stamp` fills in ``at`` and ``by`` if the file leaves them out.
    """
    row = {**(stamp or {}), **row}
    unknown = sorted(row.keys() - _KEYS)
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}'; known keys: {', '.join(sorted(_KEYS))}")
    decision = read(Decision, {**row, "flag": None}, "decision", numbers_as_text=True)
    is_edit = decision.verb == "edit"
    decision = replace(
        decision,
        at=_moment(decision.at),
        before=decision.before or "" if is_edit else None,
        after=decision.after if is_edit else None,
        flag=_seen_flag(row["flag"]) if row.get("flag") else None,
    )
    _complete(decision)
    given = row.get("id")
    if given and given != decision.id:
        raise ValueError(
            f"decision {given} was altered after it was made; restore the line from version control, "
            "or delete its id to make it a decision of its own"
        )
    return decision


def _complete(decision: Decision) -> None:
    """Whether a decision says all that its verb needs."""
    verb = decision.verb
    _check_filled(decision.by, "by")
    for key in ("zh", "en", "over"):
        _check_ids(getattr(decision, key), key)
    if verb == "edit":
        _check_filled(decision.after or "", "after")
    if verb in ("link", "unlink", "reject") and not (decision.zh and decision.en):
        raise ValueError(f"'{verb}' needs segments of both sides, under zh: and en:")
    if verb in ("accept", "comment") and not decision.segments:
        raise ValueError(f"'{verb}' needs the segments it is about, under zh: and en:")
    if verb == "realign" and not (decision.zh and decision.en):
        raise ValueError("'realign' needs the stretch of both sides, under zh: and en:")
    if any(
        not (link.zh and link.en) or not ({*link.zh} <= {*decision.zh} and {*link.en} <= {*decision.en})
        for link in decision.links
    ):
        raise ValueError(f"a link of '{verb}' leaves the stretch, or has no passage on one side")
    if verb == "edit" and len(decision.segments) != 1:
        raise ValueError("'edit' needs exactly one segment, under zh: or en:")
    if verb in CUT_VERBS:
        _complete_cut(decision)
    if verb in _FLAG_VERBS and decision.flag is None:
        raise ValueError(f"'{verb}' needs the flag it is about, under flag:")
    if verb == "withdraw" and not decision.of:
        raise ValueError("'withdraw' needs the id of the decision to withdraw, under of:")
    if decision.scope != "flag" and verb != "dismiss":
        raise ValueError("only 'dismiss' can apply to more than one flag")


def _complete_cut(decision: Decision) -> None:
    """Whether a cut names passages of one side, and a text for each; a split may leave the new ids to us."""
    verb, keys, parts = decision.verb, decision.segments, decision.parts
    if not keys or (decision.zh and decision.en):
        raise ValueError(f"'{verb}' needs passages of one side, under zh: or en:")
    if len(parts) < 2 or not all(part.strip() for part in parts):
        raise ValueError(f"'{verb}' needs the texts of two or more passages, under parts:")
    if len(keys) != len(parts) and not (verb == "split" and len(keys) == 1):
        raise ValueError(f"'{verb}' needs as many passages as texts")


def _seen_flag(row: Any) -> SeenFlag:
    if not isinstance(row, Mapping):
        raise ValueError("'flag' should be a set of 'key: value' pairs")
    given = {key: value for key, value in row.items() if value is not None}
    message = given.get("message") or {}
    if not isinstance(message, Mapping):
        raise ValueError("'message' should have an en: and a zh: text")
    filled = {"zh": [], "en": [], "score": 1.0, **given}
    flag = {**filled, "id": "", "state": None, "message": {"en": "", "zh": "", **message}}
    seen = read(SeenFlag, {**given, "flag": flag}, "flag", numbers_as_text=True)
    for key in ("zh", "en"):
        _check_ids(getattr(seen.flag, key), key)
    _check_ids(seen.evidence, "evidence")
    for key in ("type", "mqm"):
        _check_filled(getattr(seen.flag, key), key)
    if not (seen.flag.zh or seen.flag.en):
        raise ValueError("'flag' names no segment")
    return seen


def _check_ids(ids: Sequence[str], key: str) -> None:
    if not all(ids):
        raise ValueError(f"'{key}' should be a list of ids, such as [z12, z13]")
    if len(set(ids)) < len(ids):
        raise ValueError(f"'{key}' names the same id twice")


def _check_filled(text: str, key: str) -> None:
    if not text.strip():
        raise ValueError(f"'{key}' is missing")


def _moment(text: str) -> str:
    """A time in UTC, as decisions write it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'at' is {text!r}; write it as 2026-01-31T12:00:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return _written(moment)
    except OverflowError:
        raise ValueError(f"'at' is {text!r}, which is out of range") from None

"""Decisions: what people settled about a record, each with who, when, why and what they saw.

A decision is known by the hash of its content, so the same one met twice (a copied file, a cherry-picked
commit) counts once, and one that was altered by hand is noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, get_args

from aligner.record.model import FLAG_STATES, RELATIONS, SEVERITIES, Flag, Message, Relation

Verb = Literal[
    "accept",
    "reject",
    "link",
    "unlink",
    "edit",
    "flag",
    "confirm",
    "dismiss",
    "resolve",
    "comment",
    "withdraw",
]
Scope = Literal["flag", "evidence", "check"]

VERBS: tuple[Verb, ...] = get_args(Verb)
SCOPES: tuple[Scope, ...] = get_args(Scope)
LINK_VERBS: tuple[Verb, ...] = ("accept", "reject", "link", "unlink")
_FLAG_VERBS: tuple[Verb, ...] = ("flag", "confirm", "dismiss", "resolve")


@dataclass(frozen=True, slots=True)
class SeenFlag:
    """A flag as the person saw it, so that the log can be read without the alignment of its day."""

    flag: Flag
    evidence: tuple[str, ...]
    """What it rests on (`aligner.record.decisions.evidence.evidence`)."""
    kind: str
    """The kind of its evidence (`aligner.record.decisions.evidence.kind`)."""


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
    def evidence(self) -> tuple[str, ...]:
        """What a decision on a flag is about; a flag that somebody wrote by hand rests on itself."""
        return () if self.flag is None else self.flag.evidence or (self.id,)

    @property
    def segments(self) -> tuple[str, ...]:
        """Every segment it is about."""
        return (*self.zh, *self.en)

    def content(self) -> dict[str, Any]:
        """Plain data without the id; what says nothing is left out."""
        row: dict[str, Any] = {"verb": self.verb, "at": self.at, "by": self.by}
        values: dict[str, Any] = {
            "reason": self.reason,
            "zh": list(self.zh),
            "en": list(self.en),
            "seen": dict(sorted(self.seen.items())),
            "over": list(self.over),
            "group": self.group,
            "relation": self.relation,
        }
        row |= {key: value for key, value in values.items() if value}
        if self.verb == "edit":
            row |= {"before": self.before, "after": self.after}
        if self.flag is not None:
            row["flag"] = _flag_dict(self.flag)
        if self.scope != "flag":
            row["scope"] = self.scope
        if self.of:
            row["of"] = self.of
        return row

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the id first, as it stands in decisions.yml."""
        return {"id": self.id, **self.content()}


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
    flag = seen.flag
    row: dict[str, Any] = {
        "evidence": list(seen.evidence),
        "kind": seen.kind,
        "check": flag.check,
        "type": flag.type,
        "mqm": flag.mqm,
        "severity": flag.severity,
        "zh": list(flag.zh),
        "en": list(flag.en),
    }
    if flag.zh_span:
        row["zh_span"] = list(flag.zh_span)
    if flag.en_span:
        row["en_span"] = list(flag.en_span)
    return row | {"score": round(flag.score, 3), "message": {"en": flag.message.en, "zh": flag.message.zh}}


def decision_from(row: Mapping[str, Any], *, stamp: Mapping[str, str] | None = None) -> Decision:
    """The reverse of `as_dict`; ValueError says in words what does not fit.

    `stamp` fills in ``at`` and ``by`` where a file written by hand leaves them out.
    """
    row = {**(stamp or {}), **row}
    keys = {"id", "verb", "at", "by", "reason", "zh", "en", "seen", "over", "group", "relation", "before",
             "after", "flag", "scope", "of"}  # fmt: skip
    unknown = sorted(set(row) - keys)
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}'; known keys: {', '.join(sorted(keys))}")
    verb = _choice(row, "verb", VERBS)
    decision = Decision(
        verb=verb,
        at=_moment(_text(row, "at")),
        by=_text(row, "by"),
        reason=_optional(row, "reason"),
        zh=_ids(row, "zh"),
        en=_ids(row, "en"),
        seen=_mapping(row, "seen"),
        over=_ids(row, "over"),
        group=_optional(row, "group"),
        relation=_choice(row, "relation", RELATIONS) if row.get("relation") else None,
        before=_optional(row, "before") if verb == "edit" else None,
        after=_text(row, "after") if verb == "edit" else None,
        flag=_seen_flag(row["flag"]) if row.get("flag") else None,
        scope=_choice(row, "scope", SCOPES) if row.get("scope") else "flag",
        of=_optional(row, "of"),
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
    if verb in ("link", "unlink") and not (decision.zh and decision.en):
        raise ValueError(f"'{verb}' needs segments of both sides, under zh: and en:")
    if verb in ("accept", "reject", "comment") and not decision.segments:
        raise ValueError(f"'{verb}' needs the segments it is about, under zh: and en:")
    if verb == "reject" and not (decision.zh and decision.en):
        raise ValueError("'reject' needs segments of both sides, under zh: and en:")
    if verb == "edit" and len(decision.segments) != 1:
        raise ValueError("'edit' needs exactly one segment, under zh: or en:")
    if verb in _FLAG_VERBS and decision.flag is None:
        raise ValueError(f"'{verb}' needs the flag it is about, under flag:")
    if verb == "withdraw" and not decision.of:
        raise ValueError("'withdraw' needs the id of what is taken back, under of:")
    if decision.scope != "flag" and verb != "dismiss":
        raise ValueError("only 'dismiss' can reach further than one flag")


def _seen_flag(row: Any) -> SeenFlag:
    if not isinstance(row, Mapping):
        raise ValueError("'flag' should be a set of 'key: value' pairs")
    message = row.get("message") or {}
    if not isinstance(message, Mapping):
        raise ValueError("'message' should have an en: and a zh: text")
    flag = Flag(
        id="",
        type=_text(row, "type"),
        mqm=_text(row, "mqm"),
        severity=_choice(row, "severity", SEVERITIES),
        zh=_ids(row, "zh"),
        en=_ids(row, "en"),
        message=Message(en=_optional(message, "en"), zh=_optional(message, "zh")),
        score=_number(row, "score", 1.0),
        zh_span=_span(row, "zh_span"),
        en_span=_span(row, "en_span"),
        state=FLAG_STATES[0],
        check=_optional(row, "check"),
    )
    if not (flag.zh or flag.en):
        raise ValueError("'flag' names no segment")
    return SeenFlag(flag, _ids(row, "evidence"), _optional(row, "kind"))


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' is missing" if value in (None, "") else f"'{key}' should be a text")
    return value


def _optional(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"'{key}' should be a text")
    return value


def _choice(row: Mapping[str, Any], key: str, allowed: tuple[Any, ...]) -> Any:
    value = _text(row, key)
    if value not in allowed:
        raise ValueError(f"'{key}' is {value!r}; use one of: {', '.join(allowed)}")
    return value


def _ids(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"'{key}' should be a list of ids, such as [z12, z13]")
    if len(set(value)) != len(value):
        raise ValueError(f"'{key}' names the same id twice")
    return tuple(value)


def _mapping(row: Mapping[str, Any], key: str) -> dict[str, str]:
    value = row.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(
        isinstance(part, str) for item in value.items() for part in item
    ):
        raise ValueError(f"'{key}' should give a hash for each segment id")
    return dict(value)


def _number(row: Mapping[str, Any], key: str, default: float) -> float:
    try:
        value = float(row.get(key, default))
    except (TypeError, ValueError):
        raise ValueError(f"'{key}' should be a number from 0 to 1") from None
    if not 0 <= value <= 1:
        raise ValueError(f"'{key}' should be a number from 0 to 1")
    return value


def _span(row: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    value = row.get(key)
    if value in (None, "", "null", "~"):
        return None
    try:
        start, end = (int(part) for part in value)
    except (TypeError, ValueError):
        raise ValueError(f"'{key}' should be two character positions, such as [4, 9]") from None
    if not 0 <= start <= end:
        raise ValueError(f"'{key}' should be two character positions, such as [4, 9]")
    return start, end


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

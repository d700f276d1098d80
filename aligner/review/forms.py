"""Reading forms strictly, whatever a program or a hostile page may send."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict

from aligner.record.model import SIDES
from aligner.review.actions import ActionRequest

# Limits that no form of ours comes near: a page marks at most 400 passages, and the longest passage of the
# seeds has 330 characters. They only bound what a hostile page can make us keep.
_FIELDS = 2000
_TEXT = 20_000  # characters of a reason or a translation
_SHORT = 2_000  # characters of any other field
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


class FormError(Exception):
    """The form is not one of our pages'."""


class Form(ImmutableMultiDict[str, str]):
    """The fields of a form; each but the ids may stand once."""

    def text(self, name: str, limit: int = _SHORT) -> str:
        """A field's text without control characters; empty if it was not sent."""
        value = self.get(name, "").replace("\r\n", "\n")
        text = "".join(c for c in value if c.isprintable() or c in "\n\t\u3000\xa0")
        if len(text) > limit or len(self.getlist(name)) > 1:
            raise FormError(name)
        return text.strip()

    def ids(self, name: str) -> tuple[str, ...]:
        """A field that may stand several times."""
        values = self.getlist(name)
        if any(not value or len(value) > 100 or not value.isprintable() for value in values):
            raise FormError(name)
        return tuple(dict.fromkeys(values))

    def request(self) -> ActionRequest:
        """What it asks for."""
        do, _, plan = self.text("do").partition(":")
        if not _NAME.fullmatch(do):
            raise FormError("do")
        try:
            score = float(self.text("score") or "1")
        except ValueError:
            raise FormError("score") from None
        if not 0 <= score <= 1:
            raise FormError("score")
        return ActionRequest(
            do=do,
            zh=self.ids("zh"),
            en=self.ids("en"),
            flags=self.ids("flag"),
            reason=self.text("reason", _TEXT),
            after=self.text("after", _TEXT),
            before=self.text("before"),
            of=self.text("of"),
            plan=plan,
            score=score,
            kind=self.text("kind"),
            severity=self.text("severity"),
            words={side: self.text(f"{side}-words") for side in SIDES},
        )


def read_form(body: bytes) -> Form:
    """The fields of a urlencoded body; `FormError` if it is not one."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except (ValueError, UnicodeError):
        raise FormError("body") from None
    return Form(pairs)

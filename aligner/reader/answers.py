"""A reader's answer, read strictly: what it may not say it has not said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aligner.reader.instructions import VERDICTS, kind_rows
from aligner.reader.tasks import ReadingTask
from aligner.record.readings import PassageReading

# Characters of a reason that are kept: two long sentences.
_REASON = 400
_FENCE = re.compile(r"\A\s*```[a-z]*\s*(.*?)\s*```\s*\Z", re.DOTALL)


class AnswerError(ValueError):
    """An answer that cannot be used; the message says why, in words that a model can act on."""


def answer_values(content: str) -> Mapping[str, Any]:
    """The JSON object that a model wrote, with or without a code fence around it."""
    fenced = _FENCE.match(content)
    try:
        values = json.loads(fenced[1] if fenced else content)
    except ValueError:
        raise AnswerError("The answer is not a JSON object.") from None
    if not isinstance(values, dict):
        raise AnswerError("The answer is not a JSON object.")
    return values


def reading_from(task: ReadingTask, values: Mapping[str, Any], model: str) -> PassageReading:
    """The reading of a task; `AnswerError` where the values are none.

    A quotation that no passage has is left out (`misquotes` tells beforehand); so is a kind that does not
    exist. Whoever names a source cannot say that there is none.
    """
    verdict, sure = values.get("verdict"), values.get("sure", 1)
    if verdict not in VERDICTS:
        raise AnswerError(f"The verdict must be one of {', '.join(VERDICTS)}.")
    if isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 <= sure <= 1:
        raise AnswerError('"sure" must be a number from 0 to 1.')
    span, kind, why = (_text(values, name) for name in ("span", "kind", "why"))
    places = {place: words for words in _sources(values) if (place := task.place_of(words)) is not None}
    if verdict == "no_source" and places:
        raise AnswerError('"no_source" says that there is no source, and "source" quotes one.')
    differs = verdict != "ok"
    return PassageReading(
        passage=task.passage,
        texts=task.texts,
        model=model,
        verdict=verdict,
        sure=round(float(sure), 3),
        span=span if differs and span in task.report else "",
        kind=(kind if kind in kind_rows() else "other") if differs and verdict != "no_source" else "",
        why=" ".join(why.split())[:_REASON] if differs else "",
        source=tuple(places[place] for place in sorted(places) if place >= len(task.original)),
    )


def misquotes(task: ReadingTask, values: Mapping[str, Any]) -> list[str]:
    """What is wrong with each quotation of the answer that is none."""
    wrong = []
    if values.get("verdict") != "ok" and _text(values, "span") not in task.report:
        wrong.append('"span" must be copied from "report" character by character.')
    lost = sum(task.place_of(words) is None for words in _sources(values))
    advice = '"source" must be copied from "around" character by character, from each passage by itself.'
    return [*wrong, *[advice] * lost]


def _sources(values: Mapping[str, Any]) -> list[str]:
    """The quotations of the source; one may stand without a list."""
    value = values.get("source")
    quotations = [value] if isinstance(value, str) else value or []
    if not isinstance(quotations, list) or not all(isinstance(words, str) for words in quotations):
        raise AnswerError('"source" must be a list of texts.')
    return [words.strip() for words in quotations if words.strip()]


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AnswerError(f'"{name}" must be a text.')
    return value

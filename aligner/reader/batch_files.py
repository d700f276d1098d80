"""Tasks and answers as files of JSON lines, in the form of the common batch services.

A line of a task file is a request as OpenAI's batch interface takes it (``custom_id``, ``method``, ``url``,
``body``), with the task's own fields beside it for anybody who answers otherwise. A line of an answer file
may be a plain answer (``id``, ``verdict``, …), a line of OpenAI's output (``custom_id``, ``response``), or
one of Anthropic's (``custom_id``, ``result``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aligner.reader.answers import AnswerError, answer_values, misquotes, reading_from
from aligner.reader.instructions import chat_request
from aligner.reader.tasks import ReadingTask
from aligner.record.errors import InputError
from aligner.record.files.text import read_text
from aligner.record.readings import PassageReading

_URL = "/v1/chat/completions"


@dataclass(slots=True)
class ImportedAnswers:
    """What an answer file held."""

    readings: dict[str, PassageReading] = field(default_factory=dict)
    """By the id of the task; the last answer to each."""
    outdated: int = 0
    """Answers to texts that have changed since, or to a record that was not asked for."""
    misquoted: int = 0
    """Quotations that are left out, since no passage, or no single one, has the words."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason of each answer that could not be used."""


def task_line(task: ReadingTask, model: str) -> str:
    """A task as a line of a task file."""
    row = {
        "custom_id": task.batch_id,
        "method": "POST",
        "url": _URL,
        "body": chat_request(task.shown, model),
        **task.line,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def read_answers(path: Path, tasks: Sequence[ReadingTask], model: str = "") -> ImportedAnswers:
    """The answers of a file to some tasks. `model`: who answered, by default who the lines say.

    `InputError` where a line is no JSON object; an answer that makes no sense is passed over and named.
    """
    by_id = {key: task for task in tasks for key in (task.id, task.batch_id)}
    result = ImportedAnswers()
    for number, row in _rows(path):
        key = row.get("custom_id", row.get("id"))
        task = by_id.get(key) if isinstance(key, str) else None
        if task is None:
            result.outdated += 1
            continue
        try:
            values, by = _unwrapped(row)
            result.readings[task.id] = reading_from(task, values, model or by or "unnamed")
            result.misquoted += len(misquotes(task, values))
        except AnswerError as error:
            result.refused.append((number, str(error)))
    return result


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            mend = "an answer file has one JSON object a line"
            raise InputError("this is not a JSON object", file=path, line=number, mend=mend)
        yield number, row


def _unwrapped(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The answer in a line of any form, and the name of the model that gave it."""
    if "verdict" in row:
        return row, _name(row)
    body = _at(row, "response", "body") or _at(row, "result", "message") or row.get("answer")
    if not isinstance(body, dict):
        error = _at(row, "error", "message") or _at(row, "result", "error", "message")
        raise AnswerError(f"The service gave no answer: {error}" if error else "There is no answer.")
    if "verdict" in body:
        return body, _name(body)
    return answer_values("".join(_contents(body))), _name(body)


def _contents(body: Mapping[str, Any]) -> Iterable[str]:
    choice = _at(body, "choices", 0, "message", "content")
    if isinstance(choice, str):
        return [choice]
    blocks = body.get("content")
    texts = [_at(block, "text") for block in blocks] if isinstance(blocks, list) else []
    return [text for text in texts if isinstance(text, str)]


def _name(values: Mapping[str, Any]) -> str:
    model = values.get("model")
    return model if isinstance(model, str) else ""


def _at(value: Any, *path: str | int) -> Any:
    """What stands at a place of plain data; None where there is no such place."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value

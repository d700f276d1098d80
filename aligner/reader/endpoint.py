"""Reading by a language model at an address that the user named; the server speaks OpenAI's chat interface.

Nothing is sent to any other address, and nothing but the texts of the tasks. Each passage is a request of its
own, so that what one passage says cannot change what is said of another.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aligner.reader.answers import AnswerError, answer_values, misquotes, reading_from
from aligner.reader.instructions import chat_request
from aligner.reader.tasks import ReadingTask, Unread
from aligner.record.errors import InputError
from aligner.record.readings import PassageReading
from aligner.record.server_address import SERVER_ADDRESS, is_server_address

if TYPE_CHECKING:
    import httpx

KEY = "ALIGNER_READER_KEY"
"""The environment variable that holds the key of the service."""
# Seconds until a connection stands, and until an answer has arrived: a model of 8 B on a processor takes up
# to a minute for a long passage.
_CONNECT, _ANSWER = 10.0, 180.0
# Requests for one passage before it is given up: waits of 1, 2, 4 and 8 seconds, and as much again by chance.
_ATTEMPTS = 5
# Longest wait that a server may ask for, in seconds.
_LONGEST_WAIT = 120.0
# Bytes of an answer that are read: a hundred times as long as any that makes sense.
_MOST_BYTES = 1_000_000
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_SCHEMA_REFUSED = frozenset({400, 404, 422, 501})
"""Statuses with which servers refuse a request for an answer in a form that they do not know."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is, and how it is asked."""

    url: str
    """Base address, as in ``http://localhost:11434/v1``, or the address of the chat completions."""
    model: str
    at_once: int = 4
    """Requests that run at the same time."""
    wait: float = 1.0
    """Seconds before the second attempt; twice as many before each further one."""

    @property
    def address(self) -> str:
        """The address that requests go to."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    def read(self, tasks: Sequence[ReadingTask]) -> Iterator[PassageReading | Unread]:
        """Ask about each task; the readings as they come in, in any order.

        `InputError` where the address is none, or the server refuses everything (a wrong key, an unknown
        model).
        """
        _check_address(self.url)
        with _client() as client:
            session = _Session(client, self)
            pool = ThreadPoolExecutor(max(self.at_once, 1))
            try:
                futures = [pool.submit(session.read, task) for task in tasks]
                for future in as_completed(futures):
                    yield future.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


class _EndpointError(Exception):
    """The server does not answer as it should; another attempt would not help."""


def _check_address(url: str) -> None:
    if not is_server_address(url):
        raise InputError(f"'{url}' is not an address that can be asked", mend=SERVER_ADDRESS)


def _client() -> httpx.Client:
    import httpx  # noqa: PLC0415 - a tenth of a second that only those pay who read

    key = os.environ.get(KEY, "")
    headers = {"authorization": f"Bearer {key}"} if key else {}
    timeout = httpx.Timeout(_ANSWER, connect=_CONNECT)
    return httpx.Client(headers=headers, timeout=timeout, trust_env=False, follow_redirects=False)


class _Session:
    """Requests to one endpoint; safe to use from several threads."""

    def __init__(self, client: httpx.Client, endpoint: Endpoint) -> None:
        self._client = client
        self._endpoint = endpoint
        self._schema = True
        """Whether the server takes a schema for the answer."""

    def read(self, task: ReadingTask) -> PassageReading | Unread:
        """One passage: asked once, and once more where the answer cannot be used or misquotes the passage."""
        try:
            try:
                values = answer_values(self._ask(task))
                wrong = misquotes(task, values)
                if not wrong:
                    return reading_from(task, values, self._endpoint.model)
                complaint = f"Answer again: {' '.join(dict.fromkeys(wrong))}"
            except AnswerError as error:
                complaint = f"Answer again: {error}"
            return reading_from(task, answer_values(self._ask(task, complaint)), self._endpoint.model)
        except (AnswerError, _EndpointError) as error:
            return Unread(task, str(error))

    def _ask(self, task: ReadingTask, complaint: str = "") -> str:
        """What the model wrote."""
        body = chat_request(task.shown, self._endpoint.model, complaint=complaint)
        if not self._schema:
            del body["response_format"]
        answer = self._post(body)
        if answer.status_code in _SCHEMA_REFUSED and "response_format" in body:
            self._schema = False  # an older server: the instructions alone say what the answer is like
            del body["response_format"]
            answer = self._post(body)
        if answer.status_code != 200:
            raise InputError(
                f"{self._endpoint.address} answered {answer.status_code}: {_said(answer)}",
                mend=f"check the address, --reader-model and the key in {KEY}",
            )
        return _content(answer)

    def _post(self, body: Mapping[str, Any]) -> httpx.Response:
        """The answer, after as many attempts as it takes while the server is busy or out of reach."""
        import httpx  # noqa: PLC0415

        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            try:
                answer = self._client.post(self._endpoint.address, json=body)
            except httpx.TransportError as error:
                if last:
                    raise _EndpointError(
                        f"{self._endpoint.address}: {error or type(error).__name__}"
                    ) from None
                asked = 0.0
            else:
                if answer.status_code not in _BUSY:
                    return answer
                if last:
                    raise _EndpointError(f"{self._endpoint.address} is busy ({answer.status_code})")
                asked = _retry_after(answer)
            pause = self._endpoint.wait * 2**attempt * (1 + random.random())
            time.sleep(min(max(asked, pause), _LONGEST_WAIT))
        raise AssertionError("unreachable")


def _retry_after(answer: httpx.Response) -> float:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdecimal() else 0.0


def _said(answer: httpx.Response) -> str:
    """The server's own words, on one line."""
    return " ".join(answer.text[:300].split()) or answer.reason_phrase


def _content(answer: httpx.Response) -> str:
    try:
        if len(answer.content) > _MOST_BYTES:
            raise AnswerError("The answer is too long.")
        choice = answer.json()["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, AnswerError):
            raise
        raise AnswerError("The answer is not a chat completion.") from None
    if not isinstance(content, str):
        raise AnswerError("The answer is empty.")
    return content

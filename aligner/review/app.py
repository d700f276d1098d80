"""The workbench as a web application: its addresses, and how it answers."""

from __future__ import annotations

import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from aligner.card.shown_card import card_style
from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import CUT_VERBS, Decision
from aligner.record.decisions.evidence import fingerprint, text_hash
from aligner.record.errors import AlignerError
from aligner.record.model import SIDES, other
from aligner.record.version import __version__
from aligner.review import pages
from aligner.review.actions import (
    FLAG_ACTS,
    KINDS,
    ActionRequest,
    Realign,
    RefusedError,
    actions_taken,
    aligned_anew,
    decisions_for,
    renewable,
)
from aligner.review.drawn import DrawnParts, PageParts
from aligner.review.forms import FormError, read_form
from aligner.review.progress import is_undecided, progress
from aligner.review.query import Query, read_query
from aligner.review.record_page import Page
from aligner.review.record_state import Checker, ClashError, Due, Recheck, RecordState, Renew, Snapshot
from aligner.review.security import Access, Guard, read_body, too_long
from aligner.review.terms import load_dictionaries
from aligner.review.wording import Wording, load_words

_ASSETS = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_LANG = "aligner-lang"
# How long a browser remembers the language, in seconds: a year.
_YEAR = 31_536_000
_HELPERS: dict[str, Any] = {
    "KINDS": KINDS,
    "actions_taken": actions_taken,
    "key_groups": pages.KEY_GROUPS,
    "ratings": pages.RATINGS,
    "reasons": pages.REASONS,
    "progress": progress,
    "renewable": renewable,
    "text_hash": text_hash,
}
"""What templates may call beside the words and the values of their page."""
# Longest address to come back to, in characters; as long as `security` lets an address be. One that marks 400
# passages has about 3,200.
_BACK_LIMIT = 16_384
# Passages of a side that are marked after an undo: a screenful. Chosen, not measured.
_PASSAGES = 40


def create_app(
    configs: Sequence[RecordConfig],
    *,
    by: str,
    access: Access,
    recheck: Recheck | None = None,
    realign: Realign | None = None,
    due: Due | None = None,
    renew: Renew | None = None,
    quote: pages.Quote | None = None,
    more: Callable[[], Sequence[RecordConfig]] | None = None,
) -> Starlette:
    """The application for some records; decisions are taken in the name of `by`. `more`: all records of the
    project, for those that are made while the workbench runs."""
    bench = _Workbench(
        configs, by, partial(RecordState, recheck=recheck, due=due, renew=renew), realign, more
    )
    bench.quote = quote
    bench.templates.globals |= {"renews": renew is not None, "quotes": quote is not None}
    routes = [
        Route("/", bench.page(lambda _: pages.show_home(bench.all_records()))),
        Route("/keys", bench.page(lambda _: pages.PageView("keys.html"))),
        Route("/assets/{name}", bench.asset),
        Route("/records/{record}", bench.page(bench.record)),
        Route("/records/{record}", bench.decide, methods=["POST"]),
        Route("/records/{record}/quotation", bench.page(bench.quotation)),
        Route("/records/{record}/bulk", bench.page(bench.bulk)),
        Route("/records/{record}/log", bench.plain("log.html")),
        Route("/records/{record}/disputes", bench.plain("disputes.html")),
        Route("/records/{record}/state", bench.state),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=load_dictionaries, daemon=True, name="dictionaries").start()
        bench.checker.start()
        yield
        bench.checker.stop()

    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={
            HTTPException: bench.failed,
            AlignerError: bench.unreadable,
            Exception: bench.failed,
        },
        lifespan=lifespan,
    )


class _Workbench:
    """The records, and what answers a request about them."""

    def __init__(
        self,
        configs: Sequence[RecordConfig],
        by: str,
        open_: Callable[[RecordConfig], RecordState],
        realign: Realign | None,
        more: Callable[[], Sequence[RecordConfig]] | None,
    ) -> None:
        self.realign = realign
        self.quote: pages.Quote | None = None
        self._open = open_
        self._more = more
        self.records = {config.id: self._open(config) for config in configs}
        self.by = by
        self.secret = secrets.token_urlsafe(24)
        self.checker = Checker()
        self.templates = Environment(
            loader=ChoiceLoader([PackageLoader("aligner.review"), PackageLoader("aligner.card")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters["anchor"] = str
        self.parts = DrawnParts()
        self.templates.globals |= _HELPERS | {"by": by, "csrf": self.secret, "realigns": realign is not None}
        root = files("aligner.review").joinpath("assets")
        self.assets = {name: root.joinpath(name).read_bytes() for name in _ASSETS}
        self.assets["review.css"] += card_style()

    # Answers

    def page(self, make: Callable[[Request], pages.PageView]) -> Any:
        """An address that answers with a page."""

        async def answer(request: Request) -> Response:
            return self.render(request, await run_in_threadpool(make, request))

        return answer

    def plain(self, template: str) -> Any:
        """An address whose page needs nothing but the record."""
        return self.page(lambda request: pages.PageView(template, _shared(request, self.snapshot(request))))

    def render(self, request: Request, view: pages.PageView) -> Response:
        """A page in the language of the request; one that was asked for is remembered by the browser."""
        words = _words(request)
        text = self.templates.get_template(view.template).render(
            w=words,
            other_lang=other(words.side),
            parts=PageParts(self.parts, words.side, request.headers.get("x-view", "")),
            **view.values,
        )
        headers = {"content-location": view.address} if view.address else None
        answer = HTMLResponse(text, view.status, headers)
        lang = request.query_params.get("lang")
        if lang in SIDES:
            answer.set_cookie(_LANG, lang, samesite="strict", httponly=True, max_age=_YEAR)
        return answer

    async def asset(self, request: Request) -> Response:
        """A file of the package, by a table: no name from outside reaches a folder."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise HTTPException(404)
        answer = Response(self.assets[name], media_type=_ASSETS[name])
        answer.headers["etag"] = f'"{__version__}"'
        return answer

    async def failed(self, request: Request, error: Exception) -> Response:
        """The page for an address that does not exist, or for a fault of the program."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self.message(request, f"error.{status}", status=status)

    async def unreadable(self, request: Request, error: Exception) -> Response:
        """The page for a record whose files cannot be read."""
        return self.message(request, "error.record", str(error), status=500)

    def message(self, request: Request, key: str, *lines: str, status: int) -> Response:
        """A page of a few words."""
        title = key if _words(request).has(key) else "error.other"
        return self.render(request, pages.PageView("message.html", {"key": title, "lines": lines}, status))

    # Records

    def all_records(self) -> Sequence[RecordState]:
        """Those there are by now; one whose record.yml cannot be read is passed over until it can."""
        if self._more is not None:
            with suppress(AlignerError):
                for config in self._more():
                    if config.id not in self.records:
                        self.records[config.id] = self._open(config)
        return [self.records[name] for name in sorted(self.records)]

    def record_state(self, request: Request) -> RecordState:
        """The record of an address; 404 if there is none."""
        name = request.path_params["record"]
        if name not in self.records:
            self.all_records()
        record = self.records.get(name)
        if record is None:
            raise HTTPException(404)
        return record

    def snapshot(self, request: Request) -> Snapshot:
        """The record of an address as it is now; its checks are set going if they are due."""
        record = self.record_state(request)
        snapshot = record.snapshot()
        if snapshot.checking:
            self.checker.want(record)
        return snapshot

    def record(self, request: Request) -> pages.PageView:
        """A record's page."""
        return pages.show_record(self.snapshot(request), read_query(request.url.query), self.by)

    def quotation(self, request: Request) -> pages.PageView:
        """A finding's passages with their citations."""
        query = read_query(request.url.query)
        shown = self.quote and pages.show_quotation(self.snapshot(request), query, self.by, self.quote)
        if not shown:
            raise HTTPException(404)
        return shown

    def bulk(self, request: Request) -> pages.PageView:
        """The page for accepting many links."""
        shared = _shared(request, self.snapshot(request))
        return pages.show_bulk(shared["snapshot"], request.query_params.get("score", ""), shared["profile"])

    async def state(self, request: Request) -> Response:
        """For the page's script: whether somebody has decided something since, and whether the checks run."""
        snapshot = await run_in_threadpool(self.snapshot, request)
        flags = len(snapshot.resolved.alignment.flags)
        busy = snapshot.checking or snapshot.renewing
        return JSONResponse({"seen": snapshot.seen, "checking": busy, "flags": flags})

    # Decisions

    async def decide(self, request: Request) -> Response:
        """Write down what a form asks for, and show the record again."""
        record = self.record_state(request)
        body = await read_body(request)
        if body is None:
            return too_long()
        try:
            form = read_form(body)
            asked, seen = form.request(), form.text("seen")
            back, then = read_query(form.text("back", _BACK_LIMIT)), form.text("then")
            sent = form.text("csrf")
        except FormError:
            return self.message(request, "error.form", status=400)
        if not secrets.compare_digest(sent.encode(), self.secret.encode()):
            why = RefusedError("old-page")
            return self.render(request, pages.show_refusal(record.config, asked, back, why, status=403))
        act = partial(self.answer_act, record, asked, seen, back, then, "x-view" in request.headers)
        try:
            view = await run_in_threadpool(act)
        except RefusedError as error:
            newer = (await run_in_threadpool(record.snapshot)).since(seen)
            view = pages.show_refusal(record.config, asked, back, error, newer=newer)
        except ClashError as clash:
            view = pages.show_clash(clash, asked, back)
        return self.render(request, view) if view.template else RedirectResponse(view.address, 303)

    def answer_act(
        self, record: RecordState, asked: ActionRequest, seen: str, back: Query, then: str, in_place: bool
    ) -> pages.PageView:
        """Act, and go on: to an address, or with the page there for a script that puts it `in_place`."""
        snapshot, made = self.act(record, asked, seen)
        self.checker.want(record)
        base = f"/records/{quote(snapshot.config.id)}"
        if made and then in ("log", "disputes"):
            return pages.PageView("", address=f"{base}/{then}{back.bare().text().rstrip('?')}")
        query = self.following(snapshot, asked, back, made)
        shown = pages.show_record(snapshot, read_query(query), self.by) if in_place else pages.PageView("")
        return replace(shown, address=base + query)

    def act(
        self, record: RecordState, asked: ActionRequest, seen: str
    ) -> tuple[Snapshot, tuple[Decision, ...]]:
        """Write down the decisions of an act; the record is not locked while the matcher works."""
        if asked.do == "align-again":
            record.renew()
            return record.snapshot(), ()
        if asked.do == "realign" and self.realign is not None:
            asked = aligned_anew(record.snapshot().resolved, asked, self.realign)
        return record.act(seen, lambda now: decisions_for(now.resolved, asked, self.by))

    def place_of(self, snapshot: Snapshot, act: str, back: Query) -> Query:
        """Where an act was done that was taken back, or done again: its finding, opened, or its passages."""
        named = [e.decision for e in snapshot.resolved.log if act in (e.decision.id, e.decision.group)]
        if not named:
            return back
        first = named[0]
        if first.verb == "withdraw":
            return self.place_of(snapshot, first.of, back)
        about = next((fingerprint(d.evidence) for d in named if d.flag and d.verb != "resolve"), "")
        if about in snapshot.names.values():
            return replace(back, flag=about, zh=(), en=(), alone="")
        return replace(back, flag="", zh=first.zh[:_PASSAGES], en=first.en[:_PASSAGES])

    def following(
        self, snapshot: Snapshot, asked: ActionRequest, back: Query, made: Sequence[Decision]
    ) -> str:
        """What the record's page shows after an action, as the query of its address."""
        if not made:
            return back.text()
        links = [d for d in made if d.verb in ("link", "accept") and d.zh and d.en]
        page = Page(snapshot, back, self.by)
        settled = page.finding is not None and not is_undecided(page.finding)
        if asked.do in FLAG_ACTS or (links and settled):  # on to the next open flag
            back = read_query(page.next["flag"]) if "flag" in page.next else replace(back, flag="")
        elif asked.do in ("accept", "accept-all", "accept-only", "reject"):  # on to the next link
            back = read_query(page.next["link"]) if "link" in page.next else back
        elif made[0].verb == "withdraw":
            back = self.place_of(snapshot, made[0].of, back)
        elif asked.do == "raise":
            back = replace(back, zh=(), en=(), flag=fingerprint(made[0].evidence))
        elif made[0].verb in CUT_VERBS:
            whole = slice(1 if made[0].verb == "join" else None)
            back = replace(back, flag="", zh=made[0].zh[whole], en=made[0].en[whole])
        elif asked.do == "bulk":
            back = back.bare()
        elif len(links) == 1 and not back.flag:
            back = replace(back, zh=links[0].zh, en=links[0].en)
        return back.text(done=made[0].group or made[0].id)


def _shared(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    """What the pages beside a record's texts show: the record, and the profile of the texts."""
    return {"snapshot": snapshot, "profile": read_query(request.url.query).profile}


def _words(request: Request) -> Wording:
    """In the language that was chosen, or that the browser prefers."""
    asked = (request.query_params.get("lang"), request.cookies.get(_LANG))
    lang = next((lang for lang in asked if lang in SIDES), request.headers.get("accept-language", ""))
    return load_words("zh" if lang.lower().startswith("zh") else "en")

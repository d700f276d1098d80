"""The workbench as a web application: addresses, and what each answers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from aligner.record.config import RecordConfig
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.evidence import kind, text_hash
from aligner.record.decisions.resolved import Resolved
from aligner.record.errors import AlignerError
from aligner.record.model import other
from aligner.record.version import __version__
from aligner.review.actions import (
    Ask,
    RefusedError,
    acts,
    bulk_plan,
    decisions_for,
    flag_named,
    renewable,
    to_redo,
    to_undo,
)
from aligner.review.background import Checker
from aligner.review.forms import Form, FormError, read_form
from aligner.review.offers import bulk, offers
from aligner.review.progress import UNSURE, progress
from aligner.review.query import Query, read_query
from aligner.review.record_page import record_page
from aligner.review.record_state import ClashError, Desk, Due, Recheck, Sight
from aligner.review.security import Access, Guard
from aligner.review.wording import Wording, load_words

__all__ = ["create_app"]

_ASSETS = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_LANG = "aligner-lang"
_ADVANCING = ("confirm", "dismiss", "dismiss-kind", "dismiss-check")
_KEYS = (
    ("look", ("j", "k", "n", "N", "u", "U", "g", "G", "arrows", "space", "/", "Escape")),
    ("links", ("a", "r", "x", "l", "L", "m", "s", "o", "Control+ArrowUp", "Control+ArrowDown")),
    ("findings", ("c", "d")),
    ("texts", ("e", "t", "Control+Enter")),
    ("acts", ("z", "y", "b", "?")),
)


def create_app(
    configs: Sequence[RecordConfig],
    *,
    by: str,
    access: Access,
    recheck: Recheck | None = None,
    due: Due | None = None,
) -> Starlette:
    """The application for some records; decisions are taken in the name of `by`."""
    bench = _Workbench(configs, by, recheck, due)
    routes = [
        Route("/", bench.page(bench.home)),
        Route("/keys", bench.page(bench.keys)),
        Route("/assets/{name}", bench.asset),
        Route("/records/{record}", bench.page(bench.record)),
        Route("/records/{record}", bench.decide, methods=["POST"]),
        Route("/records/{record}/bulk", bench.page(bench.bulk)),
        Route("/records/{record}/log", bench.page(bench.log)),
        Route("/records/{record}/disputes", bench.page(bench.disputes)),
        Route("/records/{record}/state", bench.state),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        bench.checker.start()
        yield
        bench.checker.stop()

    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={
            HTTPException: bench.not_here,
            AlignerError: bench.unreadable,
            Exception: bench.not_here,
        },
        lifespan=lifespan,
    )


class _Workbench:
    """The pages; each is a function of a request that returns a template's name and values."""

    def __init__(
        self, configs: Sequence[RecordConfig], by: str, recheck: Recheck | None, due: Due | None
    ) -> None:
        self.desks = {config.id: Desk(config, recheck=recheck, due=due) for config in configs}
        self.by = by
        self.secret = secrets.token_urlsafe(24)
        self.checker = Checker()
        self.templates = Environment(
            loader=PackageLoader("aligner.review"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        root = files("aligner.review").joinpath("assets")
        self.assets = {name: root.joinpath(name).read_bytes() for name in _ASSETS}

    # Frames

    def page(self, make: Callable[[Request, Wording], tuple[str, dict[str, Any]]]) -> Any:
        """An address that answers with a page."""

        async def answer(request: Request) -> Response:
            words = _words(request)
            name, values = await run_in_threadpool(make, request, words)
            return self.render(request, name, values, words=words)

        return answer

    def render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any],
        *,
        status: int = 200,
        words: Wording | None = None,
    ) -> Response:
        words = words or _words(request)
        text = self.templates.get_template(template).render(
            w=words,
            by=self.by,
            csrf=self.secret,
            version=__version__,
            other_lang="en" if words.side == "zh" else "zh",
            here=request.url.path,
            key_groups=_KEYS,
            **values,
        )
        answer = HTMLResponse(text, status_code=status)
        wanted = request.query_params.get("lang")
        if wanted in ("zh", "en"):
            answer.set_cookie(_LANG, wanted, samesite="strict", httponly=True, max_age=31_536_000)
        return answer

    async def asset(self, request: Request) -> Response:
        """A file of the package, by a table: no name from outside reaches a folder."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise HTTPException(404)
        answer = Response(self.assets[name], media_type=_ASSETS[name])
        answer.headers["etag"] = f'"{__version__}"'
        return answer

    async def not_here(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        key = f"error.{status}" if _words(request).has(f"error.{status}") else "error.other"
        return self.render(request, "message.html", {"title": key, "lines": [], "back": "/"}, status=status)

    async def unreadable(self, request: Request, error: Exception) -> Response:
        values = {"title": "error.record", "lines": [str(error)], "back": "/"}
        return self.render(request, "message.html", values, status=500)

    def desk(self, request: Request) -> Desk:
        found = self.desks.get(request.path_params["record"])
        if found is None:
            raise HTTPException(404)
        return found

    def sight(self, request: Request) -> tuple[Desk, Sight]:
        desk = self.desk(request)
        sight = desk.look()
        if sight.checking:
            self.checker.want(desk)
        return desk, sight

    # Pages

    def home(self, _: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        rows = []
        for desk in self.desks.values():
            try:
                sight = desk.look()
            except AlignerError as error:
                rows.append({"config": desk.config, "error": str(error)})
                continue
            rows.append(
                {
                    "config": desk.config,
                    "error": "",
                    "progress": progress(sight.resolved.alignment),
                    "disputes": len(sight.resolved.conflicts) + len(sight.resolved.stale),
                    "due": sight.due,
                }
            )
        return "home.html", {"rows": rows, "title": words("home.title")}

    def keys(self, _: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        return "keys.html", {"title": words("keys.title")}

    def record(self, request: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        _, sight = self.sight(request)
        query = read_query(request.url.query)
        page = record_page(sight, query, self.by)
        resolved, alignment = sight.resolved, sight.resolved.alignment
        target = other(alignment.original)
        keys = page.query.zh if target == "zh" else page.query.en
        rest = page.query.en if target == "zh" else page.query.zh
        marked = page.query.zh + page.query.en
        link = page.link.link if page.link else None
        editable = keys[0] if len(keys) == 1 and (not rest or link) else ""
        if page.flag and not marked:
            about = page.flag.flag.side(target)
            editable = about[0] if len(about) == 1 else ""
        segment = alignment.segments[editable] if editable else None
        values = {
            **self.frame(sight),
            "page": page,
            "offers": offers(resolved, page.query.zh, page.query.en),
            "edit": segment,
            "edit_side": target,
            "edit_hash": text_hash(segment.shown) if segment else "",
            "about": self.history(resolved, page.flag.flag.zh + page.flag.flag.en if page.flag else marked),
            "same": self.same(sight, page.flag.name if page.flag else ""),
            "sections": [(s, progress(alignment, s.segments)) for s in page.sections],
            "done": _told(resolved, page.query.done, words),
            "undo": to_undo(resolved, self.by),
            "redo": to_redo(resolved, self.by),
            "title": sight.config.title.side(words.side),
            "unsure": UNSURE,
        }
        return "record.html", values

    def frame(self, sight: Sight) -> dict[str, Any]:
        """What all pages of a record show above."""
        resolved = sight.resolved
        return {
            "sight": sight,
            "config": sight.config,
            "alignment": resolved.alignment,
            "progress": progress(resolved.alignment),
            "disputed": len(resolved.conflicts) + len(resolved.stale),
        }

    def history(self, resolved: Resolved, keys: Sequence[str]) -> list[Any]:
        """The decisions about some passages, newest first."""
        if len(keys) > 40:
            keys = keys[:40]
        found = [e for e in resolved.log if not {*keys}.isdisjoint(e.decision.segments)]
        return list(reversed(found))[:30] if keys else []

    def same(self, sight: Sight, name: str) -> dict[str, int]:
        """How many open flags each reach of a dismissal would settle."""
        flag = flag_named(sight.resolved, name)
        if flag is None:
            return {}
        alignment = sight.resolved.alignment
        open_ = [f for f in alignment.flags if f.state == "issue"]
        mine = kind(flag, alignment)
        return {
            "kind": sum(kind(f, alignment) == mine for f in open_),
            "check": sum(f.check == flag.check for f in open_),
        }

    def bulk(self, request: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        _, sight = self.sight(request)
        score = _score(request.query_params.get("score", "90"))
        sure, left = bulk(sight.resolved, score / 100)
        values = {
            **self.frame(sight),
            "score": score,
            "sure": sure,
            "left": left,
            "plan": bulk_plan(sight.resolved, score / 100).plan,
            "title": words("bulk.title"),
        }
        return "bulk.html", values

    def log(self, request: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        _, sight = self.sight(request)
        told = [(name, entries) for name, entries in reversed(acts(sight.resolved))]
        return "log.html", {**self.frame(sight), "acts": told, "title": words("log.title")}

    def disputes(self, request: Request, words: Wording) -> tuple[str, dict[str, Any]]:
        _, sight = self.sight(request)
        again = {
            e.decision.id: renewable(sight.resolved, e.decision)
            for e in sight.resolved.log
            if e.standing in ("stale", "conflict")
        }
        return "disputes.html", {**self.frame(sight), "again": again, "title": words("disputes.title")}

    async def state(self, request: Request) -> Response:
        """For the page's script: whether somebody went on, and whether the checks are done."""
        _, sight = await run_in_threadpool(self.sight, request)
        flags = len(sight.resolved.alignment.flags)
        return JSONResponse({"seen": sight.seen, "checking": sight.checking, "flags": flags})

    # Decisions

    async def decide(self, request: Request) -> Response:
        """Take what a form asks for down in the log, and show the record again."""
        desk = self.desk(request)
        try:
            form = read_form(await request.body())
            ask, seen, back = form.ask(), form.text("seen"), read_query(form.text("back", 16384))
            sent = form.text("csrf")
        except FormError:
            return self.render(
                request, "message.html", {"title": "error.form", "lines": [], "back": "/"}, status=400
            )
        if not secrets.compare_digest(sent.encode(), self.secret.encode()):
            return self.refused(request, desk, ask, back, "old-page", 403)
        try:
            sight, made = await run_in_threadpool(
                desk.act, seen, lambda now: decisions_for(now.resolved, ask, self.by)
            )
        except RefusedError as error:
            newer = (await run_in_threadpool(desk.look)).since(seen)
            return self.refused(request, desk, ask, back, error.key, 409, newer=newer, **error.values)
        except ClashError as clash:
            return await run_in_threadpool(self.clashed, request, clash, ask, back)
        self.checker.want(desk)
        return RedirectResponse(self.after(sight, ask, back, made, form), status_code=303)

    def after(self, sight: Sight, ask: Ask, back: Query, made: Sequence[Decision], form: Form) -> str:
        """The address to go on with."""
        base = f"/records/{sight.config.id}"
        if form.text("then") in ("log", "disputes"):
            return f"{base}/{form.text('then')}"
        if ask.do in _ADVANCING:
            found = record_page(sight, back, self.by).next.get("flag")
            query = read_query(found) if found else replace(back, flag="")
            return base + query.text(done=made[0].group or made[0].id)
        links = [d for d in made if d.verb in ("link", "accept") and d.zh and d.en]
        if ask.do == "bulk":
            return base + back.bare().text(done=made[0].group or made[0].id)
        if len(links) == 1 and not back.flag:
            back = replace(back, zh=links[0].zh, en=links[0].en)
        return base + back.text(done=made[0].group or made[0].id)

    def refused(
        self,
        request: Request,
        desk: Desk,
        ask: Ask,
        back: Query,
        key: str,
        status: int,
        *,
        newer: Sequence[Decision] = (),
        **values: object,
    ) -> Response:
        """Why an act does not fit, with what the person wrote."""
        words = _words(request)
        return self.render(
            request,
            "refused.html",
            {
                "why": words(f"refused.{key}", **values),
                "config": desk.config,
                "newer": newer[-10:],
                "written": [text for text in (ask.after, ask.reason) if text],
                "back": f"/records/{desk.config.id}{back.text()}",
                "title": words("refused.title"),
            },
            status=status,
            words=words,
        )

    def clashed(self, request: Request, clash: ClashError, ask: Ask, back: Query) -> Response:
        """Both decisions side by side; the person may insist, now knowing the other."""
        words = _words(request)
        values = {
            **self.frame(clash.sight),
            "newer": clash.newer,
            "wanted": clash.wanted,
            "ask": ask,
            "back_query": back.text(),
            "back": f"/records/{clash.sight.config.id}{back.text()}",
            "title": words("clash.title"),
        }
        return self.render(request, "clash.html", values, status=409, words=words)


def _words(request: Request) -> Wording:
    """In the language that was chosen, or that the browser prefers."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(_LANG)):
        if wanted in ("zh", "en"):
            return load_words("zh" if wanted == "zh" else "en")
    accepted = request.headers.get("accept-language", "").lower()
    return load_words("zh" if accepted.startswith("zh") else "en")


def _told(resolved: Resolved, name: str, words: Wording) -> str:
    """What an act did, by its group or id; empty where there is none."""
    done = [e.decision for e in resolved.log if name and name in (e.decision.group, e.decision.id)]
    if not done:
        return ""
    if done[0].verb != "withdraw":
        return words("done", what=words.act([d for d in done if d.verb != "resolve"]))
    taken = [e.decision for e in resolved.log if done[0].of in (e.decision.group, e.decision.id)]
    if len(taken) == 1 and taken[0].verb == "withdraw":
        back = [e.decision for e in resolved.log if taken[0].of in (e.decision.group, e.decision.id)]
        return words("redone", what=words.act(back))
    return words("undone", what=words.act(taken))


def _score(text: str) -> int:
    """Per cent, 0 to 100."""
    return min(int(text), 100) if text.isascii() and text.isdigit() and len(text) < 5 else 90

"""The page of the playground, and the application that serves it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from html import escape
from importlib.resources import files

from fastapi import FastAPI, Request
from nicegui import ui
from nicegui.client import Client

from bot.core.preferences import LANGUAGES
from bot.platforms.web.cards import Words
from bot.platforms.web.playground import Playground
from bot.platforms.web.visit import Visit

_VIEWPORT = "width=device-width, initial-scale=1, interactive-widget=resizes-content"


def application(playground: Playground) -> FastAPI:
    """The application whose `/` is a page of this playground.

    NiceGUI is one to a process: a later playground takes the place of an earlier one.
    """

    async def open_page(request: Request, at: str = "") -> None:
        wanted = request.headers.get("accept-language", "")
        language = language_of_browser(wanted) or playground.language
        ui.add_head_html(_head(language, partial(playground.say, language)))
        client = ui.context.client
        visit = Visit(playground, language, client)
        client.on_connect(visit.attend)
        client.on_delete(visit.leave)
        await visit.open(at)

    title = playground.say(playground.language, "web.coach")
    ui.page("/", title=title, viewport=_VIEWPORT, favicon=_text("coach.svg"))(open_page)
    return _house()


def language_of_browser(wanted: str) -> str | None:
    """The language of ours that an `Accept-Language` header likes best (RFC 9110, 12.5.4)."""
    weighed: list[tuple[float, str]] = []
    for one in wanted.split(","):
        name, _, more = one.partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", more) if more else None
        if not more or weight:
            weighed.append((float(weight[1]) if weight else 1.0, name.strip().casefold()[:2]))
    liked = [name for weight, name in sorted(weighed, key=lambda one: -one[0]) if weight > 0]
    return next((name for name in liked if name in LANGUAGES), None)


@cache
def _house() -> FastAPI:
    house = FastAPI(lifespan=_visited, docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        house,
        dark=False,  # the page has themes of its own
        tailwind=False,
        binding_refresh_interval=None,
        show_welcome_message=False,
        cache_control_directives="no-cache",  # an upgrade may keep a script's address
    )
    return house


@asynccontextmanager
async def _visited(_: FastAPI) -> AsyncIterator[None]:
    yield
    for client in list(Client.instances.values()):  # or they would come back to a later playground
        client.delete()


def _head(language: str, words: Words) -> str:
    lost = escape(words("web.lost"), quote=True).replace("\\", "")
    return (
        f"<style>:root {{ --lost: '{lost}' }}\n{_text('page.css')}</style>"
        f"<script>document.documentElement.lang = '{language}';\n{_text('page.js')}</script>"
    )


@cache
def _text(name: str) -> str:
    return (files(__package__) / "browser" / name).read_text(encoding="utf-8")

"""A playground with a scripted coach, and a browser that looks at it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from bot.core.chat import Channel, Community, Member
from bot.platforms.transcript_mouth import TranscriptMouth
from bot.platforms.web import WebEars
from bot.words import say
from tests.platforms.web.memory_transcript import MemoryTranscript
from tests.platforms.web.scripted_coach import ScriptedCoach

COMMUNITY = Community("web", "playground")
ME = Member(COMMUNITY, "you")
GENERAL = Channel(COMMUNITY, "general")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def now() -> datetime:
    """The time, as the app would hand it in."""
    return datetime.now(UTC)


@dataclass
class Stage:
    """A playground that is being served."""

    url: str
    transcript: MemoryTranscript
    mouth: TranscriptMouth
    coach: ScriptedCoach


@asynccontextmanager
async def served(port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Stage]:
    """Serve a playground as long as the block lasts."""
    transcript = MemoryTranscript()
    mouth = TranscriptMouth(transcript, now)
    coach = ScriptedCoach(mouth, say)
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    ears = WebEars(
        host=host,
        port=port,
        community=COMMUNITY,
        transcript=transcript,
        say=say,
        clock=now,
        status=lambda language: f"a scripted coach ({language})",
        on_ready=ready.set_result,
    )
    running = asyncio.create_task(ears.run(coach.accept, coach.ask, coach.suggest))
    either: list[asyncio.Future[Any]] = [running, ready]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    try:
        if running.done():
            running.result()
        yield Stage(ready.result(), transcript, mouth, coach)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest_asyncio.fixture(loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    """A playground of this test's own."""
    async with served() as playing:
        yield playing


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A browser; a test is skipped where there is none to be had, and fails if that is in CI."""
    async with async_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not found and not Path(playwright.chromium.executable_path).exists():
            message = f"no browser here: install one of {', '.join(BROWSERS)}"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
        chromium = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        await chromium.close()


class Tabs:
    """Opens pages, and remembers what they complained of and what they fetched from elsewhere."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self._browser = browser
        self._stage = stage
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    async def context(self, **options: Any) -> BrowserContext:
        """A browser with no memory of the others."""
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options
        context = await self._browser.new_context(**options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context

    async def open(
        self, context: BrowserContext | None = None, at: str = "/", **options: Any
    ) -> Page:
        """A page of the playground that is ready to be used."""
        page = await (context or await self.context(**options)).new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        await page.goto(f"{self._stage.url}{at}")
        await ready(page)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, url: str) -> None:
        if not url.startswith((self._stage.url, self._stage.url.replace("http", "ws"), "data:")):
            self.complaints.append(f"fetched {url}")


async def ready(page: Page) -> None:
    """Wait until the page listens."""
    await page.get_by_test_id("message-box").wait_for()
    await page.wait_for_function("window.did_handshake")


@pytest_asyncio.fixture(loop_scope="module")
async def tabs(browser: Browser, stage: Stage) -> AsyncIterator[Tabs]:
    """Pages to open; no page may complain or fetch anything from elsewhere."""
    opened = Tabs(browser, stage)
    yield opened
    for context in opened.contexts:
        await context.close()
    assert opened.complaints == []

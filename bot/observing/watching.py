"""Puts itself around the parts of a house, so that what they do is told to whoever watches."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.core.errors import CoachError
from bot.core.happenings import Done, Happening, Recorded, Tell
from bot.core.overview import Overview
from bot.core.ports import LanguageModel, Mouth, Step
from bot.core.requests import Request
from bot.observing import current
from bot.observing.current import CURRENT, Current
from bot.observing.spans import Spans
from bot.observing.watched_model import WatchedModel
from bot.observing.watched_mouth import WatchedMouth

Durable = Callable[[str, Step], Awaitable[None]]
UNFORESEEN, BROKEN_OFF = "error.unexpected", "cancelled"


class Watching:
    """`tell` takes what happens in this process, for every one of the `listeners`."""

    def __init__(self, listeners: Sequence[Tell], spans: Spans, overview: Overview) -> None:
        self._listeners = listeners
        self._spans = spans
        self._overview = overview

    def tell(self, happening: Happening) -> None:
        """Pass on what happened."""
        if isinstance(happening, Recorded):
            self._spans.recorded(current.of(happening.request), happening.seconds)
        for listener in self._listeners:
            listener(happening)

    def model(self, model: LanguageModel) -> LanguageModel:
        """The model, watched."""
        return WatchedModel(model, self.tell, self._spans)

    def mouth(self, platform: str, mouth: Mouth) -> Mouth:
        """The mouth of a platform, watched."""
        return WatchedMouth(platform, mouth, self.tell, self._spans)

    def act(
        self, act: Callable[[Request], Awaitable[None]]
    ) -> Callable[[Request], Awaitable[None]]:
        """What does short work, watched."""

        async def watched(request: Request) -> None:
            now = current.of(request)
            with self._work(now, now.kind, long=False):
                await act(request)

        return watched

    def durable(self, work: Mapping[str, Durable]) -> dict[str, Durable]:
        """Long work by its names, watched."""
        return {name: self._long(name, one) for name, one in work.items()}

    def _long(self, name: str, work: Durable) -> Durable:
        async def watched(key: str, step: Step) -> None:
            with self._work(await self._heard(key, name), name, long=True):
                await work(key, step)

        return watched

    async def _heard(self, key: str, name: str) -> Current:
        try:
            heard = await self._overview.heard(key)
        except CoachError:  # the work itself meets it, too, and says so
            heard = None
        if heard is None:
            return Current(current.named(key), name)
        return Current(
            current.named(key),
            heard.kind or name,
            heard.community.platform,
            str(heard.community),
            heard.at.timestamp(),
        )

    @contextmanager
    def _work(self, now: Current, name: str, *, long: bool) -> Iterator[None]:
        began, trouble = time.monotonic(), ""
        before = CURRENT.set(now)
        with self._spans.work(now, name) as span:
            try:
                yield
            except CoachError as exc:
                trouble = exc.key
                raise
            except asyncio.CancelledError:
                trouble = BROKEN_OFF
                raise
            except Exception:
                trouble = UNFORESEEN
                raise
            finally:
                span.end(trouble)
                seconds = time.monotonic() - began
                self.tell(Done(now.platform, name, long, seconds, trouble))
                CURRENT.reset(before)

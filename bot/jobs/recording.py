"""Records requests: those that come at once are written in one transaction."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.errors import CoachError
from bot.core.happenings import Recorded, Tell, untold
from bot.core.keeping_work import Inbox
from bot.core.requests import Request

MOST = 500
"""Requests in one transaction."""


@dataclass
class Recorder:
    """The port `Accept`: group commit over the inbox. `recorded` is set whenever something was.

    What is recorded waits for whoever takes it; while `replica` names the one of this process, its
    requests are taken at once and handed over here.
    """

    inbox: Inbox
    recorded: asyncio.Event = field(default_factory=asyncio.Event)
    replica: str | None = None
    untaken: bool = True
    """Whether something may wait in the inbox since this was last set to false."""
    doubtful: set[str] = field(default_factory=set)
    """Keys of what may have been recorded and taken although we were told that it was not."""
    tell: Tell = untold
    _taken: list[Request] = field(default_factory=list)
    _waiting: list[tuple[Request, "asyncio.Future[None]"]] = field(default_factory=list)
    _writer: "asyncio.Task[None] | None" = None

    async def accept(self, request: Request) -> None:
        """Returns once the request is on disk; StoreTrouble if it is not."""
        loop, began = asyncio.get_running_loop(), time.monotonic()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((request, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done
        self.tell(Recorded(request, time.monotonic() - began))

    def taken(self) -> list[Request]:
        """What was recorded and taken since this was last asked for, in order."""
        taken, self._taken = self._taken, []
        return taken

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            unique: dict[str, Request] = {}
            for request, _ in batch:
                unique.setdefault(request.key, request)
            trouble: CoachError | None = None
            try:
                await self._record(unique)
            except CoachError as exc:
                trouble = exc
            for _, done in batch:
                if done.done():
                    continue
                if trouble is not None:
                    done.set_exception(trouble)
                else:
                    done.set_result(None)
            if trouble is None:
                self.recorded.set()

    async def _record(self, requests: Mapping[str, Request]) -> None:
        replica = self.replica
        try:
            new = await self.inbox.record(list(requests.values()), replica)
        except CoachError:
            if replica is not None:
                self.doubtful |= requests.keys()
            raise
        if replica is None:
            self.untaken = True
        else:
            self._taken += (request for key, request in requests.items() if key in new)

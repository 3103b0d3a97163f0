"""Holds members and channels to their limits, and each member to one long job at a time."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.chat import Channel, Direct, Member
from bot.core.errors import NotAllowed, NotNow, Stopped
from bot.core.keeping_grades import Blocked, Spending, UnderWay
from bot.core.limits import DAY, Limits
from bot.core.ports import Clock
from bot.flows.voice import Voice

T = TypeVar("T")

LONGEST_JOB = timedelta(minutes=15)
"""How long a job may hold its member's place; a process that dies lets go of it no later."""


@dataclass(frozen=True)
class Limiting:
    """A job has the same name however often it is tried; `every` is the seconds between two looks
    whether it is to stop."""

    limits: Limits
    spending: Spending
    under_way: UnderWay
    blocked: Blocked
    voice: Voice
    clock: Clock
    every: float = 1.0

    async def admit(self, member: Member, channel: Channel | None, job: str) -> None:
        """Returns where a member may have the job done in a channel (None: privately).

        NotAllowed where the operator keeps them out; NotNow over a limit, with when it is open
        again. A job that was noted before is not in its own way. Several that are admitted at once
        may exceed a channel's limit together.
        """
        if await self.blocked.has(member):
            raise NotAllowed("error.blocked")
        now = self.clock()
        spent = await self.spending.of_member(member, now - DAY, but=job)
        opens = self.limits.member_opens(spent, now)
        if opens is not None:
            raise NotNow("error.over_limit", when=await self._said(opens, member, channel))
        if channel is None:
            return
        spent = await self.spending.of_channel(channel, now - DAY, but=job)
        opens = self.limits.channel_opens(spent, now)
        if opens is not None:
            raise NotNow("error.over_limit_channel", when=await self._said(opens, member, channel))

    @asynccontextmanager
    async def turn(self, member: Member, job: str) -> AsyncIterator[None]:
        """The member's one long job is this one within the block; NotNow where it is another."""
        now = self.clock()
        if not await self.under_way.begin(member, job, now, now + LONGEST_JOB):
            raise NotNow("error.one_at_a_time")
        try:
            yield
        finally:
            await self.under_way.end(member, job)

    async def stopped(self, member: Member, job: str) -> bool:
        """Whether the member asked that the job be stopped, of whichever process."""
        return await self.under_way.is_stopped(member, job)

    async def stoppable(
        self, member: Member, job: str, updates: AsyncGenerator[T, None]
    ) -> AsyncGenerator[T, None]:
        """What comes, as it comes, until the job is asked to stop: then `updates` is closed, also
        while it waits for a model, and Stopped is raised."""
        queue: asyncio.Queue[T | _End] = asyncio.Queue(maxsize=1)

        async def feed() -> None:
            try:
                async with aclosing(updates):
                    async for one in updates:
                        await queue.put(one)
            except Exception as exc:
                await queue.put(_End(exc))
            else:
                await queue.put(_End())

        over = asyncio.Event()

        async def watch() -> bool:
            while not over.is_set():
                if await self.stopped(member, job):
                    return True
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), self.every)
            return False

        feeding, watching = asyncio.create_task(feed()), asyncio.create_task(watch())
        getting: asyncio.Task[T | _End] | None = None
        try:
            while True:
                getting = asyncio.create_task(queue.get())
                await asyncio.wait({getting, watching}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done() and watching.result():
                    raise Stopped
                came = getting.result()
                if isinstance(came, _End):
                    if came.trouble is not None:
                        raise came.trouble
                    return
                yield came
        finally:
            over.set()  # not cancelled: a look into the store is seen through
            tasks = [one for one in (getting, feeding) if one is not None]
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, watching, return_exceptions=True)

    async def spent(self, member: Member, channel: Channel | None, job: str, tokens: int) -> None:
        """Note what a job took, once it is over, however it ended; noted again, its tokens are
        replaced."""
        await self.spending.spend(member, channel, job, tokens, self.clock())

    async def _said(self, opens: datetime, member: Member, channel: Channel | None) -> str:
        """A moment as it is said to a member: the first full minute from then on, in their
        zone."""
        chosen = await self.voice.preferences(member, channel or Direct(member))
        name = chosen.zone or "Etc/UTC"
        zone = ZoneInfo(name)
        rest = timedelta(seconds=opens.second, microseconds=opens.microsecond)
        local = (opens + (timedelta(minutes=1) - rest if rest else rest)).astimezone(zone)
        same_day = local.date() == self.clock().astimezone(zone).date()
        return f"{local:%H:%M} ({name})" if same_day else f"{local:%Y-%m-%d %H:%M} ({name})"


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes, because of trouble where there was some."""

    trouble: Exception | None = None

"""Takes what was recorded, in order, and has it done: short work here, long work as a workflow."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.core.errors import where
from bot.core.keeping_work import SILENT, Inbox, Replicas
from bot.core.requests import Request
from bot.jobs.recording import Recorder
from bot.jobs.workflows import Workflows

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the inbox when nothing was recorded here."""
BEAT_EVERY = 3.0
"""Seconds between two signs of life, and two looks for dead replicas."""
MOST = 100
"""Requests that are taken at once."""
AT_ONCE = 16
"""Requests of a community that are done at once: what more is recorded meanwhile is acknowledged
sooner so, and who is slow still holds up nobody."""


@dataclass
class Pump:
    """Requests of one member are done one after another; members do not wait for each other: in a
    company all are one community."""

    inbox: Inbox
    recorder: Recorder
    replicas: Replicas
    workflows: Workflows
    platforms: Collection[str]
    replica: str
    act: Callable[[Request], Awaitable[None]]
    workflow_of: Callable[[Request], Awaitable[str | None]]
    _under_way: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _busy: WeakValueDictionary[str, asyncio.Semaphore] = field(default_factory=WeakValueDictionary)
    _returned: bool = False
    """Whether what this replica took before it ended waits again."""

    async def run(self) -> None:
        """Work until cancelled, whatever goes wrong on the way."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat())
            tasks.create_task(self._pump(tasks))

    async def settled(self, key: str) -> None:
        """Returns once everything that the request of this key led to is done."""
        wait = 0.01
        while not await self.inbox.is_done(key) or not await self.workflows.finished(key):
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, 0.25)

    async def _beat(self) -> None:
        while True:
            try:
                await self.replicas.beat(self.replica)
                await self.workflows.revive()
                dead = await self.replicas.dead(self.replica)
                if dead:
                    await self.inbox.give_back(dead)
                    done = await self.workflows.take_over(dead, self.platforms)
                    await self.replicas.forget(sorted(done))
                    self.recorder.untaken = True
                    self.recorder.recorded.set()
            except Exception as exc:
                logger.warning("no sign of life, or no take-over: %s", where(exc))
            began = time.monotonic()
            await asyncio.sleep(BEAT_EVERY)
            if time.monotonic() - began > SILENT.total_seconds():
                self.workflows.leave()  # before anything else is sent: others have begun it again

    async def _pump(self, tasks: asyncio.TaskGroup) -> None:
        """Once nothing waits in the inbox, what is recorded here is handed over without a look at
        it."""
        recorder, now = self.recorder, asyncio.get_running_loop().time
        look_at = 0.0
        try:
            while True:
                recorder.recorded.clear()
                if recorder.untaken or recorder.doubtful or now() >= look_at:
                    look_at = now() + LOOK_EVERY
                    await self._look(tasks)
                for request in recorder.taken():
                    self._follow(request, tasks)
                if not recorder.untaken:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_EVERY):  # `wait_for` may miss a cancel
                            await recorder.recorded.wait()
        finally:
            recorder.replica = None

    async def _look(self, tasks: asyncio.TaskGroup) -> None:
        """Take what waits in the inbox."""
        recorder = self.recorder
        recorder.untaken = False
        try:
            if not self._returned:
                await self.inbox.give_back([self.replica])
                self._returned = True
            if doubtful := set(recorder.doubtful):
                await self.inbox.give_back([self.replica], keys=doubtful)
                recorder.doubtful -= doubtful
            taken = await self.inbox.take(self.platforms, self.replica, most=MOST)
        except Exception as exc:
            logger.warning("the inbox cannot be read: %s", where(exc))
            return
        for request in taken:
            self._follow(request, tasks)
        recorder.untaken |= bool(taken)
        if not recorder.untaken:
            recorder.replica = self.replica

    def _follow(self, request: Request, tasks: asyncio.TaskGroup) -> None:
        """Have the request done after the one before it of its member; what the clock asks for is
        nobody's, and waits for nothing."""
        member = f"{request.community}/{request.member.id or request.key}"
        before = self._under_way.get(member)
        task = tasks.create_task(self._after(before, request))
        self._under_way[member] = task
        task.add_done_callback(lambda done: self._forget(member, done))

    def _forget(self, member: str, done: "asyncio.Task[None]") -> None:
        if self._under_way.get(member) is done:
            del self._under_way[member]

    async def _after(self, before: "asyncio.Task[None] | None", request: Request) -> None:
        if before is not None:
            await asyncio.wait([before])
        wait = 1.0
        while not await self._turn(request):
            await asyncio.sleep(wait)
            wait = min(wait * 2, 30.0)

    async def _turn(self, request: Request) -> bool:
        """Do it once there is room for it in its community; whether it could be done."""
        busy = self._busy.setdefault(str(request.community), asyncio.Semaphore(AT_ONCE))
        async with busy:
            return await self._done(request)

    async def _done(self, request: Request) -> bool:
        """Whether it could be done; what fails for a reason of ours is tried again."""
        try:
            name = await self.workflow_of(request)
            if name is None:
                await self.act(request)
            else:
                await self.workflows.start(name, request)
            await self.inbox.finish([request.key], forget=name is None)
        except Exception as exc:
            logger.warning("a request waits for another try: %s", where(exc))
            return False
        return True

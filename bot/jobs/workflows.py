"""Runs long work so that it outlives the process: the one module that knows DBOS.

A workflow's only argument is the key of its request, and its steps return ids: nothing that a
member
wrote is in DBOS's tables. The version of the application is fixed here and changes only when the
order of steps does, since DBOS never takes up the work of another version.
"""

import asyncio
import itertools
import logging
import sqlite3
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.core.errors import CannotReach, CoachError, PlatformDown, StoreTrouble, where
from bot.core.ports import Step
from bot.core.question import digest
from bot.core.requests import Request
from bot.jobs.migrating import migrate

logger = logging.getLogger(__name__)

ORDER_OF_STEPS = "1"
RETRIES = {"interval_seconds": 0.5, "backoff_rate": 2.0, "max_attempts": 12}
"""How often a step is tried while the store cannot be written: for about a quarter of an hour."""
FAULTS = 4
"""How often a step is tried that fails for another reason."""
_WAITS = (5.0, 10.0, 30.0, 60.0, 120.0)
"""Seconds from one try to tell a failure to the next, while a platform is down."""
STORE_AGAIN = 30.0
"""The same, from then on, while the store cannot be read."""
_OLD_SQLITE = sqlite3.sqlite_version_info < (3, 42)
"""DBOS on Python 3.12 and newer asks SQLite for parts of a second, which came with 3.42."""
MOST = 10_000
"""The most workflows that are counted."""
THREADS = 8
"""The most threads that DBOS may keep."""
LISTEN_EVERY = 0.1
"""Seconds for which a stop waits at most for DBOS's listener; it asks nothing where nobody listens,
and here nobody does."""

Durable = Callable[[str, Step], Awaitable[None]]


class Workflows:
    """Long work by name. `launch` takes up what this replica had begun before it ended.

    A step that fails is tried again; `failed` is told the key of work that could not be done.
    """

    def __init__(
        self,
        url: str,
        replica: str,
        work: Mapping[str, Durable],
        failed: Callable[[str, Exception], Awaitable[None]],
        platforms: Collection[str],
    ) -> None:
        self._url = url
        self._where = url.rpartition("@")[2].removeprefix("sqlite:///")
        self._platforms = platforms
        self._replica = replica
        self._work = work
        self._failed = failed
        self._dbos: Any = None
        self._registered: dict[str, Any] = {}
        self._under_way: dict[asyncio.Task[Any], str] = {}
        self._suspect: set[str] = set()

    async def launch(self) -> None:
        """Bring the tables up to date and start, in the event loop that is to do the work."""
        from dbos import DBOS, DBOSConfig

        if self._url.startswith("sqlite") and sys.version_info >= (3, 12) and _OLD_SQLITE:
            raise StoreTrouble("error.sqlite_too_old", version=sqlite3.sqlite_version)
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        if not self._url.startswith("sqlite"):
            try:
                await asyncio.to_thread(migrate, self._url)
            except Exception as exc:
                raise StoreTrouble("error.jobs_store", where=self._where) from exc
        self._dbos = DBOS
        DBOS(
            config=DBOSConfig(
                name="coach",
                system_database_url=self._url,
                application_version=ORDER_OF_STEPS,
                executor_id=self._replica,
                console_log_level="CRITICAL",
                log_level="CRITICAL",
                max_executor_threads=THREADS,
                notification_listener_polling_interval_sec=LISTEN_EVERY,
            )
        )
        for name, work in self._work.items():
            self._registered[name] = self._register(name, work)
        try:
            DBOS.launch()
        except Exception as exc:
            DBOS.destroy()
            raise StoreTrouble("error.jobs_store", where=self._where) from exc

    def _register(self, name: str, work: Durable) -> Any:
        dbos = self._dbos

        async def run(key: str) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._under_way[task] = str(dbos.workflow_id)
                task.add_done_callback(lambda ended: self._under_way.pop(ended, None))

            async def step(label: str, act: Callable[[], Awaitable[str]]) -> str:
                tries = 0

                async def speechless() -> str:
                    nonlocal tries
                    tries += 1
                    return await _speechless(act)

                def again(exc: BaseException) -> bool:
                    if isinstance(exc, StoreTrouble):
                        return True
                    return tries < FAULTS and not _for_good(exc)

                options = {"name": label, "retries_allowed": True, "should_retry": again, **RETRIES}
                done: str = await dbos.run_step_async(options, speechless)
                return done

            try:
                await work(key, step)
            except Exception as exc:
                causes: list[Exception] = getattr(exc, "errors", None) or [exc]
                await self._tell(key, causes[-1])
                raise

        return dbos.workflow(name=name)(run)

    async def _tell(self, key: str, exc: Exception) -> None:
        """Have it told that work failed, once that can be told: while the store cannot be read, and
        for some minutes while the platform is down."""
        for wait in itertools.chain(_WAITS, itertools.repeat(None)):
            try:
                await self._failed(key, exc)
            except StoreTrouble as trouble:
                logger.warning("a failure cannot be told yet: %s", where(trouble))
            except CoachError as trouble:
                if _for_good(trouble) or wait is None:
                    logger.warning("a failure is told to nobody: %s", where(trouble))
                    return
            else:
                return
            await asyncio.sleep(wait or STORE_AGAIN)

    async def start(self, name: str, request: Request) -> None:
        """Begin long work for the request; a second start of the same is none."""
        from dbos import SetWorkflowID

        with SetWorkflowID(_id(request.community.platform, request.key)):
            await self._dbos.start_workflow_async(self._registered[name], request.key)

    async def finished(self, key: str) -> bool:
        """Whether the work of this request is over, well or not; True where none was begun."""
        ids = [_id(platform, key) for platform in self._platforms]
        found = await self._dbos.list_workflows_async(workflow_ids=ids)
        return all(one.status not in ("PENDING", "ENQUEUED", "DELAYED") for one in found)

    async def unfinished(self) -> Mapping[str, int]:
        """How much long work is not over, of all processes, by its name; what goes beyond `MOST`
        is not counted. StoreTrouble where that cannot be read."""
        try:
            found = await self._dbos.list_workflows_async(
                status=["PENDING", "ENQUEUED", "DELAYED"],
                limit=MOST,
                load_input=False,
                load_output=False,
            )
        except Exception as exc:
            raise StoreTrouble("error.jobs_store", where=self._where) from exc
        return Counter(one.name for one in found)

    async def take_over(self, dead: Collection[str], platforms: Collection[str]) -> set[str]:
        """Take up the unfinished work of dead replicas on these platforms.

        Returns the replicas that have nothing left; work on other platforms waits for a process
        that has a mouth there.
        """
        pending = await self._dbos.list_workflows_async(status="PENDING", executor_id=list(dead))
        left = set()
        for one in pending:
            if one.workflow_id.partition("-")[0] in platforms:
                await self._dbos.resume_workflow_async(one.workflow_id)
            else:
                left.add(one.executor_id)
        return set(dead) - left

    async def revive(self) -> None:
        """Take up work of ours that broke off although we live: DBOS could not write its tables.

        Work counts as broken off when two looks in a row find it neither over nor under way.
        """
        pending = await self._dbos.list_workflows_async(
            status="PENDING", executor_id=[self._replica], load_input=False, load_output=False
        )
        lost = {one.workflow_id for one in pending} - set(self._under_way.values())
        for name in sorted(lost & self._suspect):
            logger.warning("work that broke off is taken up again")
            await self._dbos.resume_workflow_async(name)
        self._suspect = lost

    def leave(self) -> None:
        """Break off what is under way: this process slept for so long that others took it over.
        What nobody took is revived."""
        for task in self._under_way:
            logger.warning("work is left to others after a long sleep")
            task.cancel()

    async def close(self) -> None:
        """Stop; what is under way is taken up at the next start."""
        if self._dbos is not None:
            left = list(self._under_way)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.to_thread(self._dbos.destroy, workflow_completion_timeout_sec=0)
            self._dbos = None
            # DBOS made its own pool of threads the loop's, and has just shut it down.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


def _for_good(exc: BaseException) -> bool:
    """Whether a platform's refusal would be the same at a second try."""
    return isinstance(exc, CannotReach) and not isinstance(exc, PlatformDown)


async def _speechless(act: Callable[[], Awaitable[str]]) -> str:
    """The act, whose errors say no more than their key: DBOS keeps them in its tables."""
    try:
        return await act()
    except CoachError as exc:
        kinds = (StoreTrouble, PlatformDown, CannotReach, CoachError)
        kind = next(one for one in kinds if isinstance(exc, one))
        raise kind(type(exc).key if exc.facts else exc.key) from None
    except Exception as exc:
        logger.error("unforeseen %s", where(exc))
        raise CoachError from None


def _id(platform: str, key: str) -> str:
    """The workflow's name: platform, then a digest, since a key may name a member."""
    return f"{platform}-{digest(key, 32)}"

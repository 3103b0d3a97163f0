"""One life of a program that is killed at a point, and what must be so after the next has
begun."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills import template
from tests.kills.driving import Room, Seen, Town
from tests.kills.program import Program, start
from tests.kills.stores import Store, under_way
from tests.kills.thinking import Thinking
from tests.kills.waiting import until
from tests.kills.works import Work

_SOON, _LATE = 10.0, 20.0
_CALM = 0.3
"""Seconds after all is done in which a second message would have come."""


@dataclass
class Scene:
    """A room for each kind of work, in one town with one program."""

    town: Town
    store: Store
    model: Thinking
    home: Path
    works: Sequence[Work]
    rooms: dict[Work, Room] = field(default_factory=dict)
    program: Program | None = None
    port: int = 0
    _before: dict[Work, list[Seen]] = field(default_factory=dict)

    async def begin(self) -> None:
        """Start a program, and wait until it is on line."""
        came = self.town.hears()
        env = template.environment(self.home) | self.town.environment() | self.store.environment
        self.port = int(env["PORT"])
        env["LLM_BASE_URL"] = self.model.url
        self.program = program = start(["serve"], env, self.home)
        await until(lambda: program.returncode is not None or self.town.hears() > came, _LATE)
        assert program.returncode is None, program.err.read_text()

    async def prepare(self) -> None:
        """Do what comes before each work, and let it end."""
        self.rooms = {work: self.town.room(work.name) for work in self.works}
        await asyncio.gather(*(work.before(room) for work, room in self.rooms.items()))
        await self.ready()

    async def ready(self) -> None:
        """Do what comes right before each work, once all is over."""
        await self.settled()
        for work, room in self.rooms.items():
            if work.ready is not None:
                await work.ready(room)
        self._before = {work: room.seen() for work, room in self.rooms.items()}

    async def act(self) -> None:
        """Do each work, without waiting for what comes of it."""
        for work, room in self.rooms.items():
            await work.act(room)

    async def again(self) -> list[Work]:
        """Do each work again of which nothing is seen, as a member would; returns those."""
        await _unless_late(lambda: all(self.results(one) for one in self.works))
        unseen = [work for work in self.works if not self.results(work)]
        for work in unseen:
            if work.ready is not None:
                await work.ready(self.rooms[work])
            await work.act(self.rooms[work])
        return unseen

    async def acknowledged(self) -> None:
        """Returns once the program has acknowledged everything."""
        rooms = self.rooms.values()
        await until(lambda: all(one.acknowledged() for one in rooms), _SOON, "acknowledged")

    async def held(self) -> None:
        """Returns once each work has a request that is held."""

        def missing() -> list[str]:
            return [work.name for work, room in self.rooms.items() if not room.held()]

        await until(lambda: not missing(), _SOON, "held")

    def is_served(self) -> bool:
        """Whether the program's health endpoints are open: the first that it closes."""
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    async def killed(self) -> None:
        """Kill the program, and let everything go its way again."""
        assert self.program is not None
        await self.program.kill()
        self.let_go()

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.town.release()
        self.model.release()
        self.store.go("house")
        self.store.go("jobs")

    async def settled(self) -> None:
        """Returns once the program has nothing left to do."""
        await until(lambda: not any(under_way(self.store).values()), _LATE, "settled")

    def results(self, work: Work) -> int:
        """How many messages show the work that were not there before."""
        now, before = self.rooms[work].seen(), self._before[work]
        return work.results(now) - work.results(before)

    async def done(self) -> dict[str, str]:
        """What is wrong, by work, once the program that runs now has had its time."""
        for _ in range(2):
            await _unless_late(lambda: all(self.results(one) for one in self.works))
            await self.settled()
            await _unless_late(lambda: not any(one.thinking() for one in self.rooms.values()))
            await asyncio.sleep(_CALM)
        wrong = {work.name: self._wrong(work) for work in self.works}
        self.town.check()
        return {name: what for name, what in wrong.items() if what}

    def _wrong(self, work: Work) -> str:
        count, thinking = self.results(work), self.rooms[work].thinking()
        came = len(self.rooms[work].seen()) - len(self._before[work])
        said = [] if count == 1 else [f"{count} results"]
        said += [f"{came} messages"] if came > count + work.besides else []
        return ", ".join(said + (["still thinking"] if thinking else []))


async def _unless_late(so: Callable[[], object]) -> None:
    try:
        await until(so, 3)
    except AssertionError:
        return


@asynccontextmanager
async def scene(
    town: Town, store: Store, model: Thinking, home: Path, works: Sequence[Work]
) -> AsyncIterator[Scene]:
    """A scene whose program is on line and whose works can begin; it is gone after the block."""
    one = Scene(town, store, model, home, works)
    try:
        await one.begin()
        await one.prepare()
        yield one
    finally:
        one.let_go()
        store.close()
        if one.program is not None:
            await one.program.kill()

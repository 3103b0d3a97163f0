"""An evening of people who answer questions while the program is killed again and again."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random

from tests.kills import template
from tests.kills.driving import Room, Seen, Town
from tests.kills.program import Program, start
from tests.kills.stores import Store, under_way
from tests.kills.thinking import Thinking
from tests.kills.waiting import until
from tests.kills.works import ANSWER, is_feedback, is_question

_PATIENCE = 3.5
"""Seconds after which a member whose press was not acknowledged presses again."""
_LATEST = 90.0


@dataclass
class Figures:
    """What came of an evening: what was done, by kind, and what of it was recorded; how long each
    answer waited for its feedback, in seconds."""

    kills: int = 0
    asked_again: int = 0
    done: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class _Guest:
    """A member, and the keys of what she did, by kind."""

    room: Room
    keys: dict[str, str] = field(default_factory=dict)

    def count(self, kind: Callable[[Seen], bool]) -> int:
        return sum(map(kind, self.room.seen()))

    def notes(self, kind: str) -> None:
        self.keys[self.room.key()] = kind


@dataclass
class Evening:
    """`guests` people answer `answers` questions in all, spread over `kills` kills."""

    town: Town
    store: Store
    model: Thinking
    home: Path
    random: Random
    guests: int = 8
    answers: int = 40
    kills: int = 50
    figures: Figures = field(default_factory=Figures)
    _program: Program | None = None

    async def run(self) -> Figures:
        """The whole evening, then a last program that does what is left."""
        began = time.monotonic()
        guests = [_Guest(self.town.room(f"guest {one}")) for one in range(self.guests)]
        turns = dict.fromkeys(range(self.guests), 0)
        for place in range(self.answers):
            turns[place % self.guests] += 1
        come = [
            asyncio.create_task(self._come(guest, number, turns[number]))
            for number, guest in enumerate(guests)
        ]
        try:
            while self.figures.kills < self.kills:
                await self._life()
            await self._begin()
            await asyncio.gather(*come)
            await until(lambda: not any(under_way(self.store).values()), 30, "all is done")
            await asyncio.sleep(2)
        finally:
            for one in come:
                one.cancel()
            if self._program is not None:
                await self._program.kill()
        self._count(guests)
        self.figures.seconds = time.monotonic() - began
        return self.figures

    async def _life(self) -> None:
        """A program from its start to its kill, at any moment of its start or its work."""
        await self._begin()
        assert self._program is not None
        await asyncio.sleep(self.random.uniform(0.2, 5.0))
        assert self._program.returncode is None, self._program.err.read_text()
        await self._program.kill()
        self.figures.kills += 1

    async def _begin(self) -> None:
        env = template.environment(self.home) | self.town.environment() | self.store.environment
        self._program = start(["serve"], env | {"LLM_BASE_URL": self.model.url}, self.home)

    async def _come(self, guest: _Guest, number: int, turns: int) -> None:
        """One guest: questions and answers, each in its turn of the evening."""
        ways = cycle(("thread", "form", "retry"))
        for turn in range(turns):
            place = turn * self.guests + number
            due = place * self.kills / self.answers
            await until(lambda due=due: self.figures.kills >= due, 600)  # type: ignore[misc]
            way = next(ways)
            if way != "retry":
                await self._asks(guest)
            await self._answers(guest, way)

    async def _asks(self, guest: _Guest) -> None:
        before = guest.count(is_question)

        async def ask() -> None:
            await guest.room.command("quiz", tag="KV Cache")
            guest.notes("question")

        await self._until_heard(guest, ask, lambda: guest.count(is_question) > before)
        await until(lambda: guest.count(is_question) > before, _LATEST, "the question")

    async def _answers(self, guest: _Guest, way: str) -> None:
        before, began = guest.count(is_feedback), time.monotonic()
        if way == "thread":
            await guest.room.say(ANSWER, "thread")
            guest.notes("answer")
        else:
            await self._fills(guest, "answer" if way == "form" else "retry", before)
        await until(lambda: guest.count(is_feedback) > before, _LATEST, f"feedback ({way})")
        self.figures.waits.append(time.monotonic() - began)

    async def _fills(self, guest: _Guest, action: str, before: int) -> None:
        while True:
            try:
                await guest.room.opens(action)
            except AssertionError:  # the program did not respond, or knew no such question yet
                self.figures.asked_again += 1
                await asyncio.sleep(0.5)
                continue
            await guest.room.submit(text=ANSWER)
            guest.notes("answer")
            if await self._heard(guest, lambda: guest.count(is_feedback) > before):
                return
            self.figures.asked_again += 1

    async def _until_heard(
        self, guest: _Guest, act: Callable[[], Awaitable[None]], done: Callable[[], bool]
    ) -> None:
        await act()
        while not await self._heard(guest, done):
            self.figures.asked_again += 1
            await act()

    async def _heard(self, guest: _Guest, done: Callable[[], bool]) -> bool:
        """Whether the member sees that she was heard, or what she wanted."""
        try:
            await until(lambda: guest.room.acknowledged() or done(), _PATIENCE)
        except AssertionError:
            return False
        return True

    def _count(self, guests: list[_Guest]) -> None:
        """Each accepted question and answer has its message, and nobody waits."""
        known = {str(row[0]) for row in self.store.rows("house", "SELECT key FROM inbox")}
        figures = self.figures
        for guest in guests:
            for name, kind in (("question", is_question), ("answer", is_feedback)):
                done = [key for key, one in guest.keys.items() if one == name]
                accepted = [key for key in done if key in known]
                seen = guest.count(kind)
                figures.done[name] += len(done)
                figures.accepted[name] += len(accepted)
                figures.seen[name] += seen
                if seen != len(accepted):
                    figures.wrong.append(f"{len(accepted)} accepted {name}s, {seen} messages")
            if guest.room.thinking():
                figures.wrong.append(f"{guest.room.thinking()} still thinking")

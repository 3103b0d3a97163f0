"""Whether a thousand members who answer within one minute are all answered, in fair order, at the
speed of the model: the whole house in this process (store, durable jobs, line, page), beside a bare
loop that asks the same model for the same, at the same time in a process of its own.

The model has a fixed speed: so many requests at once, each of which takes a fixed time. That speed
is chosen so low that the time is the model's, and not that of two shared cores: about four answers
a second. Two communities: in the first, one channel has more than half of the answers, and nine the
rest; the second has six channels. Fairness is held against the pure rule (`bot/core/queueing.py`),
replayed with who came into the line and who had a turn, in that order.

    python benchmarks/feedback.py [members] [seconds of a long request] [requests at once]
"""

# ruff: noqa: E402

import asyncio
import json
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console
from rich.table import Table

from bot import settings
from bot.app import App, load_bank, running
from bot.core import commands
from bot.core.chat import Channel, Community, Member, Thread
from bot.core.errors import StoreTrouble
from bot.core.keeping_turns import Moved, Turns
from bot.core.queueing import Ticket, enter, take
from bot.core.requests import SubmitAnswer, Who
from bot.core.waiting import Tree
from bot.flows.assessing import Assessing, Task
from bot.jobs.line import WorkLine
from tests.fixed_speed import FixedSpeed
from tests.house import SEED, button

WITHIN = 60.0
BIG, MIDDLE = Community("web", "big"), Community("web", "middle")


def answer(number: int) -> str:
    """What a member answers; who wrote it can be told from it."""
    return f"I am member number {number}. The keys and values of earlier tokens are kept. " * 3


def channel_of(number: int) -> Channel:
    """Where a member answers: the crowd, one of nine beside it, or one of six elsewhere."""
    part = number % 20
    if part < 8:
        return Channel(BIG, "crowd")
    if part < 14:
        return Channel(BIG, f"small {number % 9}")
    return Channel(MIDDLE, f"room {number % 6}")


def arrivals(members: int) -> list[float]:
    """When each member answers, in seconds from the first."""
    chance = random.Random(7)
    return sorted(chance.uniform(0, WITHIN * members / 1000) for _ in range(members))


async def bare(names: Sequence[str], members: int, seconds: float, at_once: int) -> None:
    """The same questions to the same model, and nothing else; prints what it took."""
    bank = load_bank(settings.read(coach_home=tempfile.mkdtemp(), coach_bank=str(SEED)))
    questions = dict(zip(places(members), filter(None, map(bank.get, names)), strict=True))
    model = FixedSpeed(seconds, at_once)
    assessing, began = Assessing(model), time.monotonic()

    async def one(number: int, at: float) -> None:
        await asyncio.sleep(at)
        question = questions[channel_of(number)]
        task = Task(str(number), question, question.checkpoints, answer(number), "en")
        async for _ in assessing.assess(task):
            pass

    await asyncio.gather(*(one(*each) for each in enumerate(arrivals(members))))
    print(json.dumps({"seconds": time.monotonic() - began, "busy": model.busy}))


def places(members: int) -> list[Channel]:
    """Every channel in which somebody answers."""
    return list(dict.fromkeys(map(channel_of, range(members))))


@dataclass
class Run:
    """What came of the house."""

    seconds: float
    cpu: float
    busy: float
    came: list[float]
    began: Mapping[int, float]
    ended: Mapping[int, float]
    graded: int
    refused: int = 0
    off: int = 0


async def coach(
    app: App, model: FixedSpeed, threads: Mapping[Channel, tuple[Thread, str]], members: int
) -> Run:
    """Have all members answer, and wait until the last feedback stands."""
    refused: list[int] = []
    came, began, cpu = [0.0] * members, time.monotonic(), time.process_time()

    async def one(number: int, at: float) -> None:
        await asyncio.sleep(at)
        channel = channel_of(number)
        thread, posting = threads[channel]
        member = Member(channel.community, f"m{number}", f"Member {number}")
        who = Who(key=f"answer {number}", member=member, place=thread, language="en")
        request = who.wants(SubmitAnswer, posting=posting, text=answer(number), private=False)
        while True:
            try:
                await app.recorder.accept(request)
                break
            except StoreTrouble:  # a platform delivers again what was not acknowledged
                refused.append(number)
                await asyncio.sleep(1)
        came[number] = time.monotonic()

    await asyncio.gather(*(one(*each) for each in enumerate(arrivals(members))))
    while len(model.ended) < members or await app.pump.workflows.unfinished():  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    with sqlite3.connect(app.settings.home / "coach.db") as store:
        (graded,) = store.execute("SELECT count(*) FROM feedback WHERE graded").fetchone()
    return Run(
        seconds, cpu, model.busy, came, dict(model.began), dict(model.ended), graded, len(refused)
    )


class Seen:
    """The line's turns, and in which order who came and who had one."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.events: list[tuple[str, str | None]] = []
        self._had: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.turns, name)

    async def move(self, replica: str, came: Sequence[Ticket], went: Collection[str]) -> Moved:
        """Note who came, then who has a turn that had none."""
        moved = await self.turns.move(replica, came, went)
        self.events += [(one.job, one.path) for one in came]
        self.events += [(job, None) for job in moved.running if job not in self._had]
        self._had |= set(moved.running)
        return moved

    def off(self) -> int:
        """The most places that a turn came before or after its place by the pure rule."""
        tree, leaves = Tree(), defaultdict[str, deque[str]](deque)
        given, ideal, came = dict[str, int](), dict[str, int](), set[str]()
        for number, (job, path) in enumerate(self.events):
            if path is not None:
                if job in came:  # let in again: it kept its place
                    continue
                came.add(job)
                enter(tree, path, number, 0.0)
                leaves[path].append(job)
                continue
            given[job] = len(given)
            if (leaf := take(tree, 0.0)) is not None:
                ideal[leaves[leaf].popleft()] = len(ideal)
        return max(abs(ideal[job] - place) for job, place in given.items() if job in ideal)


def jain(run: Run, community: Community) -> float:
    """Jain's index (1984) over a community's channels, of the turns that each had had when the
    first of them ran dry after all had answered: 1 is even."""
    sizes = Counter(channel_of(number) for number in range(len(run.came)))
    had: Counter[Channel] = Counter()
    late = max(run.came)
    for number in sorted(run.began, key=lambda one: run.began[one]):
        channel = channel_of(number)
        if channel.community == community:
            had[channel] += 1
            if had[channel] == sizes[channel] and run.began[number] > late:
                break
    values = [had[one] for one in sizes if one.community == community]
    return sum(values) ** 2 / (len(values) * sum(value * value for value in values))


async def main(members: int, seconds: float, at_once: int) -> None:
    """Both at the same time, and one table."""
    home = Path(tempfile.mkdtemp())
    chosen = settings.read(
        coach_home=home, coach_bank=str(SEED), coach_timezone="Etc/UTC", llm_at_once=at_once,
        coach_channel_grades_an_hour=0,
    )  # fmt: skip
    model = FixedSpeed(seconds, at_once)
    async with running(chosen, "play", ["web"], model) as app:
        threads, names = {}, []
        for number, channel in enumerate(places(members)):
            member = Member(channel.community, "asker", "Asker")
            who = Who(key=f"quiz {number}", member=member, place=channel, language="en")
            asked = commands.read("/quiz tag:KV Cache", who)
            await app.recorder.accept(asked)
            await app.pump.settled(asked.key)
            entry = (await app.transcript.read(channel, member))[-1]
            assert entry.card is not None
            posting = button(entry.card, "answer").partition(":")[2]
            threads[channel] = (Thread(channel, entry.id), posting)
            found = await app.coach.quiz.postings.get(channel.community, posting)
            assert found is not None
            names.append(found.question)
        words = [__file__, "bare", str(members), str(seconds), str(at_once), *names]
        child = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdout=asyncio.subprocess.PIPE
        )
        line = app.coach.grading.line
        assert isinstance(line, WorkLine)
        seen = Seen(line.turns)
        line.turns = seen
        run = await coach(app, model, threads, members)
        run.off = seen.off()
        said, _ = await child.communicate()
    show(members, seconds, at_once, run, json.loads(said))


def show(members: int, seconds: float, at_once: int, run: Run, loop: Mapping[str, float]) -> None:
    """Print what came of it."""
    waits = sorted(run.ended[one] - run.came[one] for one in range(members))
    table = Table(title=f"{members} answers, {at_once} requests at once of {seconds} s")
    for column in ("", "the house", "a bare loop"):
        table.add_column(column)
    used = (run.busy / at_once / run.seconds, loop["busy"] / at_once / loop["seconds"])
    table.add_row("from the first answer to the last feedback, s", f"{run.seconds:.1f}", f"{loop['seconds']:.1f}")  # fmt: skip # noqa: E501
    table.add_row("of the model's capacity used", *(f"{one:.1%}" for one in used))
    table.add_row("of the loop's speed", f"{loop['seconds'] / run.seconds:.1%}", "")
    table.add_row("records that were refused at first", f"{run.refused}", "")
    table.add_row("feedback that stands", f"{run.graded} of {members}", "")
    for name, part in (("median", 0.5), ("p95", 0.95), ("last", 1.0)):
        value = waits[min(int(members * part), members - 1)]
        table.add_row(f"from answer to verdicts, {name}, s", f"{value:.1f}", "")
    table.add_row("places off the rule's order, most", f"{run.off}", "")
    for community in (BIG, MIDDLE):
        table.add_row(f"Jain's index, channels of {community.id}", f"{jain(run, community):.3f}", "")  # fmt: skip # noqa: E501
    table.add_row("CPU an answer, s", f"{run.cpu / members:.3f}", "")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("memory at its most, MiB", f"{peak:.0f}", "")
    Console().print(table)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["bare"]:
        asyncio.run(bare(given[4:], int(given[1]), float(given[2]), int(given[3])))
    else:
        sizes = [*given, *("1000", "5.0", "40")[len(given) :]]
        asyncio.run(main(int(sizes[0]), float(sizes[1]), int(sizes[2])))

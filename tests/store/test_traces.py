"""A run of the lab comes back as it was, to its own community alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.chat import Community, Member
from bot.core.completion import Usage
from bot.core.keeping_traces import KeptTrace
from bot.core.problem import Problem
from bot.core.trace import Call, Step, Trace
from bot.store.database import Database
from bot.store.traces import StoredTraces

HERE, THERE = Community("discord", "1"), Community("slack", "T1")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TRACE = Trace(
    "self-consistency",
    Problem("一共多少？", "zh", "18", "number", "p1"),
    "a model",
    "answered",
    "18",
    True,
    steps=(Step(0, "sample", "18", "6*3=18"), Step(1, "vote", "18", parents=(0,), score=1.0)),
    calls=(Call(0, 0.1, 1.4, Usage(10, 4, 7, 1.3, 0.2)),),
    seconds=1.5,
    facts={"agreement": 1.0},
)


async def test_a_run_comes_back_as_it_was_to_its_own_community_alone(database: Database) -> None:
    traces = StoredTraces(database)
    kept = KeptTrace("one", Member(HERE, "m"), NOON, TRACE)
    await traces.keep(kept)
    assert await traces.get(HERE, "one") == kept
    assert await traces.get(THERE, "one") is None
    assert await traces.get(HERE, "two") is None
    again = replace(kept, trace=replace(TRACE, answer="19"))
    await traces.keep(again)
    assert await traces.get(HERE, "one") == again


async def test_a_member_sees_their_own_runs_the_newest_first(database: Database) -> None:
    traces = StoredTraces(database)
    mine, theirs = Member(HERE, "m"), Member(HERE, "n")
    for number in range(3):
        await traces.keep(KeptTrace(f"{number}", mine, NOON + timedelta(hours=number), TRACE))
    await traces.keep(KeptTrace("theirs", theirs, NOON, TRACE))
    assert [one.id for one in await traces.of(mine, most=2)] == ["2", "1"]
    assert await traces.of(Member(THERE, "m"), most=9) == []

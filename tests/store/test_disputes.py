"""What the store of disputes promises: kept once, both judgements on record, settled by one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.chat import Community, Member
from bot.core.dispute import Dispute, DisputeState
from bot.core.feedback import Judgement, Verdict
from bot.store.database import Database
from bot.store.disputes import StoredDisputes
from tests.store.conftest import now

HERE = Community("web", "x")
YOU = Member(HERE, "you")


def dispute(name: str = "d", *, minutes: int = 0, **changed: object) -> Dispute:
    made = Dispute(
        id=name,
        attempt="a",
        member=YOU,
        checkpoint="c1",
        argument="我明明说了 <b>this</b>",
        at=now() + timedelta(minutes=minutes),
        before=Judgement("c1", Verdict.MISSING, unsupported=True),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


async def test_a_dispute_comes_back_as_it_was_kept(database: Database) -> None:
    after = Judgement("c1", Verdict.PARTIAL, "this", chances=(0.25, 0.75, 0.0, 0.0))
    kept = dispute(
        after=after,
        model="m",
        prompt_hash="p",
        state=DisputeState.RULED,
        trouble="error.model_slow",
        ruled_by="boss",
        ruling=Verdict.WRONG,
        reason="because",
    )
    store = StoredDisputes(database)
    assert await store.add(kept) == kept
    assert await store.get(HERE, "d") == kept
    assert await store.get(HERE, "e") is None
    assert await store.get(Community("web", "y"), "d") is None


async def test_kept_twice_it_stays_as_it_was(database: Database) -> None:
    store = StoredDisputes(database)
    first = await store.add(dispute())
    assert await store.add(dispute(argument="another")) == first


async def test_those_of_an_attempt_and_those_that_wait_are_oldest_first(database: Database) -> None:
    store = StoredDisputes(database)
    for minutes, state in enumerate(reversed(DisputeState)):
        await store.add(dispute(state.value, minutes=minutes, state=state))
    await store.add(dispute("other", minutes=-1, attempt="b", state=DisputeState.KEPT))
    assert [one.id for one in await store.of(HERE, "a")] == ["ruled", "changed", "kept", "open"]
    assert [one.id for one in await store.waiting(HERE)] == ["other", "changed", "kept"]
    assert [one.id for one in await store.waiting(HERE, most=1)] == ["other"]
    assert await store.waiting(Community("web", "y")) == []


async def test_of_rulings_at_once_one_is_made(database: Database) -> None:
    store = StoredDisputes(database)
    was = await store.add(dispute(state=DisputeState.KEPT))
    rulings = [
        replace(was, state=DisputeState.RULED, ruled_by=f"keeper{number}", ruling=verdict)
        for number, verdict in enumerate(Verdict)
    ]
    made = await asyncio.gather(*(store.change(was, one) for one in rulings))
    assert made.count(True) == 1
    assert await store.get(HERE, "d") == rulings[made.index(True)]


async def test_a_change_leaves_what_was_contested_and_by_whom(database: Database) -> None:
    store = StoredDisputes(database)
    was = await store.add(dispute())
    changed = replace(
        was,
        member=Member(HERE, "thief"),
        argument="mine",
        checkpoint="c2",
        before=Judgement("c1", Verdict.COVERED),
        state=DisputeState.KEPT,
    )
    assert await store.change(was, changed)
    assert await store.get(HERE, "d") == replace(was, state=DisputeState.KEPT)

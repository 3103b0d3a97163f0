"""What the store of checkups promises: the last one of just this model, prompts, set, language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.checkup import Checkup, Finding
from bot.store.checkups import StoredCheckups
from bot.store.database import Database

FOUND = Checkup(
    model="some-7B",
    prompt_hash="p1",
    set_hash="s1",
    language="en",
    at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    findings=(
        Finding("reference", 0.9, least=0.6),
        Finding("padded", 0.1, most=0.05),
        Finding("half_over_junk", None, least=0.15),
    ),
    scores=(("reference", 0.9), ("fine", None)),
    answers=36,
    seconds=61.5,
    tokens=40_000,
)


async def test_a_checkup_comes_back_as_it_was_kept(database: Database) -> None:
    store = StoredCheckups(database)
    await store.put(FOUND)
    assert await store.get("some-7B", "p1", "s1", "en") == FOUND


async def test_another_model_prompt_set_or_language_is_another_thing(database: Database) -> None:
    store = StoredCheckups(database)
    await store.put(FOUND)
    for other in (
        ("other-7B", "p1", "s1", "en"),
        ("some-7B", "p2", "s1", "en"),
        ("some-7B", "p1", "s2", "en"),
        ("some-7B", "p1", "s1", "zh"),
    ):
        assert await store.get(*other) is None


async def test_a_later_checkup_takes_the_place_of_an_earlier_one(database: Database) -> None:
    store = StoredCheckups(database)
    await store.put(FOUND)
    better = replace(
        FOUND, at=FOUND.at + timedelta(days=7), findings=FOUND.findings[:1], answers=35
    )
    await store.put(better)
    assert await store.get("some-7B", "p1", "s1", "en") == better
    assert await store.all() == [better]


async def test_all_are_listed_the_newest_first(database: Database) -> None:
    store = StoredCheckups(database)
    later = replace(FOUND, model="other-7B", at=FOUND.at + timedelta(hours=1))
    for one in (FOUND, later, replace(FOUND, language="zh")):
        await store.put(one)
    assert [(one.model, one.language) for one in await store.all()] == [
        ("other-7B", "en"),
        ("some-7B", "en"),
        ("some-7B", "zh"),
    ]

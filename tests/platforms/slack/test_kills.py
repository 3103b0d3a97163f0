"""SIGKILL of the whole program at every point, for every kind of work, on Slack: over sockets, over
HTTP, and on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, get_args

import pytest

from tests.kills import postgres
from tests.kills.matrix import Scene, scene
from tests.kills.points import POINTS, Point
from tests.kills.stores import SqliteStore, Store
from tests.kills.template import home_in
from tests.kills.thinking import thinking
from tests.kills.works import WORKS, Work
from tests.platforms.slack.rooms import SlackTown
from tests.wire.slack.server import LocalSlack

SHORT = {"quiz", "hint", "answer"}
"""What `make test` sees of one point; `make soak` sees every work at every point."""
EVERY = {one.name for one in WORKS}
UNSURE = {"after the send": {"settings"}}
"""Nothing finds what one member alone was shown in a channel: where its confirmation was lost, it
is said directly, too (rather twice than never)."""
THREADS = ("between post and thread", "after the thread")
"""A thread on Slack is what hangs on a message: nothing opens it, so nothing is stopped there."""


Way = Literal["sockets", "HTTP", "PostgreSQL"]
"""How Slack delivers (on SQLite), or where what was heard is kept (over sockets)."""
WAYS: tuple[Way, ...] = get_args(Way)


def _each(*, accepted: bool) -> list[object]:
    points = [one for one in POINTS if one.accepted is accepted and one.name not in THREADS]
    return [
        pytest.param(
            way,
            one,
            EVERY - UNSURE.get(one.name, set()),
            id=f"{one.name}, {way}",
            marks=pytest.mark.soak,
        )
        for one in points
        for way in WAYS
    ]


def _in_short(name: str) -> list[object]:
    point = next(one for one in POINTS if one.name == name)
    return [pytest.param(way, point, SHORT, id=f"{name}, {way}, in short") for way in WAYS]


@asynccontextmanager
async def _begun(way: Way, folder: Path, point: Point, names: set[str]) -> AsyncIterator[Scene]:
    works: list[Work] = [one for one in WORKS if point.applies(one) and one.name in names]
    home = await home_in(folder)
    on_postgres = way == "PostgreSQL"
    store: Store = await postgres.new_database(home) if on_postgres else SqliteStore(home)
    async with LocalSlack() as slack:
        town = SlackTown(slack, by_http=way == "HTTP")
        async with thinking() as model, scene(town, store, model, home, works) as one:
            yield one


@pytest.mark.parametrize(
    ("way", "point", "works"), [*_each(accepted=True), *_in_short("after the send")]
)
async def test_what_was_accepted_before_a_kill_is_answered_after_it_and_once(
    way: Way, tmp_path: Path, point: Point, works: set[str]
) -> None:
    async with _begun(way, tmp_path, point, works) as one:
        await point.reach(one)
        await one.killed()
        await one.begin()
        assert await one.done() == {}


@pytest.mark.parametrize(("way", "point", "works"), _each(accepted=False))
async def test_a_press_that_was_not_accepted_can_be_done_again_and_words_come_again(
    way: Way, tmp_path: Path, point: Point, works: set[str]
) -> None:
    async with _begun(way, tmp_path, point, works) as one:
        await point.reach(one)
        await one.killed()
        await one.begin()
        await one.settled()
        assert [work.name for work in await one.again() if work.spoken] == []
        assert await one.done() == {}

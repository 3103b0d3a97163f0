"""Where a program is killed: each point is reached exactly, by what its platform, its model or its
database withholds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.kills.matrix import Scene
from tests.kills.stores import under_way
from tests.kills.waiting import until
from tests.kills.works import Work

_SOON = 10.0


@dataclass(frozen=True, slots=True)
class Point:
    """`reach` brings a scene there; `applies` says which works have it."""

    name: str
    reach: Callable[[Scene], Awaitable[None]]
    applies: Callable[[Work], bool] = lambda work: True
    accepted: bool = True
    """Whether the program has recorded what was asked."""


async def _before_record(scene: Scene) -> None:
    """It has heard, and cannot write."""
    scene.store.stop("house")
    await scene.act()
    for room in scene.rooms.values():
        await room.notices()


def _acknowledging(*, committed: bool) -> Callable[[Scene], Awaitable[None]]:
    """It has recorded, and says so: the platform has (not) heard it."""

    async def reach(scene: Scene) -> None:
        scene.town.hold("acknowledge", committed=committed)
        await scene.act()
        await scene.held()

    return reach


async def _before_work(scene: Scene) -> None:
    """It has taken what was recorded, and no workflow has begun."""
    scene.store.stop("jobs")
    await scene.act()
    await scene.acknowledged()
    await until(lambda: under_way(scene.store)["taken"] == len(scene.works), _SOON, "taken")


async def _before_step(scene: Scene) -> None:
    """The workflows have begun, and their first step cannot write."""
    await _before_work(scene)
    scene.store.stop("house")
    scene.store.go("jobs")
    await until(lambda: under_way(scene.store)["workflows"] == len(scene.works), _SOON, "begun")


async def _after_step(scene: Scene) -> None:
    """The first step has written, and that it is done is not recorded."""
    kept = _kept(scene)
    await _before_step(scene)
    scene.store.stop("jobs")
    scene.store.go("house")
    await until(lambda: _kept(scene) == kept + len(scene.works), _SOON, "step")


def _kept(scene: Scene) -> int:
    found = [
        scene.store.rows("house", f"SELECT count(*) FROM {one}") for one in ("attempts", "disputes")
    ]
    return sum(int(rows[0][0]) for rows in found)


def _sending(*, committed: bool) -> Callable[[Scene], Awaitable[None]]:
    """The first message is on its way, or it is there and the program does not know it."""

    async def reach(scene: Scene) -> None:
        scene.town.hold("message", "private", committed=committed)
        await scene.act()
        await scene.held()

    return reach


def _threading(*, committed: bool) -> Callable[[Scene], Awaitable[None]]:
    """The message is there, its thread is (not)."""

    async def reach(scene: Scene) -> None:
        scene.town.hold("thread", committed=committed)
        await scene.act()
        await scene.held()

    return reach


async def _mid_stream(scene: Scene) -> None:
    """Some of the feedback can be read, and more is to come."""
    scene.model.hold()
    before = {work: len(scene.rooms[work].seen()) for work in scene.works}
    await scene.act()
    await until(lambda: scene.model.stopped >= len(scene.works), _SOON, "model")
    await until(
        lambda: all(len(scene.rooms[one].seen()) > before[one] for one in scene.works),
        _SOON,
        "first text",
    )


async def _delivered(scene: Scene) -> None:
    """The feedback is whole, and that it is there is not recorded."""
    await _mid_stream(scene)
    scene.store.stop("jobs")
    scene.model.release()
    await until(lambda: all(map(scene.results, scene.works)), _SOON, "whole")


async def _shutting_down(scene: Scene) -> None:
    """It was told to stop, with everything under way, and is putting it away."""
    await _sending(committed=False)(scene)
    assert scene.program is not None
    scene.program.terminate()
    await until(lambda: not scene.is_served(), _SOON, "shut down")


async def _shut_down(scene: Scene) -> None:
    """It was told to stop, with everything under way, and has put it away."""
    await _sending(committed=False)(scene)
    assert scene.program is not None
    scene.program.terminate()
    assert await scene.program.wait(_SOON) == 0


def _interactive(work: Work) -> bool:
    return not work.spoken


def _long(work: Work) -> bool:
    return work.long


def _streams(work: Work) -> bool:
    return work.streams


def _threads(work: Work) -> bool:
    return work.threads


POINTS = (
    Point("before the record", _before_record, accepted=False),
    Point("before the acknowledgement", _acknowledging(committed=False), _interactive),
    Point("after the acknowledgement", _acknowledging(committed=True), _interactive),
    Point("before the workflow", _before_work, _long),
    Point("before a step", _before_step, _long),
    Point("after a step", _after_step, _long),
    Point("before the send", _sending(committed=False)),
    Point("after the send", _sending(committed=True)),
    Point("between post and thread", _threading(committed=False), _threads),
    Point("after the thread", _threading(committed=True), _threads),
    Point("in the middle of a stream", _mid_stream, _streams),
    Point("after the stream", _delivered, _streams),
    Point("while it shuts down", _shutting_down),
    Point("after it shut down", _shut_down),
)

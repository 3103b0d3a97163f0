"""A database that cannot be written while people talk: they are told so, and words are not lost."""

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import words
from tests.kills.matrix import Scene, scene
from tests.kills.stores import SqliteStore
from tests.kills.template import home_in
from tests.kills.thinking import thinking
from tests.kills.waiting import until
from tests.kills.works import WORKS
from tests.platforms.discord.rooms import DiscordTown
from tests.wire.discord.server import LocalDiscord

_TALK = [one for one in WORKS if one.name in ("quiz", "hint", "answer")]


def _locked(scene: Scene, *, off: bool) -> None:
    """Somebody else writes, and does not come to an end."""
    (scene.store.go if off else scene.store.stop)("house")


def _full(scene: Scene, *, off: bool) -> None:
    """No file of the program may grow."""
    assert scene.program is not None
    _, most = resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE, (most if off else 0, most))


@pytest.mark.parametrize(
    "trouble", [pytest.param(_locked, marks=pytest.mark.soak), _full], ids=["locked", "full"]
)
async def test_where_nothing_can_be_written_members_read_so_and_their_words_are_kept(
    tmp_path: Path, trouble: Callable[..., None]
) -> None:
    home = await home_in(tmp_path)
    async with LocalDiscord() as local, thinking() as model:
        town = DiscordTown(local)
        async with scene(town, SqliteStore(home), model, home, _TALK) as one:
            trouble(one, off=False)
            await one.act()
            pressed = [one.rooms[work] for work in _TALK if not work.spoken]
            sentence = words.say("en", "error.store")
            await until(
                lambda: all(any(sentence in said.text for said in room.seen()) for room in pressed),
                local.rules.answer_within,
            )
            await one.ready()
            trouble(one, off=True)
            for work in _TALK:
                if not work.spoken:
                    await work.act(one.rooms[work])
            assert await one.done() == {}

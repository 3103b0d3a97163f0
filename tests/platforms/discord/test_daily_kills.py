"""Questions of the day on several replicas that are killed while Discord stumbles: each channel
has one."""

from pathlib import Path
from random import Random

import pytest

from bot.core.chat import Channel
from tests import postgres
from tests.kills import postgres as kills_postgres
from tests.kills.days import Days, Figures, stumbling
from tests.kills.stores import SqliteStore, Store
from tests.kills.template import home_in
from tests.platforms.discord.rooms import DiscordRoom, DiscordTown
from tests.wire.discord.server import LocalDiscord


async def evening(
    folder: Path, store: Store, home: Path, *, channels: int, kills: int, replicas: int
) -> Figures:
    async with LocalDiscord() as local:
        town = DiscordTown(local)
        rooms: list[tuple[DiscordRoom, Channel]] = []
        for number in range(channels):
            room = town.room(f"room {number}")
            rooms.append((room, room.home))

        stumble = stumbling(local.faults, "post", "thread")
        days = Days(store, home, town.environment(), Random(7), stumble, replicas)
        figures = await days.run(rooms, kills)
        town.check()
        assert all(channel.community.platform == "discord" for _, channel in rooms)
        assert len({channel.community for _, channel in rooms}) == channels
        return figures


@pytest.mark.soak
async def test_two_replicas_on_sqlite_ask_each_channel_once_over_a_kill(tmp_path: Path) -> None:
    home = await home_in(tmp_path)
    store = SqliteStore(home)
    figures = await evening(tmp_path, store, home, channels=4, kills=1, replicas=2)
    assert figures.questions == {1: 4}
    store.close()


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_three_replicas_on_postgresql_ask_each_channel_once_over_thirty_kills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills_postgres, "SERVER", postgres.server())
    home = await home_in(tmp_path)
    store = await kills_postgres.new_database(home)
    figures = await evening(tmp_path, store, home, channels=150, kills=30, replicas=3)
    print(figures)
    assert figures.questions == {1: 150}
    assert figures.kills == 30
    assert figures.seconds < 15
    store.close()

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.core.errors import CannotReach
from bot.platforms.discord.sending.messages import carries, mark, nonce
from tests.platforms.discord.living import Living, living
from tests.wire.discord.faults import broken, dropped, limited
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


@pytest_asyncio.fixture
async def alive(local: LocalDiscord) -> AsyncIterator[Living]:
    async with living(local) as one:
        yield one


def saying(text: str) -> dict[str, Any]:
    return {
        "flags": 1 << 15,
        "components": [{"type": 17, "components": [{"type": 10, "content": text}]}],
        "allowed_mentions": {"parse": []},
    }


async def test_the_same_key_is_the_same_message_with_its_content_replaced(
    local: LocalDiscord, alive: Living
) -> None:
    channel = str(local.general.id)
    one = await alive.messages.put(channel, "key", lambda: saying("first"))
    two = await alive.messages.put(channel, "key", lambda: saying("second"))

    assert one == two
    assert [said.text for said in local.messages(local.general)] == ["second"]


@pytest.mark.parametrize(
    "fault",
    [
        dropped(),
        dropped(committed=True),
        broken(),
        broken(committed=True),
        limited(),
        limited("global"),
        limited("shared"),
    ],
    ids=lambda fault: f"{fault.kind} {'after' if fault.committed else 'before'}",
)
async def test_whatever_happens_to_a_post_it_is_said_once(
    local: LocalDiscord, alive: Living, fault: Any
) -> None:
    local.faults.on("post", fault)

    await alive.messages.put(str(local.general.id), "key", lambda: saying("hello"))

    assert local.faults.left == 0
    assert [said.text for said in local.messages(local.general)] == ["hello"]


@pytest.mark.parametrize("minutes", [0, 1, 60])
async def test_a_post_whose_answer_was_lost_with_the_process_is_said_once_and_brought_up_to_date(
    local: LocalDiscord, alive: Living, minutes: int
) -> None:
    channel = str(local.general.id)
    local.faults.on("post", dropped(committed=True))
    local.faults.on("post", dropped(), times=9)
    with pytest.raises(CannotReach):
        await alive.messages.put(channel, "key", lambda: saying("old"))
    local.faults.clear()
    local.clock.push(60.0 * minutes)

    await alive.anew(local.clock.now).put(channel, "key", lambda: saying("new"))

    assert [said.text for said in local.messages(local.general)] == ["new"]


async def test_a_message_that_somebody_deleted_is_said_anew(
    local: LocalDiscord, alive: Living
) -> None:
    channel = str(local.general.id)
    await alive.messages.put(channel, "key", lambda: saying("first"))
    local.clock.push(300)
    local.general.messages.clear()

    await alive.messages.put(channel, "key", lambda: saying("second"))

    assert [said.text for said in local.messages(local.general)] == ["second"]


async def test_a_message_carries_its_key_and_no_other(local: LocalDiscord, alive: Living) -> None:
    await alive.messages.put(str(local.general.id), "key", lambda: saying("first"))
    said = {"components": local.messages(local.general)[0].components}

    assert carries(said, "key")
    assert not carries(said, "another key")
    assert 0 < mark("key") < 2**31
    assert len(nonce("key")) == 25


async def test_a_token_that_is_refused_stops_everything_before_it_is_sent(
    local: LocalDiscord, alive: Living
) -> None:
    alive.http.token = "wrong"
    with pytest.raises(Exception, match="401"):
        await alive.post(local.general.id, "one")
    sent = len(local.requests)

    with pytest.raises(CannotReach, match="discord_token"):
        await alive.post(local.general.id, "two")

    assert len(local.requests) == sent


async def test_what_the_library_sends_again_by_itself_needs_a_permit_too(
    local: LocalDiscord, alive: Living
) -> None:
    local.faults.on("post", limited(), times=2)
    before = alive.pace.asked

    await alive.messages.put(str(local.general.id), "key", lambda: saying("hello"))

    assert alive.pace.asked - before == 3
    assert alive.line.breaker.refused == 2


async def test_whoever_writes_knows_what_a_post_shows_however_often_it_was_sent(
    local: LocalDiscord, alive: Living
) -> None:
    written: list[str] = []

    def growing() -> dict[str, Any]:
        written.append("word " * (len(written) + 1))
        return saying(written[-1])

    local.faults.on("post", dropped(committed=True))
    await alive.messages.put(str(local.general.id), "key", growing)

    [said] = local.messages(local.general)
    assert said.text == written[-1]


async def test_what_was_taken_back_is_said_anew_under_its_key(
    local: LocalDiscord, alive: Living
) -> None:
    channel = str(local.general.id)
    first = await alive.messages.put(channel, "key", lambda: saying("hello"))
    assert await alive.messages.drop(channel, "key")
    second = await alive.anew(local.clock.now).put(channel, "key", lambda: saying("hello"))
    assert await alive.anew(local.clock.now).drop(channel, "key")
    third = await alive.anew(local.clock.now).put(channel, "key", lambda: saying("again"))

    assert len({first, second, third}) == 3
    assert [str(one.id) for one in local.messages(local.general)] == [third]


@pytest.mark.parametrize("minutes", [0, 60])
async def test_what_was_taken_back_and_then_lost_on_the_way_is_said_once(
    local: LocalDiscord, alive: Living, minutes: int
) -> None:
    channel = str(local.general.id)
    await alive.messages.put(channel, "key", lambda: saying("hello"))
    await alive.messages.drop(channel, "key")
    local.faults.on("post", dropped(committed=True))
    local.faults.on("post", dropped(), times=9)
    with pytest.raises(CannotReach):
        await alive.messages.put(channel, "key", lambda: saying("hello"))
    local.faults.clear()
    local.clock.push(60.0 * minutes)
    await alive.anew(local.clock.now).put(channel, "key", lambda: saying("new"))

    assert [one.text for one in local.messages(local.general)] == ["new"]


async def test_what_somebody_deleted_is_said_anew(local: LocalDiscord, alive: Living) -> None:
    channel = str(local.general.id)
    said = await alive.messages.put(channel, "key", lambda: saying("hello"))
    del local.general.messages[int(said)]
    await alive.messages.put(channel, "key", lambda: saying("hello"))

    assert [one.text for one in local.messages(local.general)] == ["hello"]

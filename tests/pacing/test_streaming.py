import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.chat import Card
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.pacing.streaming import Growing, Payload, Streaming
from tests.virtual_time import VirtualTime

GAP = 1.2


def render(growing: Growing) -> Sequence[Payload]:
    """Ten characters a message, the card's title in front."""
    text = (growing.card.title if growing.card else "") + growing.text
    return [{"text": text[at : at + 10]} for at in range(0, len(text), 10)]


@dataclass
class Channel:
    """What is said, and when."""

    time: VirtualTime
    takes: float = 0.0
    messages: list[str] = field(default_factory=list)
    changes: list[tuple[float, int, str]] = field(default_factory=list)
    patience: list[float] = field(default_factory=list)

    async def put(self, number: int, write: Callable[[], Payload], patience: float) -> None:
        if self.takes:
            await self.time.sleep(self.takes)
        text = write()["text"]
        self.messages[number : number + 1] = [text]
        self.changes.append((self.time.now(), number, text))
        self.patience.append(patience)


async def tokens(
    time: VirtualTime, count: int, every: float, text: str = "a"
) -> AsyncIterator[Delta | Card]:
    for _ in range(count):
        yield Delta("text", text)
        await time.sleep(every)


def streaming(channel: Channel) -> Streaming:
    return Streaming(render, channel.put, GAP, channel.time.now, channel.time.sleep)


async def test_the_first_text_is_shown_at_once_and_the_rest_at_the_pace_of_the_gap() -> None:
    time = VirtualTime()
    channel = Channel(time)
    start = time.now()

    await time.run(streaming(channel).run(tokens(time, 9, 0.5)))

    moments = [at - start for at, *_ in channel.changes]
    assert moments[0] == 0
    gaps = [later - sooner for sooner, later in itertools.pairwise(moments[:-1])]
    assert gaps and min(gaps) >= GAP - 0.001
    assert max(gaps) <= 2 * GAP
    assert channel.messages == ["a" * 9]


async def test_the_last_text_is_shown_without_waiting_for_the_gap() -> None:
    time = VirtualTime()
    channel = Channel(time)
    start = time.now()

    await time.run(streaming(channel).run(tokens(time, 3, 0.1)))

    assert channel.messages == ["aaa"]
    assert channel.changes[-1][0] - start < GAP


async def test_what_a_change_says_is_what_there_is_when_it_leaves() -> None:
    time = VirtualTime()
    channel = Channel(time, takes=2.0)

    await time.run(streaming(channel).run(tokens(time, 9, 0.5)))

    assert channel.changes[0][2] == "aaaa"
    assert len(channel.changes) <= 4
    assert channel.messages == ["a" * 9]


async def test_what_no_longer_fits_goes_on_in_further_messages_and_full_ones_are_left_alone() -> (
    None
):
    time = VirtualTime()
    channel = Channel(time)

    count = 0

    async def run() -> None:
        nonlocal count
        count = await streaming(channel).run(tokens(time, 25, 0.4))

    await time.run(run())

    assert (count, channel.messages) == (3, ["a" * 10, "a" * 10, "a" * 5])
    filled = next(at for at, number, text in channel.changes if (number, len(text)) == (0, 10))
    assert not [one for one in channel.changes if one[1] == 0 and one[0] > filled]


async def test_a_card_replaces_the_head_and_the_text_stays() -> None:
    time = VirtualTime()
    channel = Channel(time)

    async def updates() -> AsyncIterator[Delta | Card]:
        yield Card(title="one ")
        yield Delta("text", "x")
        await time.sleep(2)
        yield Card(title="two ")

    await time.run(streaming(channel).run(updates()))

    assert channel.messages == ["two x"]


async def test_changes_on_the_way_let_first_texts_pass() -> None:
    time = VirtualTime()
    channel = Channel(time)

    await time.run(streaming(channel).run(tokens(time, 9, 0.5)))

    assert channel.patience[0] == 0
    assert all(one > 0 for one in channel.patience[1:])


async def test_a_stream_that_breaks_shows_what_came_and_says_that_it_broke() -> None:
    time = VirtualTime()
    channel = Channel(time)

    async def updates() -> AsyncIterator[Delta | Card]:
        yield Delta("text", "a")
        await time.sleep(0.1)
        yield Delta("text", "b")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await time.run(streaming(channel).run(updates()))

    assert channel.messages == ["ab"]


async def test_where_nothing_can_be_said_the_stream_is_read_no_further() -> None:
    time = VirtualTime()
    read = 0

    async def refuse(number: int, write: Callable[[], Payload], patience: float) -> None:
        raise CannotReach("error.discord_gone")

    async def updates() -> AsyncIterator[Delta | Card]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield Delta("text", "a")
            await time.sleep(0.1)

    with pytest.raises(CannotReach):
        await time.run(Streaming(render, refuse, GAP, time.now, time.sleep).run(updates()))

    assert read < 5


async def test_a_stream_of_nothing_says_nothing() -> None:
    time = VirtualTime()
    channel = Channel(time)

    await time.run(streaming(channel).run(tokens(time, 0, 0)))

    assert channel.changes == []


async def test_who_is_stopped_leaves_nothing_running() -> None:
    time = VirtualTime()
    channel = Channel(time)
    before = asyncio.all_tasks()
    running = asyncio.ensure_future(streaming(channel).run(tokens(time, 9, 5)))
    for _ in range(20):
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    for _ in range(5):
        await asyncio.sleep(0)

    assert asyncio.all_tasks() == before

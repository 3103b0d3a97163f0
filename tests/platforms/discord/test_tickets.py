"""Answers in private: while the interaction's token lives, by any process, and then directly."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Card, Channel, Community, Direct, Member, Thread
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.sending.answering import DEFERRED, DEFERRED_UPDATE, HIDDEN, Gone
from bot.platforms.discord.sending.messages import mark
from bot.platforms.discord.sending.tickets import LIFE, Ticket
from tests.platforms.discord.living import Living, living
from tests.wire.discord.faults import dropped, limited
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Interaction, Message

LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(40))


@dataclass
class Asked:
    """Ann has used a command, or pressed a button, and waits for an answer."""

    discord: LocalDiscord
    living: Living
    used: Interaction
    mouth: DiscordMouth = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Another process, or this one after it was killed."""
        self.mouth = self.living.mouth(self.discord.clock.now)

    @property
    def home(self) -> Community:
        return Community("discord", str(self.discord.home.id))

    @property
    def place(self) -> Channel:
        return Channel(self.home, str(self.discord.general.id))

    @property
    def ann(self) -> Member:
        return Member(self.home, str(self.discord.ann.id))

    @property
    def ticket(self) -> Ticket:
        return self.ticket_of(self.used, "k")

    def ticket_of(self, used: Interaction, key: str, *, on: int = 0) -> Ticket:
        return Ticket(
            key=key,
            application=str(self.discord.world.application),
            interaction=str(used.id),
            token=used.token,
            until=self.discord.clock.now() + LIFE,
            member=str(used.user.id),
            channel=str(used.channel.id),
            direct=False,
            language="en",
            waits=not on,
            on=on,
        )

    async def recorded(self) -> None:
        await self.mouth.tickets.hold(self.ticket)

    async def acknowledged(self) -> None:
        await self.living.answering.answer(self.ticket, DEFERRED, {"flags": HIDDEN})
        self.mouth.tickets.answered("k")

    async def reply(self, text: str, part: str = "reply") -> None:
        card = Card(body=text)
        await self.mouth.reply(self.place, card, key=f"k:{part}", only_to=self.ann)

    async def stream(self, *texts: str, answers: str | None = "k", wait: float = 0.0) -> None:
        async def updates() -> AsyncIterator[Delta | Card]:
            for text in texts:
                yield Card(title="Feedback", body=text)
                await asyncio.sleep(wait)

        await self.mouth.stream(
            Direct(self.ann), updates(), key="feedback:A", to=self.ann, answers=answers
        )

    @property
    def private(self) -> list[Message]:
        """What Ann alone sees in the channel."""
        shown = self.discord.seen(self.discord.general, self.discord.ann)
        return [one for one in shown if one.only_to is not None]

    @property
    def direct(self) -> list[Message]:
        return self.discord.messages(self.discord.direct(self.discord.ann))


@pytest_asyncio.fixture
async def waiting() -> AsyncIterator[Asked]:
    """Asked, and neither recorded nor acknowledged."""
    async with LocalDiscord() as local, living(local) as alive:
        used = await local.slash("quiz", wait=False)
        one = Asked(local, alive, used)
        yield one
        assert local.violations == []
        everybody_sees = local.messages(local.general)
        assert [one.text for one in everybody_sees] == []


@pytest_asyncio.fixture
async def asked(waiting: Asked) -> Asked:
    await waiting.recorded()
    await waiting.acknowledged()
    return waiting


async def test_the_first_private_card_fills_the_answer_and_the_next_follow(asked: Asked) -> None:
    await asked.reply("One.")
    await asked.reply("Two.", "more")

    assert asked.used.original is not None and "One." in asked.used.original.text
    assert ["Two." in one.text for one in asked.used.followups] == [True]
    assert all(one.only_to is asked.discord.ann for one in asked.used.followups)


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_step_that_runs_again_says_nothing_twice(asked: Asked, restarts: bool) -> None:
    for again in ("", ", again"):
        await asked.reply(f"One{again}.")
        await asked.reply(f"Two{again}.", "more")
        if restarts:
            asked.restart()

    assert [one.text for one in asked.private] == ["One, again.", "Two, again."]


async def test_who_was_killed_before_the_first_answer_is_made_up_for(waiting: Asked) -> None:
    await waiting.recorded()
    waiting.restart()
    await waiting.reply("One.")

    assert [one.text for one in waiting.private] == ["One."]


async def test_who_was_killed_before_the_first_answer_and_is_back_too_late_speaks_directly(
    waiting: Asked,
) -> None:
    await waiting.recorded()
    waiting.restart()
    waiting.discord.clock.push(5)
    await waiting.reply("One.")

    assert [one.text for one in waiting.direct] == ["One."]


async def test_after_a_quarter_of_an_hour_it_is_said_directly(asked: Asked) -> None:
    asked.discord.clock.push(16 * 60)
    await asked.reply("Late.")

    assert ["Late." in one.text for one in asked.direct] == [True]


async def test_private_feedback_stands_where_its_member_asked_whoever_says_it(
    asked: Asked,
) -> None:
    asked.discord.ann.dms_closed = True
    await asked.stream("Reading …")
    asked.restart()
    await asked.stream("Well done.")

    assert [one.text for one in asked.private] == ["## Feedback\nWell done."]


async def test_long_private_feedback_is_whole_and_a_shorter_one_takes_its_end_back(
    asked: Asked,
) -> None:
    await asked.stream("Reading …", LONG)
    assert len(asked.private) > 1
    assert "Paragraph 39" in asked.private[-1].text

    await asked.stream("Short.")
    assert [one.text for one in asked.private] == ["## Feedback\nShort."]


async def test_what_changes_later_changes_the_private_message_while_that_can_be(
    asked: Asked,
) -> None:
    await asked.stream("Well done.")
    asked.restart()
    card = Card(title="Feedback", body="Better.")
    await asked.mouth.reply(Direct(asked.ann), card, key="feedback:A")
    assert [one.text for one in asked.private] == ["## Feedback\nBetter."]

    asked.discord.clock.push(16 * 60)
    await asked.mouth.reply(Direct(asked.ann), card, key="feedback:A")
    assert [one.text for one in asked.direct] == ["## Feedback\nBetter."]


async def test_a_button_changes_the_private_message_it_stands_on_when_its_old_token_is_gone(
    asked: Asked,
) -> None:
    await asked.stream("Tick them.")
    asked.discord.clock.push(16 * 60)
    asked.discord.ann.dms_closed = True
    [shown] = asked.private
    shown.components[0]["components"].append({"type": 10, "content": "…"})
    shown.components.append(
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "1", "custom_id": "tick:A:1"}]}
    )
    pressed = await asked.discord.press(shown, "tick", wait=False)
    ticket = asked.ticket_of(pressed, "t", on=mark("feedback:A"))
    await asked.mouth.tickets.hold(ticket)
    await asked.living.answering.answer(ticket, DEFERRED_UPDATE)
    asked.mouth.tickets.answered("t")

    card = Card(title="Feedback", body="Ticked.")
    await asked.mouth.reply(Direct(asked.ann), card, key="feedback:A", answers="t")

    assert [one.text for one in asked.private] == ["## Feedback\nTicked."]


async def test_feedback_that_outlasts_its_token_goes_on_directly_and_says_so(
    asked: Asked,
) -> None:
    ended = asyncio.create_task(asked.stream("Reading …", "Well done.", wait=0.2))
    await asked.discord.until(lambda: any("Reading" in one.text for one in asked.private))
    asked.discord.clock.push(14 * 60 + 10)
    await ended

    assert [one.text for one in asked.direct] == ["## Feedback\nWell done."]
    assert "direct messages" in asked.private[-1].text


async def test_where_direct_messages_are_closed_it_says_how_to_open_them(asked: Asked) -> None:
    asked.discord.ann.dms_closed = True
    ended = asyncio.create_task(asked.stream("Reading …", "Well done.", wait=0.2))
    await asked.discord.until(lambda: any("Reading" in one.text for one in asked.private))
    asked.discord.clock.push(14 * 60 + 10)
    with pytest.raises(CannotReach, match="discord_dm_closed"):
        await ended

    assert "allow direct messages" in asked.private[-1].text


async def test_a_public_answer_takes_thinking_away(asked: Asked) -> None:
    thread = asked.discord.open_channel("thread")
    place = Thread(asked.place, str(thread.id))
    await asked.mouth.reply(place, Card(body="For all."), key="k:skip")

    assert [one.text for one in asked.private] == [f"<#{thread.id}>"]


async def test_what_is_said_to_somebody_else_leaves_the_asker_waiting(asked: Asked) -> None:
    bea = Member(asked.home, str(asked.discord.person("Bea").id))
    await asked.mouth.reply(Direct(bea), Card(body="Look."), key="k:told")
    assert asked.used.original is not None and asked.used.original.loading

    await asked.reply("Sent.")
    assert [one.text for one in asked.private] == ["Sent."]


async def test_a_lost_answer_to_a_further_message_says_no_words_twice(asked: Asked) -> None:
    await asked.reply("One.")
    asked.discord.faults.on("followup", dropped(committed=True))
    await asked.reply("Two.", "more")

    assert asked.discord.faults.left == 0
    assert [one.text for one in asked.private if one.text != "…"] == ["One.", "Two."]


async def test_a_token_is_in_no_text_of_an_error_and_in_no_representation(asked: Asked) -> None:
    asked.discord.world.interactions.clear()
    payload: dict[str, Any] = {"content": "x", "allowed_mentions": {"parse": []}}
    with pytest.raises(CannotReach) as met:
        await asked.living.answering.change(asked.ticket, "@original", lambda: payload)

    assert asked.used.token not in f"{met.value!r} {met.value.__cause__!r} {asked.ticket!r}"


@pytest.mark.parametrize(("after", "direct"), [(0.2, 0), (4.0, 1)])
async def test_a_limit_that_outlasts_the_three_seconds_is_not_waited_for(
    waiting: Asked, after: float, direct: int
) -> None:
    waiting.discord.faults.on("callback", limited(after=after), times=1)
    await waiting.recorded()
    begun = time.monotonic()
    try:
        await waiting.acknowledged()
    except Gone:
        waiting.mouth.tickets.answered("k")
        waiting.discord.world.interactions.clear()  # as Discord does when its three seconds end
    await waiting.reply("The answer.")

    assert time.monotonic() - begun < 2
    assert [one.text for one in waiting.direct] == ["The answer."] * direct
    assert len(waiting.private) == 1 - direct

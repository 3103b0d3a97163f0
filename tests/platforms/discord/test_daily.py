"""A question of the day on Discord: it tells one role, and its card counts who has answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.chat import Channel, Community, Direct, Member, Role
from bot.core.daily import daily_of
from bot.core.daily_requests import AskDaily, CountDaily, StartDaily, TellWeek
from bot.core.requests import Request, Who
from tests.judges import judged_by
from tests.platforms.discord.test_journey import ANSWER, feedback
from tests.platforms.discord.town import town
from tests.wire.discord.permits import NOTHING
from tests.wire.discord.permits import Role as LocalRole
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM


@pytest.mark.parametrize("is_forum", [False, True], ids=["channel", "forum"])
async def test_a_role_is_told_of_a_question_whose_card_then_counts_the_answers(
    tmp_path: Path, is_forum: bool
) -> None:
    async with LocalDiscord() as local:
        home = local.open_channel("questions", FORUM) if is_forum else local.general
        learners = local.world.clock.snowflake()
        local.home.roles.append(LocalRole(learners, "Learners", NOTHING, mentionable=True))
        async with town(local, tmp_path, judged_by()) as app:
            channel = Channel(Community("discord", str(local.home.id)), str(home.id))
            nobody = Member(channel.community, "")
            ann = Who(key="a:1", member=Member(channel.community, str(local.ann.id)), place=channel)
            start = ann.wants(StartDaily, choices=(("tag", "KV Cache"), ("tells", "learners")))
            clock = Who(key="a:2", member=nobody, place=Direct(nobody))
            for request in (
                replace(start, roles=frozenset({Role.ORGANISER})),
                clock.wants(AskDaily, daily=daily_of(channel), day="2099-01-01"),
            ):
                await app.recorder.accept(request)
                await app.pump.settled(request.key)
            thread = local.home.threads[-1]
            card = local.messages(thread if is_forum else home)[0]
            assert card.content == "" and f"<@&{learners}>" in card.text
            opened = await local.press(card, "answer")
            await local.submit(opened, text=ANSWER)
            await feedback(local, thread if is_forum else home, seen_by=local.ann)
            (posting,) = {key.split(":")[1] for key in card.buttons}
            count = clock.wants(CountDaily, posting=posting)
            await app.recorder.accept(replace(count, key="a:3"))
            await app.pump.settled("a:3")
            again = local.messages(thread if is_forum else home)[0]
        assert again.id == card.id
        assert "answered by a few" in again.text
        taken = [one for one in local.requests if one.status and one.status < 300]
        called = [one.method for one in taken if str(learners) in str(one.body)]
        assert called == ["POST", "PATCH"]  # the question, and the change of it
        assert local.violations == []


@pytest.mark.parametrize("is_forum", [False, True], ids=["channel", "forum"])
async def test_a_missed_day_and_the_week_are_told_in_a_channel_and_in_a_forum(
    tmp_path: Path, is_forum: bool
) -> None:
    async with LocalDiscord() as local:
        home = local.open_channel("questions", FORUM) if is_forum else local.general
        async with town(local, tmp_path, judged_by()) as app:
            channel = Channel(Community("discord", str(local.home.id)), str(home.id))
            nobody = Member(channel.community, "")
            ann = Who(key="a:1", member=Member(channel.community, str(local.ann.id)), place=channel)
            clock = Who(key="a:2", member=nobody, place=Direct(nobody))
            start = replace(
                ann.wants(StartDaily, choices=(("tag", "KV Cache"),)),
                roles=frozenset({Role.ORGANISER}),
            )
            asking = clock.wants(AskDaily, daily=daily_of(channel), day="2099-01-01")
            asking = replace(asking, missed=("2098-12-31",))
            until = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
            weeks = [
                replace(clock.wants(TellWeek, daily=daily_of(channel), until=until), key=key)
                for key in ("a:3", "a:4")
            ]

            async def does(request: Request) -> None:
                await app.recorder.accept(request)
                await app.pump.settled(request.key)

            def said(word: str) -> list[str]:
                places = [home, *local.home.threads]
                found = {one.id: one.text for place in places for one in local.messages(place)}
                return [text for text in found.values() if word in text]

            await does(start)
            await does(asking)
            (card,) = [
                one
                for place in [home, *local.home.threads]
                for one in local.messages(place)
                if "answer" in " ".join(one.buttons)
            ]
            assert len(said("2098-12-31 was missed")) == 1
            opened = await local.press(card, "answer")
            await local.submit(opened, text=ANSWER)
            await feedback(local, card.channel, seen_by=local.ann)
            for request in weeks:
                await does(request)
            told = said("The week in review")
            assert len(told) == 2
            thread = next(one for one in local.home.threads if one.id == card.id)
            assert f"https://discord.com/channels/{local.home.id}/{thread.id}" in told[0]
            await app.coach.daily.telling_week.anew(channel.community, "")
            assert len(said("The week in review")) == 2  # in the place of what stood there
        assert local.violations == []

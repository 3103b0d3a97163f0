"""Whatever members write, are called, or hold as tokens is in no line of the log, no
figure and no trace."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from tests.contract.towns import SECOND, Mind
from tests.flows.conversation import ANSWER, BANK, bank
from tests.kills import template
from tests.kills.waiting import until
from tests.observing.collector import collecting
from tests.observing.overheard import overheard
from tests.observing.reading import of, read
from tests.platforms.discord.rooms import DiscordTown
from tests.platforms.discord.town import town as discord_town
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.rooms import SlackTown
from tests.wire.discord.server import LocalDiscord
from tests.wire.slack.server import LocalSlack

NAME = "quokkaname"
WORDS = {
    "filter": "quokkafilter",
    "answer": "quokkaanswer",
    "again": "quokkaagain",
    "followup": "quokkafollow",
    "argument": "quokkaargument",
    "mention": "quokkamention",
    "search": "quokkasearch",
    "dead": "quokkadead",
}


@asynccontextmanager
async def coach_on(platform: str, home: Path) -> AsyncIterator[tuple[App, Mind, Any, list[str]]]:
    """The house, what judges in it, a member's room, and the tokens that are in use there."""
    mind, asked = Mind(), bank(home.parent, BANK + SECOND)
    if platform == "discord":
        async with LocalDiscord() as local:
            town = DiscordTown(local)
            async with discord_town(local, home, mind.model(), bank=asked) as app:
                yield app, mind, town.room(NAME), [local.token]
    else:
        async with LocalSlack() as slack:
            there = SlackTown(slack)
            async with at_work(slack, home, mind.model(), bank=asked) as app:
                yield app, mind, there.room(NAME), [slack.bot_token, slack.app_token]


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_nothing_that_a_member_writes_is_told(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await template.home_in(tmp_path)
    async with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with overheard() as heard:
            async with coach_on(platform, home) as (app, mind, room, tokens):
                await _whole_journey(room, mind)
                figures = await app.observed.figures()

    lines = heard.getvalue()
    told = lines + figures.decode() + collector.raw.decode(errors="replace")
    assert {one.name for one in collector.spans} >= {"work grading", "work disputing"}
    assert [one for one in (NAME, *WORDS.values(), *tokens) if one in told.lower()] == []
    assert '"kind": "StartQuiz", "platform"' in lines, "it was heard"
    assert "ERROR" not in lines
    assert {"coach_errors", "coach_platform_connected"} <= collector.figures
    assert of(read(figures), "coach_model_calls_total", error="error.model_unreachable")
    assert of(read(figures), "coach_errors_total", platform=platform)
    assert of(read(figures), "coach_acknowledgement_seconds_count", platform=platform)


async def _whole_journey(room: Any, mind: Mind) -> None:
    async def more_than(before: int, what: str) -> None:
        await until(lambda: len(room.seen()) > before, 8, f"{what} {room.seen()}")

    def retried() -> int:
        return sum("retry" in one.actions for one in room.seen())

    await room.command("quiz", tag=WORDS["filter"])
    await more_than(0, "a refusal")
    await room.command("quiz", tag="Decoding")
    await until(lambda: any("hint" in one.actions for one in room.seen()), 8, "a question")
    await room.say(f"{ANSWER} {WORDS['answer']}", "thread")
    await until(lambda: retried() == 1, 8, "feedback")
    await room.say(f"{WORDS['mention']}?", "channel")
    await room.opens("retry")
    await room.submit(text=f"{ANSWER} {WORDS['again']}")
    await until(lambda: retried() == 2, 8, "feedback")
    await room.opens("followup")
    await room.submit(text=WORDS["followup"])
    await until(lambda: retried() == 3, 8, "feedback on a follow-up")
    before = len(room.seen())
    await room.opens("dispute")
    await room.submit(argument=WORDS["argument"])
    await more_than(before, "what a dispute brings")
    before = len(room.seen())
    await room.command("bank search", words=WORDS["search"])
    await more_than(before, "what a search finds")
    mind.stopped = True
    before = len(room.seen())
    await room.command("quiz", tag="Prefill")
    await until(lambda: len(room.seen()) > before, 8, "a question")
    await room.say(WORDS["dead"], "thread")
    await until(lambda: any("tick" in one.actions for one in room.seen()), 8, "a checklist")

"""The same program as several processes: ears apart from workers, shards apart, Slack behind a
balancer (docs/operating.md, stages B and C)."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.flows.conversation import ANSWER, FIRST, bank
from tests.judges import Judge
from tests.kills.thinking import MODEL, thinking
from tests.kills.waiting import until
from tests.observing.collector import collecting
from tests.observing.reading import of
from tests.platforms.discord.program import environment as discord_environment
from tests.platforms.discord.rooms import DiscordRoom, DiscordTown
from tests.platforms.slack.rooms import SlackTown
from tests.stages.balancer import balancing
from tests.stages.replicas import Replica, replicas
from tests.wire.discord.server import LocalDiscord
from tests.wire.slack.server import LocalSlack

ROLES = {
    "north": ("--roles", "ears,web", "--shards", "0-1/4"),
    "south": ("--roles", "ears,web", "--shards", "2-3/4"),
    "worker": ("--roles", "workers"),
}


@pytest.mark.soak
async def test_ears_shards_and_workers_apart_are_one_coach(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        collector = await stack.enter_async_context(collecting())
        judge = await stack.enter_async_context(thinking(Judge(FIRST)))
        local = await stack.enter_async_context(LocalDiscord())
        slack = await stack.enter_async_context(LocalSlack())
        local.rules.shards = local.rules.max_concurrency = 4
        discord, on_slack = DiscordTown(local), SlackTown(slack)
        told = discord_environment(local) | {
            "COACH_BANK": str(bank(tmp_path)),
            "LLM_BASE_URL": judge.url,
            "LLM_MODEL": MODEL,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.secret,
            "SLACK_API_BASE": slack.base_url,
        }
        async with replicas(tmp_path, told, ROLES) as running:
            ears = [running[name].address for name in ("north", "south")]
            balancer = await stack.enter_async_context(balancing(ears))
            slack.delivery.request_url = f"{balancer.url}/slack/events"
            rooms: list[Any] = [*_one_on_each_shard(discord), on_slack.room("ann")]
            await asyncio.gather(*(_evening(one) for one in rooms))
            counted = {name: await one.figures() for name, one in running.items()}
            through = await _through(balancer.url)
    logged = [json.loads(line) for one in running.values() for line in _lines(one)]

    assert local.gateway.connected == 0
    for room in rooms:
        assert len(_graded(room)) == 1
        assert sum("hint" in one.actions for one in room.seen()) == 1
    for name in ("north", "south"):
        assert of(counted[name], "coach_requests_total", platform="discord") >= 2
        assert of(counted[name], "coach_platform_connected", platform="discord") == 1
        assert of(counted[name], "coach_work_seconds_count") == 0, "ears do no work"
    assert of(counted["worker"], "coach_requests_total") == 0
    assert of(counted["worker"], "coach_feedback_seconds_count") == len(rooms)
    for one in counted.values():
        assert of(one, "coach_replica_heartbeat_age_seconds") < 3 * 15
    assert min(balancer.went.values()) >= 1 and len(balancer.went) == 2
    assert through == {"/healthz": 200, "/metrics": 404}
    assert {one["replica"].partition("/")[0] for one in logged} == set(ROLES)
    assert [one for one in logged if one["level"] not in ("INFO", "DEBUG")] == []
    assert {"coach_requests", "coach_platform_connected"} <= collector.figures
    graded = [one for one in collector.spans if one.name == "work grading"]
    recorded = {one.span_id: one for one in collector.spans if not one.parent_span_id}
    assert len(graded) == len(rooms)
    assert all(recorded[one.parent_span_id].trace_id == one.trace_id for one in graded)
    assert local.violations == [] and slack.violations == []


def _one_on_each_shard(town: DiscordTown) -> list[DiscordRoom]:
    """A room in a server of each process's shards."""
    found: dict[bool, DiscordRoom] = {}
    for number in range(64):
        room = town.room(f"room {number}")
        found.setdefault((int(room.home.community.id) >> 22) % 4 >= 2, room)
        if len(found) == 2:
            return list(found.values())
    raise AssertionError("no servers on both")


async def _evening(room: Any) -> None:
    """A question is asked, answered and judged."""
    await room.command("quiz", tag="Decoding")
    await until(lambda: any("hint" in one.actions for one in room.seen()), 20, "a question")
    await room.say(ANSWER, "thread")
    await until(lambda: _graded(room), 20, "feedback")


def _graded(room: Any) -> Sequence[Any]:
    return [one for one in room.seen() if "retry" in one.actions]


async def _through(address: str) -> dict[str, int]:
    """What somebody outside is answered."""
    found = {}
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/metrics"):
            async with session.get(address + path) as answer:
                found[path] = answer.status
    return found


def _lines(one: Replica) -> list[str]:
    return one.program.err.read_text().splitlines()

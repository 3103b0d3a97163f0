"""Looks for what was said to us while nobody listened, longer than Slack delivers again.

Slack brings an event again for about five minutes (S5). What was said before that stands in the
threads of open questions, and in the direct conversations of those who were asked.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.chat import Direct, Place, Thread
from bot.core.errors import CannotReach, CoachError, PlatformDown, where
from bot.core.keeping import Ledger
from bot.platforms.slack.directs import Directs
from bot.platforms.slack.hearing.bolt import Hear
from bot.platforms.slack.line import Body, Line

logger = logging.getLogger(__name__)

Postings = Callable[[int], Awaitable[Sequence[Place]]]
"""The places of so many open questions, the newest first."""

PLACES = 50
"""Open questions under which is looked: a minute's worth of what Slack answers (S7)."""
MESSAGES = 200
"""Messages that are read of one place."""
GAP = 240.0
"""Seconds of silence of ours after which Slack may not bring all of it by itself."""
EVERY = 15.0
_OPENING = 0.5
_OVERLAP = 60.0
"""Seconds before the last sign of life that count as unheard: clocks differ."""
_PATIENCE = 90.0
_ROW = "slack:heard"


@dataclass(frozen=True)
class Looking:
    """Notes in the ledger how far we, or any process, have heard; `me` is our user in a team."""

    line: Line
    ledger: Ledger
    postings: Postings
    me: Callable[[str], Awaitable[str]]
    now: Callable[[], float] = time.time
    every: float = EVERY

    async def keep_up(self, is_open: Callable[[], bool], hear: Hear) -> None:
        """Note how far we have heard while we can hear; after a gap, hear what was said in it."""
        while True:
            try:
                if is_open():
                    since = float(await self.ledger.get(_ROW) or 0)
                    if since and self.now() - since > GAP:
                        await self.look(since, hear)
                    await self.ledger.put(_ROW, f"{self.now():.3f}")
            except CoachError as error:
                logger.warning("what was said is not looked for: %s", where(error))
            await asyncio.sleep(self.every if is_open() else min(self.every, _OPENING))

    async def look(self, since: float, hear: Hear) -> None:
        """Hear what was said since then (seconds since 1970) as if it were delivered now: what was
        heard already has the same key."""
        oldest = f"{since - _OVERLAP:.6f}"
        closed: set[str] = set()
        read = 0
        for asked in _readings(await self.postings(PLACES)):
            if asked.kind in closed:
                continue
            try:
                for event in await self._read(asked, oldest):
                    await hear(event, asked.team)
                read += 1
            except PlatformDown:
                raise
            except CannotReach as error:
                if error.facts.get("code") == "missing_scope":
                    closed.add(asked.kind)
                logger.info("a place cannot be read for what was said: %s", where(error))
        logger.info("looked for what was said in %s places", read)

    async def _read(self, asked: "_Reading", oldest: str) -> list[Mapping[str, Any]]:
        place, team, me = asked.place, asked.team, await self.me(asked.team)
        if isinstance(place, Thread):
            channel = place.channel.id
        else:
            channel = await Directs(self.line, self.ledger).channel(place.member)
        method = "conversations.history" if asked.kind == "direct" else "conversations.replies"
        body: Body = {"channel": channel, "oldest": oldest, "limit": MESSAGES}
        if asked.kind != "direct":
            body["ts"] = asked.thread
        told = await self.line.call(team, method, body, patience=_PATIENCE)
        found = [one for one in told.get("messages") or () if one.get("user") != me]
        found.sort(key=lambda one: str(one.get("ts")))
        return [_event(one, team, channel, me, asked) for one in found]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One place to be read: a channel's thread, a private thread, or what stands in none."""

    kind: str
    team: str
    place: Thread | Direct
    thread: str = ""


def _readings(places: Sequence[Place]) -> Iterator[_Reading]:
    """Each thread once, and each direct conversation once."""
    for place in dict.fromkeys(places):
        if isinstance(place, Thread):
            yield _Reading("thread", place.community.id, place, place.id)
        elif isinstance(place, Direct) and place.thread:
            yield _Reading("private", place.community.id, place, place.thread)
    for member in dict.fromkeys(one.member for one in places if isinstance(one, Direct)):
        yield _Reading("direct", member.community.id, Direct(member))


def _event(
    one: Mapping[str, Any], team: str, channel: str, me: str, asked: _Reading
) -> Mapping[str, Any]:
    """A message as Slack would deliver it."""
    under = {"parent_user_id": me} if asked.thread and one.get("ts") != asked.thread else {}
    return {
        "type": "event_callback",
        "team_id": team,
        "authorizations": [{"team_id": team, "user_id": me}],
        "event": {**one, **under, "type": "message", "channel": channel},
    }

"""Looks for what was said to us while nobody listened, longer than Slack delivers again.

What was said stands in the threads of open questions, and in the direct conversations of those who
were asked. Each workspace is read by itself, as fast as Slack answers there (S7, S9): many
questions of one keep no other waiting.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Direct, Place, Thread
from bot.core.errors import CannotReach, CoachError, PlatformDown, StoreTrouble, where
from bot.core.keeping import Ledger
from bot.platforms.slack.directs import Directs
from bot.platforms.slack.hearing.bolt import Hear
from bot.platforms.slack.hearing.gaps import Gaps
from bot.platforms.slack.line import Body, Line
from bot.platforms.slack.trouble import code_of

logger = logging.getLogger(__name__)

Postings = Callable[[str, int], Awaitable[Sequence[Place]]]
"""The places of so many open questions of a workspace, the newest first."""

PLACES = 500
"""Open questions of a workspace under which is looked: some ten minutes of what Slack answers."""
EVERY = 15.0
_TEAMS = 8
"""Workspaces that are read at the same time."""
_MESSAGES, _PAGES = 200, 5
"""Messages of a page, and pages that are read of one place."""
_TRIES = 5
_OPENING = 0.5
_OVERLAP = 60.0
"""Seconds before the last sign of life that count as unheard: clocks differ."""
_PATIENCE = 90.0


@dataclass
class Looking:
    """`me` is our user in a team."""

    line: Line
    ledger: Ledger
    postings: Postings
    me: Callable[[str], Awaitable[str]]
    gaps: Gaps
    every: float = EVERY
    _reading: "asyncio.Task[None] | None" = field(default=None, init=False)
    _done: dict[str, set["_Reading"]] = field(default_factory=dict, init=False)
    """What of a workspace was read already, until all of it is."""
    _refused: Counter[tuple["_Reading", str]] = field(default_factory=Counter, init=False)

    async def keep_up(self, is_open: Callable[[], bool], hear: Hear) -> None:
        """Note how far we have heard while we can hear; after a gap, hear what was said in it."""
        try:
            while True:
                try:
                    if is_open():
                        await self._step(hear)
                except CoachError as error:
                    logger.warning("what was said is not looked for: %s", where(error))
                await asyncio.sleep(self.every if is_open() else min(self.every, _OPENING))
        finally:
            if self._reading is not None:
                self._reading.cancel()

    async def _step(self, hear: Hear) -> None:
        await self.gaps.note()
        if self._reading is not None and not self._reading.done():
            await self.gaps.is_ours()
        elif (owed := await self.gaps.owed()) and await self.gaps.is_ours():
            self._reading = asyncio.create_task(self._read_all(owed, hear))

    async def _read_all(self, owed: Mapping[str, float], hear: Hear) -> None:
        at_once = asyncio.Semaphore(_TEAMS)

        async def one(team: str, since: float) -> None:
            async with at_once:
                try:
                    await self.look(team, since, hear)
                    await self.gaps.read(team, since)
                    self._done.pop(team, None)
                except CoachError as error:
                    logger.warning("%s is not read again yet: %s", team, where(error))
                except Exception as exc:  # one workspace keeps no other from being read
                    logger.error("unforeseen %s", where(exc))

        await asyncio.gather(*(one(team, since) for team, since in owed.items()))

    async def look(self, team: str, since: float, hear: Hear) -> None:
        """Hear what was said in a workspace since then (seconds since 1970) as if it were delivered
        now: what was heard already has the same key.

        PlatformDown or StoreTrouble where it has to be looked for again; what was read is not.
        """
        oldest = f"{since - _OVERLAP:.6f}"
        closed: set[str] = set()
        done = self._done.setdefault(team, set())
        for asked in _readings(await self.postings(team, PLACES)):
            if asked.kind in closed or asked in done:
                continue
            try:
                async for event in self._read(asked, oldest):
                    if not (await hear(event, team)).taken:
                        self._again(asked, str(event["event"].get("ts")))
                done.add(asked)
            except PlatformDown:
                raise
            except CannotReach as error:
                if code_of(error) == "missing_scope":
                    closed.add(asked.kind)
                logger.info("a place cannot be read for what was said: %s", where(error))
        logger.info("looked for what was said in %d places of %s", len(done), team)

    def _again(self, asked: "_Reading", ts: str) -> None:
        """StoreTrouble, so that a message is read once more; nothing where that was in vain too
        often: one message keeps no others from being heard."""
        self._refused[asked, ts] += 1
        if self._refused[asked, ts] < _TRIES:
            raise StoreTrouble
        logger.error("a message of %s cannot be heard, and is left", asked.team)

    async def _read(self, asked: "_Reading", oldest: str) -> AsyncIterator[Mapping[str, Any]]:
        place, team, me = asked.place, asked.team, await self.me(asked.team)
        if isinstance(place, Thread):
            channel = place.channel.id
        else:
            channel = await Directs(self.line, self.ledger).channel(place.member)
        method = "conversations.history" if asked.kind == "direct" else "conversations.replies"
        body: Body = {"channel": channel, "oldest": oldest, "limit": _MESSAGES}
        if asked.kind != "direct":
            body["ts"] = asked.thread
        found: list[Mapping[str, Any]] = []
        for _ in range(_PAGES):
            await self.line.rates.grow(method, team)
            told = await self.line.call(team, method, body, patience=_PATIENCE)
            found += [one for one in told.get("messages") or () if one.get("user") != me]
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            body["cursor"] = cursor
        for one in sorted(found, key=lambda one: str(one.get("ts"))):
            yield _event(one, team, channel, me, asked)


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

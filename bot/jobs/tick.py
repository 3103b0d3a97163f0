"""Puts on the inbox's list what is due by the clock: questions of the day, how many have answered
them, their answers, and what became of the week."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Community, Direct, Member
from bot.core.daily import Daily
from bot.core.daily_requests import AskDaily, CountDaily, RevealDaily, TellWeek, reveal_key
from bot.core.errors import where
from bot.core.happenings import Fell, Tell, untold
from bot.core.keeping_daily import AnswerCounts, Dailies, DailyPosting, Weeks
from bot.core.ports import Accept, Clock
from bot.core.requests import Who
from bot.core.schedule import following, outstanding
from bot.core.weekly import WINDOW, week_key

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks."""
MOST = 200
"""Of each kind in one look; a full look is followed by the next at once."""


@dataclass(frozen=True)
class Tick:
    """Several processes may look at once: what is due has a key of its own, so it is done once.

    It is on the list before its schedule moves on, so no kill loses it.
    """

    dailies: Dailies
    counts: AnswerCounts
    weeks: Weeks
    accept: Accept
    platforms: Collection[str]
    clock: Clock
    tell: Tell = untold

    async def run(self) -> None:
        """Look until cancelled, whatever goes wrong on the way."""
        while True:
            moved = 0
            try:
                moved = await self.once()
            except Exception as exc:
                logger.warning("what is due could not be looked up: %s", where(exc))
            if moved < MOST:
                await asyncio.sleep(EVERY)

    async def once(self) -> int:
        """Put what is due now on the list; returns how much of it moved on."""
        now = self.clock()
        dailies = await self.dailies.due(self.platforms, now, most=MOST)
        asking = [self._ask(daily, was, now) for daily, was in dailies]
        postings = await self.dailies.to_reveal(self.platforms, now, most=MOST)
        revealing = [self._reveal(one) for one in postings]
        due = await self.counts.due(self.platforms, now, most=MOST)
        counting = [self._count(one, at) for one, at in due]
        weeks = await self.weeks.due(self.platforms, now, most=MOST)
        telling = [self._tell(daily, was, now) for daily, was in weeks]
        work = (*asking, *revealing, *counting, *telling)
        done = await asyncio.gather(*work, return_exceptions=True)
        failed = [one for one in done if isinstance(one, Exception)]
        for one in failed[:1]:
            logger.warning("%d that are due wait for another look: %s", len(failed), where(one))
        return max(len(asking), len(revealing), len(telling)) - len(failed)

    async def _ask(self, daily: Daily, was: datetime, now: datetime) -> None:
        asked, missed = outstanding(daily.when, was, now)
        named = asked or (missed[-1] if missed else None)
        if named is not None and daily.running:
            request = _nobody(daily.community, f"{daily.community}:{named.key}").wants(
                AskDaily,
                daily=daily.id,
                day=asked.day.isoformat() if asked else "",
                missed=tuple(one.day.isoformat() for one in missed),
            )
            await self.accept(request)
            self.tell(Fell(daily.community.platform, 1 if asked else 0, len(missed)))
        coming = following(daily.when, now) if daily.running else None
        await self.dailies.advance(daily, was, coming.at if coming else None)

    async def _reveal(self, one: DailyPosting) -> None:
        who = _nobody(one.community, reveal_key(one.community, one.posting))
        await self.accept(who.wants(RevealDaily, posting=one.posting))
        await self.dailies.revealed(one.community, one.posting, self.clock())

    async def _tell(self, daily: Daily, was: datetime, now: datetime) -> None:
        clock, weekly = daily.when.clock, daily.weekly if daily.running else None
        if weekly is not None and now - was <= WINDOW:
            who = _nobody(daily.community, week_key(daily.community, daily.id, was, clock))
            await self.accept(who.wants(TellWeek, daily=daily.id, until=was.isoformat()))
        await self.weeks.advance(daily, was, weekly.after(clock, now) if weekly else None)

    async def _count(self, one: DailyPosting, at: datetime) -> None:
        """It stays due until whoever does it begins."""
        who = _nobody(one.community, f"{one.community}:count:{one.posting}:{at.timestamp():.0f}")
        await self.accept(who.wants(CountDaily, posting=one.posting))


def _nobody(community: Community, key: str) -> Who:
    """Whom the clock asks as: it is no person, and holds no role."""
    member = Member(community, "")
    return Who(key=key, member=member, place=Direct(member))

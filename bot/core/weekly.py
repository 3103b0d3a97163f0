"""When a channel is told what became of its week of questions: a day of the week, and a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.core.chat import Community
from bot.core.errors import BadInput
from bot.core.schedule import moment
from bot.core.setup import time_of
from bot.core.weekdays import weekdays

WINDOW = timedelta(days=1)
"""What was due longer ago is not caught up: the next week is near."""
WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_NEVER = ("-", "", "never", "off", "no", "none", "不发", "不要", "关", "关闭", "无")
_ALWAYS = ("on", "yes", "weekly", "every week", "开", "打开", "每周")
_TIME = re.compile(r"\d{1,2}(?:\s*[:：.时点h]\s*(?:\d{2}分?)?)?$")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Local to the zone of the questions; Monday is 1, as in ISO 8601."""

    weekday: int = 1
    at: time = time(9)

    def __str__(self) -> str:
        return f"{self.weekday} {self.at:%H:%M}"

    @classmethod
    def of(cls, text: str) -> Self | None:
        """What `str` wrote, or None for nothing."""
        day, _, at = text.partition(" ")
        return cls(int(day), time.fromisoformat(at)) if text else None

    def after(self, clock: ZoneInfo, moment_: datetime) -> datetime:
        """The first time that is later than a moment, in UTC."""
        return next(at for at in self._around(clock, moment_) if at > moment_)

    def _around(self, clock: ZoneInfo, near: datetime) -> Iterator[datetime]:
        day = near.astimezone(clock).date() - _DAY
        for later in range(30):  # a week of this zone may lack the day
            one = day + later * _DAY
            if one.isoweekday() == self.weekday:
                at = moment(one, self.at, clock)
                if at is not None:
                    yield at


def weekly_of(text: str) -> Weekly | None:
    """The day and the time that a person wrote: `sun 18:00`, `friday`, `周日20点`, `on`; None for
    `-` or `off`. BadInput for anything else."""
    plain = " ".join(text.casefold().split())
    if plain in _NEVER:
        return None
    if plain in _ALWAYS:
        return Weekly()
    found = _TIME.search(plain)
    at = found[0] if found and len(plain) > 1 else ""
    day = plain.removesuffix(at).strip(" ,，、") if at else plain
    try:
        named = weekdays(day) if day else frozenset({Weekly().weekday})
        when = time_of(at) if at else Weekly().at
    except BadInput as exc:
        raise BadInput("error.unknown_weekly", value=text.strip()) from exc
    if len(named) != 1:
        raise BadInput("error.unknown_weekly", value=text.strip())
    return Weekly(next(iter(named)), when)


def week_key(community: Community, daily: str, at: datetime, clock: ZoneInfo) -> str:
    """The key under which a daily's week is told: it has its ISO week, so that it is told once."""
    year, week, _ = at.astimezone(clock).isocalendar()
    return f"{community}:week:{daily}:{year}-W{week:02}"

"""When a channel's daily question is due: local dates and times of day, in the zone of its people.

A day is posted for at most once, whatever happens to clocks, zones and settings: its posting is
named after the schedule and the local date. Where clocks are put forward over the time, the
question comes as much later as they were put (RFC 5545, section 3.3.5, 2009); where that hour
happens twice, it comes in the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

WEEKDAYS = range(1, 8)
"""Monday is 1, as in ISO 8601."""
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_FARTHEST = timedelta(hours=26)
"""No local date is farther from that of UTC."""


@dataclass(frozen=True)
class Schedule:
    """`at` and `reveal` are local times of `zone`, an IANA name; a reveal that is not later than
    the question is on the next day. `off` are local dates without a question.

    What was due longer than `window` ago is not caught up.
    """

    id: str
    at: time
    zone: str
    weekdays: frozenset[int] = frozenset(WEEKDAYS)
    off: frozenset[date] = frozenset()
    reveal: time | None = None
    window: timedelta = timedelta(hours=3)

    @cached_property
    def clock(self) -> ZoneInfo:
        """The zone; zoneinfo.ZoneInfoNotFoundError where this machine does not know it."""
        return ZoneInfo(self.zone)

    def asks_on(self, day: date) -> bool:
        """Whether a local date has a question."""
        return day.isoweekday() in self.weekdays and day not in self.off

    def asked_at(self, day: date) -> datetime | None:
        """When the question of a local date is due, in UTC; None where the zone never had that
        date."""
        return moment(day, self.at, self.clock)

    def revealed_at(self, day: date) -> datetime | None:
        """When the answer to the question of a local date is shown, in UTC; None where it is not
        shown by itself."""
        asked = self.asked_at(day)
        if self.reveal is None or asked is None:
            return None
        for later in range(3):  # the next day may be one that the zone never had
            shown = moment(day + later * _DAY, self.reveal, self.clock)
            if shown is not None and shown > asked:
                return shown
        return None


@dataclass(frozen=True, slots=True)
class Due:
    """A question that is to be asked: of which schedule, for which local date, and when (UTC)."""

    schedule: str
    day: date
    at: datetime

    @property
    def key(self) -> str:
        """The name of its posting, the same however often it is computed."""
        return f"daily:{self.schedule}:{self.day.isoformat()}"


def due(schedule: Schedule, after: datetime, until: datetime) -> Iterator[Due]:
    """What is due later than `after` and not later than `until`, in order. Both know their zone."""
    day = (after - _FARTHEST).astimezone(UTC).date()
    last = (until + _FARTHEST).astimezone(UTC).date()
    while day <= last:
        if schedule.asks_on(day):
            at = schedule.asked_at(day)
            if at is not None and after < at <= until:
                yield Due(schedule.id, day, at)
        day += _DAY


def following(schedule: Schedule, after: datetime, *, within: int = 400) -> Due | None:
    """The first that is due later than `after`, looked for so many days ahead."""
    return next(due(schedule, after, after + within * _DAY), None)


def outstanding(schedule: Schedule, since: datetime, now: datetime) -> tuple[Due | None, list[Due]]:
    """What is to be asked now of all that was due from `since` on, and what was missed: of several
    days the last alone is caught up, for nobody wants a week of questions at once."""
    found = list(due(schedule, since - _INSTANT, now))
    if found and not is_missed(schedule, found[-1], now):
        return found[-1], found[:-1]
    return None, found


def is_missed(schedule: Schedule, one: Due, now: datetime) -> bool:
    """Whether it is too late to catch up what was due."""
    return now - one.at > schedule.window


def moment(day: date, at: time, clock: ZoneInfo) -> datetime | None:
    """When it is `at` on a local date, in UTC; None where the zone skipped that date (as Samoa did
    with 2011-12-30)."""
    found = _instant(day, at, clock)
    if found.astimezone(clock).date() == day or _has(day, clock):
        return found
    return None


def _instant(day: date, at: time, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), clock).astimezone(UTC)


def _has(day: date, clock: ZoneInfo) -> bool:
    noon = _instant(day, time(12), clock)
    return noon.astimezone(clock).date() == day

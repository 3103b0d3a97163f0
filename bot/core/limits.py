"""How much grading one may have: the limits, and when there is room again under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spent:
    """One job: when it was, and what it took."""

    at: datetime
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Jobs within any hour and tokens within any day, of a member and of a channel; 0 is no limit.

    The job that reaches a limit of tokens is done to its end: what it takes is known only then.
    """

    grades_an_hour_member: int = 0
    grades_an_hour_channel: int = 0
    tokens_a_day_member: int = 0
    tokens_a_day_channel: int = 0

    def member_opens(self, spent: Sequence[Spent], now: datetime) -> datetime | None:
        """When a member who spent this may have another job; None where at once."""
        return opens_again(
            spent,
            now,
            grades_an_hour=self.grades_an_hour_member,
            tokens_a_day=self.tokens_a_day_member,
        )

    def channel_opens(self, spent: Sequence[Spent], now: datetime) -> datetime | None:
        """When a channel in which this was spent may have another job; None where at once."""
        return opens_again(
            spent,
            now,
            grades_an_hour=self.grades_an_hour_channel,
            tokens_a_day=self.tokens_a_day_channel,
        )


def opens_again(
    spent: Sequence[Spent], now: datetime, *, grades_an_hour: int = 0, tokens_a_day: int = 0
) -> datetime | None:
    """When the oldest job that is in the way has left the last hour, or the last day; None where
    nothing is in the way.

    The windows slide: a job made at 14:32 counts until just before 15:32.
    """
    jobs = sorted(spent, key=lambda one: one.at)
    moments = [_by_number(jobs, now, grades_an_hour), _by_tokens(jobs, now, tokens_a_day)]
    return max((one for one in moments if one is not None), default=None)


def _by_number(jobs: Sequence[Spent], now: datetime, most: int) -> datetime | None:
    within = [one for one in jobs if one.at > now - HOUR]
    if not most or len(within) < most:
        return None
    return within[len(within) - most].at + HOUR


def _by_tokens(jobs: Sequence[Spent], now: datetime, most: int) -> datetime | None:
    within = [one for one in jobs if one.at > now - DAY]
    left = sum(one.tokens for one in within)
    if not most or left < most:
        return None
    for one in within:
        left -= one.tokens
        if left < most:
            return one.at + DAY
    raise AssertionError("without any job nothing is spent")

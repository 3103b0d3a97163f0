"""Limits slide: never too much within any window, never shut for longer than must be."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import DAY, HOUR, Limits, Spent, opens_again

START = datetime(2025, 8, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 24 * 3600).map(lambda one: START + timedelta(seconds=one))
jobs = st.lists(st.builds(Spent, moments, st.integers(0, 500)), max_size=30)
numbers, totals = st.integers(0, 6), st.integers(0, 1500)


def exceeds(spent: list[Spent], now: datetime, number: int, total: int) -> bool:
    """The limits as a person would check them, one by one."""
    within_hour = sum(one.at > now - HOUR for one in spent)
    within_day = sum(one.tokens for one in spent if one.at > now - DAY)
    return bool(number and within_hour >= number) or bool(total and within_day >= total)


@given(jobs, moments, numbers, totals)
def test_it_opens_at_the_first_moment_that_keeps_the_limits(
    spent: list[Spent], now: datetime, number: int, total: int
) -> None:
    past = [one for one in spent if one.at <= now]
    opens = opens_again(past, now, grades_an_hour=number, tokens_a_day=total)
    assert (opens is not None) == exceeds(past, now, number, total)
    if opens is not None:
        assert opens > now
        assert not exceeds(past, opens, number, total)
        assert exceeds(past, opens - timedelta(microseconds=1), number, total)


@given(st.lists(moments, max_size=60).map(sorted), st.integers(1, 6))
def test_no_hour_ever_holds_more_jobs_than_the_limit(asked: list[datetime], number: int) -> None:
    done: list[Spent] = []
    for at in asked:
        if opens_again(done, at, grades_an_hour=number) is None:
            done.append(Spent(at))
    for one in done:
        assert sum(one.at - HOUR < other.at <= one.at for other in done) <= number


@given(jobs, moments)
def test_without_limits_it_is_always_open(spent: list[Spent], now: datetime) -> None:
    assert opens_again(spent, now) is None
    assert Limits().member_opens(spent, now) is None
    assert Limits().channel_opens(spent, now) is None


@given(jobs, moments, numbers, totals)
def test_the_order_in_which_jobs_are_told_does_not_matter(
    spent: list[Spent], now: datetime, number: int, total: int
) -> None:
    one = opens_again(spent, now, grades_an_hour=number, tokens_a_day=total)
    assert opens_again(spent[::-1], now, grades_an_hour=number, tokens_a_day=total) == one


def test_a_members_limits_are_not_a_channels() -> None:
    limits = Limits(grades_an_hour_member=1, tokens_a_day_channel=100)
    one, much = [Spent(START, 10)], [Spent(START, 100)]
    assert limits.member_opens(one, START) == START + HOUR
    assert limits.channel_opens(one, START) is None
    assert limits.channel_opens(much, START) == START + DAY

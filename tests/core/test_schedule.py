from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedule import Due, Schedule, due, following, is_missed, outstanding

ZONES = sorted(
    one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "SystemV/"))
)


def at(schedule: Schedule, day: date) -> str:
    """When a day's question is asked, by the clocks of its zone."""
    asked = schedule.asked_at(day)
    assert asked is not None
    return asked.astimezone(schedule.clock).strftime("%Y-%m-%d %H:%M%z")


def test_a_time_that_clocks_skip_comes_as_much_later_as_they_were_put_forward() -> None:
    schedule = Schedule("s", time(2, 30), "Europe/Berlin")
    assert at(schedule, date(2026, 3, 28)) == "2026-03-28 02:30+0100"
    assert at(schedule, date(2026, 3, 29)) == "2026-03-29 03:30+0200"
    half_an_hour = Schedule("s", time(2, 15), "Australia/Lord_Howe")
    assert at(half_an_hour, date(2026, 10, 4)) == "2026-10-04 02:45+1100"


def test_a_time_that_happens_twice_comes_the_first_time() -> None:
    schedule = Schedule("s", time(2, 30), "Europe/Berlin")
    assert at(schedule, date(2026, 10, 25)) == "2026-10-25 02:30+0200"
    found = list(due(schedule, datetime(2026, 10, 24, 12, tzinfo=UTC), _noon(2026, 10, 26)))
    assert [one.day for one in found] == [date(2026, 10, 25), date(2026, 10, 26)]


def test_a_date_that_a_zone_never_had_has_no_question() -> None:
    schedule = Schedule("s", time(9), "Pacific/Apia")
    found = due(schedule, _noon(2011, 12, 28), _noon(2012, 1, 1))
    assert [one.day.day for one in found] == [28, 29, 31, 1]
    assert schedule.asked_at(date(2011, 12, 30)) is None


def test_midnight_that_clocks_skip_is_still_that_day() -> None:
    schedule = Schedule("s", time(0, 0), "America/Santiago")
    assert at(schedule, date(2026, 9, 6)) == "2026-09-06 01:00-0300"


def test_weekdays_and_days_off_are_local() -> None:
    tokyo = Schedule(
        "s", time(8), "Asia/Tokyo", weekdays=frozenset({1, 5}), off=frozenset({date(2026, 11, 27)})
    )
    found = list(due(tokyo, _noon(2026, 11, 22), _noon(2026, 12, 5)))
    # Monday 08:00 in Tokyo is Sunday 23:00 in Greenwich.
    assert [one.at.strftime("%m-%d %H:%M") for one in found] == [
        "11-22 23:00",
        "11-29 23:00",
        "12-03 23:00",
    ]
    assert found[0].key == "daily:s:2026-11-23"


def test_a_schedule_without_weekdays_is_never_due() -> None:
    never = Schedule("s", time(8), "Asia/Tokyo", weekdays=frozenset())
    assert following(never, _noon(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("question", "answer", "on"),
    [(time(9), time(18), 0), (time(18), time(9), 1), (time(9), time(9), 1)],
)
def test_the_reveal_is_later_than_the_question(question: time, answer: time, on: int) -> None:
    schedule = Schedule("s", question, "Asia/Shanghai", reveal=answer)
    day = date(2026, 11, 24)
    shown = schedule.revealed_at(day)
    assert shown is not None
    local = shown.astimezone(schedule.clock)
    assert (local.date() - day).days == on
    assert local.time() == answer
    assert Schedule("s", question, "Asia/Shanghai").revealed_at(day) is None


def test_a_reveal_on_a_date_that_never_was_comes_on_the_next() -> None:
    schedule = Schedule("s", time(18), "Pacific/Apia", reveal=time(9))
    shown = schedule.revealed_at(date(2011, 12, 29))
    assert shown is not None
    assert shown.astimezone(schedule.clock).strftime("%m-%d %H:%M") == "12-31 09:00"


def test_what_is_later_than_its_window_is_missed() -> None:
    schedule = Schedule("s", time(9), "UTC", window=timedelta(hours=2))
    one = following(schedule, _noon(2026, 11, 24))
    assert one is not None
    assert not is_missed(schedule, one, one.at + timedelta(hours=2))
    assert is_missed(schedule, one, one.at + timedelta(hours=2, seconds=1))


def test_of_several_days_the_last_alone_is_caught_up() -> None:
    schedule = Schedule("s", time(9), "UTC", window=timedelta(hours=2))
    since = datetime(2026, 11, 20, 9, tzinfo=UTC)
    asked, missed = outstanding(schedule, since, datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert asked is not None
    assert (asked.day.day, [one.day.day for one in missed]) == (22, [20, 21])
    asked, missed = outstanding(schedule, since, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert (asked, [one.day.day for one in missed]) == (None, [20, 21, 22])
    assert outstanding(schedule, since, since - timedelta(seconds=1)) == (None, [])


schedules = st.builds(
    Schedule,
    id=st.just("s"),
    at=st.times(),
    zone=st.sampled_from(ZONES),
    weekdays=st.frozensets(st.integers(1, 7)),
)
moments = st.datetimes(
    datetime(1990, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)


@given(schedules, moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), max_size=5))
def test_however_time_is_cut_each_day_is_due_once_in_order(
    schedule: Schedule, start: datetime, steps: list[timedelta]
) -> None:
    cut: list[Due] = []
    at = start
    for step in steps:
        cut += due(schedule, at, at + step)
        at += step
    assert cut == list(due(schedule, start, at))
    assert len({one.key for one in cut}) == len(cut)
    assert [one.at for one in cut] == sorted(one.at for one in cut)
    for one in cut:
        local = one.at.astimezone(schedule.clock)
        later = timedelta(hours=local.hour, minutes=local.minute) - timedelta(
            hours=schedule.at.hour, minutes=schedule.at.minute
        )
        assert local.date() == one.day or later < timedelta(0)  # pushed over midnight
        assert schedule.asks_on(one.day)


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.soak)])
def test_over_two_years_in_forty_zones_each_local_day_is_due_once_at_its_time(count: int) -> None:
    random = Random(7)
    zones = random.sample(ZONES, 40)
    begin, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    for number in range(count):
        schedule = Schedule(
            str(number), time(random.randrange(24), random.randrange(60)), zones[number % 40]
        )
        found: list[Due] = []
        at = begin
        while at < end:  # restarts at random: the next look begins where the last one ended
            until = min(at + timedelta(days=random.expovariate(1 / 40)), end)
            found += due(schedule, at, until)
            at = until
        days = [one.day for one in found]
        assert len(days) in (729, 730, 731)
        assert all(later - earlier == timedelta(1) for earlier, later in pairwise(days))
        odd = [one for one in found if one.at.astimezone(schedule.clock).time() != schedule.at]
        for one in odd:  # only where that time is skipped
            local = datetime.combine(one.day, schedule.at, schedule.clock)
            assert local.astimezone(UTC).astimezone(schedule.clock).time() != schedule.at
            assert local.utcoffset() != local.replace(fold=1).utcoffset()
        assert len(odd) <= 2


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=ZoneInfo("UTC"))

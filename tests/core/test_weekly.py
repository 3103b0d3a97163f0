"""When a week is told: what people write, and what that means over changes of clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import Community
from bot.core.errors import BadInput
from bot.core.totals import told
from bot.core.weekly import Weekly, week_key, weekly_of

TOWN = Community("web", "playground")


@pytest.mark.parametrize(
    ("text", "weekday", "at"),
    [
        ("mon 09:00", 1, time(9)),
        ("Sunday 18:30", 7, time(18, 30)),
        ("friday", 5, time(9)),
        ("周日 20:00", 7, time(20)),
        ("星期五下午", 0, time()),
        ("周五20点", 5, time(20)),
        ("18:00", 1, time(18)),
        ("5 17：00", 5, time(17)),
        ("7", 7, time(9)),
        ("on", 1, time(9)),
        ("每周", 1, time(9)),
        ("weekdays 9:00", 0, time()),
        ("mon,fri 09:00", 0, time()),
        ("1-5", 0, time()),
        ("someday", 0, time()),
        ("mon 25:00", 0, time()),
        ("mon 09:00 mon", 0, time()),
    ],
)
def test_a_day_and_a_time_are_read_as_people_write_them(text: str, weekday: int, at: time) -> None:
    if not weekday:
        with pytest.raises(BadInput) as refused:
            weekly_of(text)
        assert refused.value.facts["value"] == text
        return
    found = weekly_of(text)
    assert found == Weekly(weekday, at)
    assert Weekly.of(str(found)) == found


@pytest.mark.parametrize("text", ["-", "off", " Never ", "不发", ""])
def test_it_can_be_declined(text: str) -> None:
    assert weekly_of(text) is None
    assert Weekly.of("") is None


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Tokyo"]
)
def test_over_years_it_comes_once_a_week_at_its_local_time(zone: str) -> None:
    clock, weekly = ZoneInfo(zone), Weekly(7, time(2, 30))
    at, keys = datetime(2011, 1, 1, tzinfo=UTC), []
    while at < datetime(2013, 1, 1, tzinfo=UTC):
        coming = weekly.after(clock, at)
        local = coming.astimezone(clock)
        assert local.isoweekday() == 7
        assert timedelta(0) < coming - at <= timedelta(days=9)
        assert (local.hour, local.minute) in ((2, 30), (3, 30))  # 3:30 where 2:30 never was
        keys.append(week_key(TOWN, "d", coming, clock))
        at = coming
    assert len(keys) == len(set(keys)) == 106


def test_a_number_is_said_of_five_people_and_more() -> None:
    assert [told(one) for one in (0, 1, 4, 5, 120)] == [0, 1, 1, 5, 120]

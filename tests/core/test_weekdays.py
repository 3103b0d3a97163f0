"""Days of the week are read as people write them, and nothing else is taken for one."""

import pytest

from bot.core.errors import BadInput
from bot.core.weekdays import weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", "1234567"),
        ("Every Day", "1234567"),
        ("每天", "1234567"),
        ("weekdays", "12345"),
        ("工作日", "12345"),
        ("周末", "67"),
        ("mon, wed and fri", "135"),
        ("Monday Wednesday Friday", "135"),
        ("1-5", "12345"),
        ("fri-mon", "1567"),
        ("sat to sun", "67"),
        ("周一到周五", "12345"),
        ("星期一至星期三", "123"),
        ("周一、周三、周五", "135"),
        ("周一三五", "135"),
        ("礼拜天", "7"),
        ("weekdays, sun", "123457"),
        ("3", "3"),
    ],
)
def test_days_are_read_in_both_languages(text: str, days: str) -> None:
    assert weekdays(text) == frozenset(map(int, days))


@pytest.mark.parametrize(
    "text", ["", "  ", "someday", "0", "8", "1-9", "13", "周八", "mo", "-", "一三-五"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as error:
        weekdays(text)
    assert error.value.key == "error.unknown_days"

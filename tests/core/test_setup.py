"""What can be chosen for a community, however it is written."""

from datetime import time

import pytest

from bot.core.chat import Community
from bot.core.errors import BadInput
from bot.core.setup import Setup, time_of

HERE = Community("discord", "1")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("09:00", time(9)),
        ("9:05", time(9, 5)),
        ("21：30", time(21, 30)),
        (" 7 ", time(7)),
        ("8点", time(8)),
        ("20点15分", time(20, 15)),
        ("18h30", time(18, 30)),
        ("00:00", time(0)),
        ("９：３０", time(9, 30)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, meant: time) -> None:
    assert time_of(text) == meant


@pytest.mark.parametrize("text", ["25:00", "24:00", "9:60", "9:5", "noon", "", "-1", "9:00 pm"])
def test_what_is_no_time_of_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        time_of(text)
    assert refused.value.key == "error.unknown_time"


def test_a_choice_is_kept_until_it_is_taken_back() -> None:
    setup = Setup(HERE)
    for name, value in (("time", "9:00"), ("zone", "tokyo"), ("language", "中文")):
        setup = setup.chosen(name, value)
    assert setup == Setup(HERE, None, time(9), "Asia/Tokyo", "zh")
    for name, left in (("time", "-"), ("zone", ""), ("language", "-")):
        setup = setup.chosen(name, left)
    assert setup == Setup(HERE)


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("zone", "Asia/Shangai", "error.unknown_zone"),
        ("language", "fr", "error.unknown_choice"),
        ("colour", "red", "error.unknown_option"),
    ],
)
def test_an_odd_choice_is_refused(name: str, value: str, key: str) -> None:
    with pytest.raises(BadInput) as refused:
        Setup(HERE).chosen(name, value)
    assert refused.value.key == key

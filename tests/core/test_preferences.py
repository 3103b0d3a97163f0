"""What may be chosen with /settings."""

import pytest

from bot.core.errors import BadInput
from bot.core.preferences import Preferences


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("language", "中文", "zh"),
        ("language", "EN", "en"),
        ("language", "zh-CN", "zh"),
        ("zone", "asia/shanghai", "Asia/Shanghai"),
        ("zone", "shanghai", "Asia/Shanghai"),
        ("zone", "new york", "America/New_York"),
        ("zone", "Beijing", "Asia/Shanghai"),
        ("zone", "北京时间", "Asia/Shanghai"),
        ("zone", "UTC+8", "Asia/Shanghai"),
        ("zone", "San Francisco", "America/Los_Angeles"),
        ("privacy", "Private", "private"),
        ("reminders", "ON", "on"),
        ("zone", "-", None),
    ],
)
def test_choices_are_understood_as_people_write_them(
    name: str, value: str, kept: str | None
) -> None:
    assert getattr(Preferences(zone="Etc/UTC").chosen(name, value), name) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [("language", "fr"), ("zone", "Atlantis"), ("privacy", "public"), ("colour", "red")],
)
def test_an_odd_choice_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadInput):
        Preferences().chosen(name, value)


def test_a_typo_in_a_zone_is_told_what_is_near() -> None:
    with pytest.raises(BadInput) as odd:
        Preferences().chosen("zone", "Shanghia")
    assert "Asia/Shanghai" in str(odd.value.facts["near"])


def test_the_narrower_choice_holds() -> None:
    mine = Preferences(language="zh")
    assert mine.over(Preferences(language="en", zone="Etc/UTC")) == Preferences("zh", "Etc/UTC")


def test_no_wider_choice_ever_consents_for_a_member() -> None:
    wide = Preferences(training="on", reminders="on")
    assert Preferences().over(wide) == Preferences(reminders="on")
    assert Preferences(training="off").over(wide).training == "off"
    assert Preferences(training="on").over(Preferences(training="off")).training == "on"

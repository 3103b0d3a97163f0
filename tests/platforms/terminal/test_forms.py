"""Forms are filled in a line at a time."""

import pytest

from bot.core.chat import Choice, Input
from bot.core.errors import BadInput
from bot.platforms.terminal.forms import value_of

LANGUAGE = Input(
    "language",
    "Language",
    value="en",
    required=False,
    choices=(Choice("en", "English"), Choice("zh", "中文")),
)
TEXT = Input("text", "Your answer", limit=10)
ZONE = Input("zone", "Zone", value="Etc/UTC", required=False)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (LANGUAGE, "", "en"),
        (LANGUAGE, "2", "zh"),
        (LANGUAGE, "ZH", "zh"),
        (LANGUAGE, " 中文 ", "zh"),
        (LANGUAGE, "-", ""),
        (TEXT, " said ", "said"),
        (ZONE, "", "Etc/UTC"),
        (ZONE, "-", ""),
        (ZONE, "Asia/Shanghai", "Asia/Shanghai"),
    ],
)
def test_a_value_is_what_was_meant(field: Input, typed: str, value: str) -> None:
    assert value_of(field, typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        (LANGUAGE, "fr", "terminal.no_choice"),
        (LANGUAGE, "3", "terminal.no_choice"),
        (TEXT, "", "terminal.required"),
        (TEXT, "-", "terminal.required"),
        (TEXT, "far too long", "terminal.too_much"),
    ],
)
def test_a_value_that_does_not_fit_is_told(field: Input, typed: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        value_of(field, typed)

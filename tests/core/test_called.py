"""What is called so on one platform is understood on every other, in English and in Chinese."""

import pytest

from bot import words
from bot.core import commands, filters
from bot.core.chat import Channel, Community, Direct, Member, Role
from bot.core.options import Option, checked, names_of, values
from bot.core.requests import ChangeSettings, StartQuiz, Who
from bot.core.suggestions import complete

EVERY = [(one, option) for one in commands.COMMANDS for option in one.options]
CHOICES = [(one, option, value) for one, option in EVERY for value in option.choices]
TOWN = Community("slack", "T1")
ANN = Member(TOWN, "U1")


def who(language: str = "zh") -> Who:
    roles = frozenset({Role.ORGANISER})
    return Who(key="k", member=ANN, place=Channel(TOWN, "C1"), language=language, roles=roles)


def label(language: str, option: Option, value: str) -> str:
    """What a platform that shows choices calls this one."""
    for key in (f"{option.name}.{value}", f"value.{value}"):
        try:
            return words.say(language, key)
        except KeyError:
            continue
    return value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_choice_is_understood_by_every_name_it_is_shown_under(language: str) -> None:
    assert len(CHOICES) > 40
    for command, option, value in CHOICES:
        shown = label(language, option, value)
        for called in (value, value.upper(), shown):
            found = checked(command.name, (option,), {option.name: called})
            assert found == {option.name: value}, (command.name, option.name, called)


def test_every_choice_has_a_chinese_name_of_its_own() -> None:
    for command, option in (pair for pair in EVERY if pair[1].choices):
        offered = complete(f"/{command.name} {option.name}:", who(), lambda *_: [], words.say)
        names = [one.label for one in offered if one.line.startswith(f"/{command.name} ")]
        assert any(not one.isascii() for one in names), (command.name, option.name)
        assert len(names) == len(set(names))
        for one in names[: len(option.choices)]:
            found = checked(command.name, (option,), {option.name: one})
            assert found[option.name] in option.choices


def test_every_option_is_understood_by_its_chinese_name() -> None:
    for command, option in EVERY:
        chinese = words.say("zh", f"name.{option.name}")
        if command.typed is not None:
            known = filters.NAMES.get(chinese, option.name)
        else:
            known = names_of(command.options)[chinese]
            if option.name in filters.FILTERS:
                continue
            bare = Option(option.name)
            assert values(command.name, (bare,), f"{chinese}：x") == {option.name: "x"}
        assert known == option.name, (command.name, chinese)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("/quiz where:频道", "channel"),
        ("/quiz 地点:频道", "channel"),
        ("/quiz 标签:KV Cache 地点：私下", "private"),
        ("/quiz tag:KV Cache 在哪:公开", "channel"),
        ("/quiz where:here", "channel"),
    ],
)
def test_a_question_is_asked_where_it_is_said_in_chinese(line: str, where: str) -> None:
    request = commands.read(line, who())
    assert isinstance(request, StartQuiz)
    assert request.where == where
    assert all(value == "KV Cache" for _, value in request.filters)


def test_settings_are_said_wholly_in_chinese() -> None:
    line = "/settings 范围:我 语言:英文 隐私:私下 提醒:开 训练授权:关"
    request = commands.read(line, Who(key="k", member=ANN, place=Direct(ANN)))
    assert isinstance(request, ChangeSettings)
    assert request.scope == "me"
    assert dict(request.choices) == {
        "language": "en", "privacy": "private", "reminders": "on", "training": "off",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "language", "taken"),
    [
        ("/quiz where:", "zh", "/quiz where:频道 "),
        ("/quiz where:", "en", "/quiz where:channel "),
        ("/quiz where:频", "en", "/quiz where:频道 "),
        ("/quiz where:ch", "zh", "/quiz where:channel "),
        ("/quiz 地点:私", "zh", "/quiz 地点:私下 "),
        ("/quiz 地", "zh", "/quiz 地点:"),
        ("/settings 提醒:", "zh", "/settings 提醒:开 "),
    ],
)
def test_completion_goes_on_in_the_language_that_is_typed(
    line: str, language: str, taken: str
) -> None:
    assert complete(line, who(language), lambda *_: [], words.say)[0].line == taken

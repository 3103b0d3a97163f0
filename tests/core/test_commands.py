"""The catalogue of commands, and how a typed line is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.core.actions import fill, press
from bot.core.chat import Channel, Community, Direct, Home, Member, Role
from bot.core.commands import COMMANDS, read
from bot.core.requests import (
    ChangeSettings,
    Refused,
    Request,
    Say,
    ShowHelp,
    ShowSettings,
    StartQuiz,
    Who,
)

COMMUNITY = Community("test", "one")
YOU = Member(COMMUNITY, "you")
WHO = Who(key="1", member=YOU, place=Channel(COMMUNITY, "general"))


@pytest.mark.parametrize(
    ("line", "filters"),
    [
        ("/quiz", {}),
        ("/quiz tag:KV Cache", {"tag": "KV Cache"}),
        ("/quiz tag:KV Cache company:阿里", {"tag": "KV Cache", "company": "阿里"}),
        ('/quiz tag:"KV Cache" round:一面', {"tag": "KV Cache", "round": "一面"}),
        ("/quiz tag:“KV Cache” company：阿里", {"tag": "KV Cache", "company": "阿里"}),
        ("/quiz KV Cache", {"tag": "KV Cache"}),
        ('/quiz "KV Cache" language:中文', {"tag": "KV Cache", "language": "zh"}),
        ("／QUIZ tag：思维链", {"tag": "思维链"}),
        ("/quiz difficulty:HARD tag:", {"difficulty": "hard"}),
        (
            "/quiz question:Why is TTFT: a number? tag:x",
            {"question": "Why is TTFT: a number?", "tag": "x"},
        ),
    ],
)
def test_values_run_to_the_next_known_name(line: str, filters: dict[str, str]) -> None:
    request = read(line, WHO)
    assert isinstance(request, StartQuiz)
    assert dict(request.filters) == filters


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/quizz", "Did you mean /quiz?"),
        ("/", "There is no command /"),
        ("/什么", "There is no command /什么"),
        ("/quiz tga:x", "Try: tag:"),
        ('/quiz tag:"a" b', "After “a”"),
        ("/quiz tag:a tag:b", "given twice"),
        ("/quiz difficulty:extreme", "easy, medium, hard"),
        ("/quiz language:klingon", "en, zh"),
        ("/settings colour:red", "no option of this command"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence_with_a_way_out(line: str, says: str) -> None:
    refused = read(line, WHO)
    assert isinstance(refused, Refused)
    assert says in words.say("en", refused.problem, **dict(refused.facts))
    assert words.say("zh", refused.problem, **dict(refused.facts))


def test_words_without_a_slash_are_said() -> None:
    said = read("  keys and values / are cached ", WHO)
    assert isinstance(said, Say)
    assert said.text == "keys and values / are cached"


def test_settings_without_values_are_shown_and_with_values_changed() -> None:
    assert isinstance(read("/settings", WHO), ShowSettings)
    changed = read("/settings channel language:en", WHO)
    assert isinstance(changed, ChangeSettings)
    assert (changed.scope, changed.choices) == ("channel", (("language", "en"),))


def test_a_command_is_refused_where_it_makes_no_sense() -> None:
    at_home = Who(key="1", member=YOU, place=Home(YOU))
    assert isinstance(read("/quiz", at_home), Refused)
    assert isinstance(read("/help", at_home), ShowHelp)
    direct = Who(key="1", member=YOU, place=Direct(YOU))
    assert isinstance(read("/quiz", direct), StartQuiz)


@given(st.text())
def test_any_line_is_some_request_and_never_an_exception(line: str) -> None:
    for typed in (line, "/" + line, "/quiz " + line, "/settings " + line):
        request = read(typed, WHO)
        assert isinstance(request, Request)
        if isinstance(request, Refused):
            assert words.say("en", request.problem, **dict(request.facts))


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_any_pressed_or_filled_action_is_some_request(action: str, values: dict[str, str]) -> None:
    assert isinstance(press(action, WHO), Request)
    assert isinstance(fill(action, values, WHO), Request)


def test_every_command_and_option_has_its_words_in_every_language() -> None:
    for language in words.languages():
        for command in COMMANDS:
            assert 1 <= len(words.say(language, f"command.{command.name}")) <= 100
            for option in command.options:
                assert 1 <= len(words.say(language, f"option.{option.name}")) <= 100


def test_the_catalogue_keeps_to_what_every_platform_can_carry() -> None:
    for command in COMMANDS:
        names = [command.name, *(option.name for option in command.options)]
        assert all(name == name.lower() and name.isalpha() and len(name) <= 32 for name in names)
        assert len(command.options) <= 25
        assert sum(option.free for option in command.options) <= 1
        assert all(len(option.choices) <= 25 for option in command.options)
        assert command.role in Role

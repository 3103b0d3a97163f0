"""The catalogue of commands, and how a typed line is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.core.actions import fill, press
from bot.core.bank_requests import (
    OpenSuggestionForm,
    SearchBank,
    ShowQuestion,
    ShowQueue,
    ShowStatistics,
    ShowSuggestions,
)
from bot.core.chat import Channel, Community, Direct, Home, Member, Role
from bot.core.commands import COMMANDS, GROUPS, read
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
        ("/quiz since:2025/8/3 until:2025年9月", {"since": "2025-08-03", "until": "2025-09"}),
        ("/quiz 公司：阿里 难度：困难", {"company": "阿里", "difficulty": "hard"}),
        ("/quiz difficulty:easy,hard chapter:RAG", {"difficulty": "easy,hard", "chapter": "RAG"}),
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
        ("/quiz since:soon", "soon is no date"),
        ("/bank serach KV Cache", "Did you mean /bank search?"),
        ("/bank SHWO", "Did you mean /bank show?"),
        ("/bank rob", "There are: /bank search /bank show"),
        ("/search KV Cache", "Did you mean /bank search?"),
        ("/bank show", "/bank show needs a value for question:"),
        ("/bank stats now", "/bank stats takes its values by name"),
        ("/bank search since:whenever", "whenever is no date"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence_with_a_way_out(line: str, says: str) -> None:
    refused = read(line, WHO)
    assert isinstance(refused, Refused)
    assert says in words.say("en", refused.problem, **dict(refused.facts))
    assert words.say("zh", refused.problem, **dict(refused.facts))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/bank show question:q1", ShowQuestion),
        ("/bank show Why is there a cache?", ShowQuestion),
        ("/BANK  Stats", ShowStatistics),
        ("／bank　mine", ShowSuggestions),
        ("/bank suggest", OpenSuggestionForm),
        ("/bank queue", ShowQueue),
    ],
)
def test_a_command_may_have_two_words(line: str, kind: type[Request]) -> None:
    assert isinstance(read(line, WHO), kind)


def test_the_first_word_alone_is_answered_with_what_there_is() -> None:
    for line in ("/bank", "/Bank  "):
        asked = read(line, WHO)
        assert isinstance(asked, ShowHelp)
        assert asked.command == "bank"


def test_a_search_has_free_words_before_its_filters_or_behind_a_quoted_value() -> None:
    for line in (
        '/bank search paging tag:"KV Cache" company:阿里',
        '/bank search tag:"KV Cache" paging company:阿里',
        '/bank search company:"阿里" 标签：“KV Cache” paging',
    ):
        asked = read(line, WHO)
        assert isinstance(asked, SearchBank)
        assert asked.words == "paging"
        assert dict(asked.filters) == {"tag": "KV Cache", "company": "阿里"}


def test_what_was_typed_behind_suggest_is_filled_into_the_form() -> None:
    asked = read("/bank suggest Why is there a cache? tags:KV Cache, RoPE difficulty:hard", WHO)
    assert isinstance(asked, OpenSuggestionForm)
    assert dict(asked.values) == {
        "title": "Why is there a cache?",
        "tags": "KV Cache, RoPE",
        "difficulty": "hard",
    }


def test_a_button_may_lead_to_a_question_whose_id_has_colons() -> None:
    asked = press("ask:a:b:c", WHO)
    assert isinstance(asked, StartQuiz)
    assert asked.filters == (("question", "a:b:c"),)


def test_a_button_may_carry_a_search() -> None:
    asked = press('more:10:paging tag:"KV Cache" since:2025-08', WHO)
    assert isinstance(asked, SearchBank)
    assert (asked.words, asked.skipped) == ("paging", 10)
    assert asked.filters == (("tag", "KV Cache"), ("since", "2025-08"))
    for forged in ("more:-1:x", "more:x:y", "more:9999999999:x", "approve:a:x", "deny:a:"):
        assert isinstance(press(forged, WHO), Refused)


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
            assert 1 <= len(words.say(language, f"command.{command.key}")) <= 100
            for option in command.options:
                assert 1 <= len(words.say(language, f"option.{option.name}")) <= 100
        for group in GROUPS:
            assert 1 <= len(words.say(language, f"command.{group}")) <= 100


def test_the_catalogue_keeps_to_what_every_platform_can_carry() -> None:
    for command in COMMANDS:
        names = [*command.name.split(" "), *(option.name for option in command.options)]
        assert all(name == name.lower() and name.isalpha() and len(name) <= 32 for name in names)
        assert command.name.count(" ") <= 1
        assert len(command.options) <= 25
        assert sum(option.free for option in command.options) <= 1
        assert all(len(option.choices) <= 25 for option in command.options)
        assert command.role in Role
    for group, members in GROUPS.items():
        assert len(members) <= 25
        assert group not in {command.name for command in COMMANDS}


def test_a_command_is_shown_to_the_role_that_its_request_needs() -> None:
    lines = {one: f"/{one} q1" for one in ("bank show", "bank rubric")}
    for command in COMMANDS:
        request = read(lines.get(command.name, f"/{command.name}"), WHO)
        assert not isinstance(request, Refused)
        assert request.needs is command.role

"""What completes a line that somebody types."""

from dataclasses import replace

from bot import words
from bot.core.chat import Channel, Choice, Community, Member, Role
from bot.core.requests import Who
from bot.core.suggestions import complete

COMMUNITY = Community("test", "one")
YOU = Member(COMMUNITY, "you")
WHO = Who(key="1", member=YOU, place=Channel(COMMUNITY, "general"), language="en")
TAGS = ("KV Cache", "CoT", "Kernel", "思维链")


def suggest(source: str, typed: str, member: Member) -> list[Choice]:
    known = TAGS if source == "tag" else ("阿里", "快手")
    return [Choice(one, one) for one in known if typed.casefold() in one.casefold()]


def lines(typed: str) -> list[str]:
    return [one.line for one in complete(typed, WHO, suggest, words.say)]


def test_a_slash_offers_the_commands_and_what_they_do() -> None:
    offered = complete("/", WHO, suggest, words.say)
    assert [one.label for one in offered] == [
        "/quiz",
        "/bank",
        "/stop",
        "/settings",
        "/daily",
        "/cot",
        "/health",
        "/help",
    ]
    assert offered[0].detail == "Ask a question from the bank"
    assert lines("/q") == ["/quiz "]


def test_a_command_of_two_words_is_offered_by_either_of_them() -> None:
    assert lines("/bank")[:2] == ["/bank search ", "/bank show "]
    assert lines("/bank s") == ["/bank search ", "/bank show ", "/bank stats ", "/bank suggest "]
    assert lines("/se") == ["/settings "]
    assert lines("/sea") == ["/bank search "]
    assert lines("/bank search ")[0] == "/bank search words:"
    assert lines("/bank shove ") == []


def test_the_queue_is_offered_to_maintainers_alone() -> None:
    assert lines("/bank q") == []
    keeper = replace(WHO, roles=frozenset({Role.MAINTAINER}))
    offered = complete("/bank q", keeper, suggest, words.say)
    assert [one.line for one in offered] == ["/bank queue "]


def test_behind_a_search_a_value_with_a_space_is_quoted_for_words_may_follow() -> None:
    assert lines("/bank search tag:K") == [
        '/bank search tag:"KV Cache" ',
        "/bank search tag:Kernel ",
    ]
    assert lines('/bank search tag:"KV Cache" comp') == ['/bank search tag:"KV Cache" company:']
    assert lines("/bank search KV")[:1] == []
    assert lines("/bank search since:") == []


def test_behind_a_command_its_options_are_offered_each_once() -> None:
    assert lines("/quiz ")[0] == "/quiz tag:"
    assert "/quiz tag:CoT tag:" not in lines("/quiz tag:CoT ")
    assert lines("/quiz tag:KV Cache co") == ["/quiz tag:KV Cache company:"]


def test_behind_an_option_its_values_are_offered() -> None:
    assert lines("/quiz tag:K") == ["/quiz tag:KV Cache ", "/quiz tag:Kernel "]
    assert lines("/quiz tag:思") == ["/quiz tag:思维链 "]
    assert lines("/quiz company:")[:2] == ["/quiz company:阿里 ", "/quiz company:快手 "]
    assert lines("/quiz difficulty:h") == ["/quiz difficulty:hard "]


def test_words_without_a_name_complete_the_first_option() -> None:
    assert lines("/quiz KV") == ["/quiz tag:KV Cache "]


def test_a_plain_line_and_an_unknown_command_have_none() -> None:
    assert lines("hello") == []
    assert lines("/nothing at all") == []


def test_free_words_behind_a_known_value_are_not_completed_away() -> None:
    def near(source: str, typed: str, member: Member) -> list[Choice]:
        return [Choice("KV Cache", "KV Cache")] if typed.startswith("KV Cache") else []

    def offered(typed: str) -> list[str]:
        return [one.line for one in complete(typed, WHO, near, words.say)]

    assert offered('/bank search tag:"KV Cache" paging') == []
    assert offered("/bank search tag:KV Cache paging") == []
    assert offered("/bank search tag:KV Cache") == ['/bank search tag:"KV Cache" ']

"""What Discord is told of our commands, held against its limits, and what comes back of them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot import words
from bot.core.bank_requests import SearchBank, ShowQuestion
from bot.core.chat import Channel, Choice, Community, Home, Member, Role
from bot.core.commands import COMMANDS, Command
from bot.core.options import Option
from bot.core.requests import ChangeSettings, Refused, Request, ShowHelp, StartQuiz, Who
from bot.platforms.discord import catalogue
from bot.platforms.discord.catalogue import Pointed, Typing

COMMUNITY = Community("discord", "1")
YOU = Member(COMMUNITY, "2")
WHO = Who(key="3", member=YOU, place=Channel(COMMUNITY, "4"))
ALL = catalogue.application_commands(words.say)
NAME = re.compile(r"[-_'\w]{1,32}")


def texts(part: Mapping[str, Any], name: str) -> list[str]:
    return [part[name], *part[f"{name}_localizations"].values()]


def parts(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A command, its subcommands and their options."""
    yield payload
    for one in payload.get("options", ()):
        yield from parts(one)


def total(payload: Mapping[str, Any]) -> int:
    """The characters of a command, of each text in its longest language (D7)."""
    counted = 0
    for one in parts(payload):
        counted += max(map(len, texts(one, "name")))
        counted += max(map(len, texts(one, "description"))) if "description" in one else 0
        for choice in one.get("choices", ()):
            counted += max(map(len, texts(choice, "name"))) + len(choice["value"])
    return counted


SLASH = [one for one in ALL if one["type"] == 1]


def test_every_command_of_the_catalogue_is_there_once() -> None:
    found = []
    for one in SLASH:
        subcommands = [inner["name"] for inner in one["options"] if inner["type"] == 1]
        found += [f"{one['name']} {inner}" for inner in subcommands] or [one["name"]]
    assert sorted(found) == sorted(one.name for one in COMMANDS)


def test_names_are_what_discord_takes() -> None:  # D6
    for payload in SLASH:
        for part in parts(payload):
            for name in texts(part, "name"):
                assert NAME.fullmatch(name) and name == name.lower(), name
                assert all(unicodedata.category(one)[0] in "LN" or one in "-_'" for one in name)


def test_descriptions_choices_and_totals_keep_their_limits() -> None:  # D5, D7
    for payload in SLASH:
        assert total(payload) <= 8000
        for part in parts(payload):
            assert all(1 <= len(one) <= 100 for one in texts(part, "description")), part["name"]
            assert len(part.get("options", ())) <= 25
            assert len(part.get("choices", ())) <= 25
            for choice in part.get("choices", ()):
                assert all(1 <= len(one) <= 100 for one in texts(choice, "name"))
                assert 1 <= len(choice["value"]) <= 100


def test_no_sentence_of_the_catalogue_had_to_be_cut() -> None:
    whole = {text for one in words.languages() for text in words.catalogue(one).values()}
    for payload in SLASH:
        for part in parts(payload):
            assert set(texts(part, "description")) <= whole


def test_there_is_room_for_all_of_them() -> None:  # D8
    assert len(SLASH) <= 100
    assert 1 <= len(ALL) - len(SLASH) <= 15
    assert len({catalogue.name_of(one) for one in ALL}) == len(ALL)


def test_names_of_siblings_differ_in_every_language() -> None:
    for locale in catalogue.LOCALES:
        for payload in [{"options": SLASH}, *(part for one in SLASH for part in parts(one))]:
            names = [one["name_localizations"][locale] for one in payload.get("options", ())]
            assert len(set(names)) == len(names), names


def test_chinese_and_english_stand_beside_the_default() -> None:  # D31
    for payload in SLASH:
        for part in parts(payload):
            assert part["name_localizations"]["en-US"] == part["name"]
            assert part["description_localizations"]["en-US"] == part["description"]
            assert re.search("[\u4e00-\u9fff]", part["description_localizations"]["zh-CN"])
            assert re.search("[\u4e00-\u9fff]", part["name_localizations"]["zh-CN"]), part["name"]


def test_who_and_where_are_said_of_every_command() -> None:  # D29, D30
    for payload in ALL:
        assert payload["integration_types"] == [0]
        assert payload["contexts"] and set(payload["contexts"]) <= {0, 1}
        assert payload["default_member_permissions"] in (None, "0", str(1 << 5))


def test_a_command_that_comes_later_appears_by_itself() -> None:
    def say(language: str, key: str, **facts: str) -> str:
        known = not key.startswith(("command.", "option."))
        return words.say(language, key, **facts) if known else f"{key} in {language}"

    command = Command(
        "later",
        lambda who, values: who.wants(ShowHelp),
        options=(
            Option("near", source="tag"),
            Option("which", choices=tuple(f"v{number}" for number in range(26)), required=True),
        ),
        role=Role.ORGANISER,
        where=("channel",),
    )
    payload = catalogue.application_commands(say, [command])[0]
    assert payload["name"] == "later" == payload["name_localizations"]["zh-CN"]
    assert payload["description_localizations"]["zh-CN"] == "command.later in zh"
    assert payload["contexts"] == [0]
    assert payload["default_member_permissions"] == "32"
    which, near = payload["options"]  # those that are required stand in front
    assert which["name"] == "which" and which["required"] and which["autocomplete"]
    assert near["autocomplete"] and not near["required"]


def test_the_menu_of_a_message_is_offered_in_both_languages() -> None:
    menu = ALL[-1]
    assert menu["type"] == 3 and "description" not in menu and "options" not in menu
    assert menu["name"] == "Grade this message"
    assert menu["name_localizations"]["zh-CN"] == "给这条消息评分"
    assert all(1 <= len(one) <= 32 for one in texts(menu, "name"))


def test_only_what_changed_is_registered_again() -> None:
    known = {catalogue.name_of(one): catalogue.fingerprint(one) for one in ALL}
    assert catalogue.changed(ALL, known) == ([], [])
    known["1:quiz"] = "another"
    del known["1:help"]
    known["1:gone"] = "anything"
    new, gone = catalogue.changed(ALL, known)
    assert {one["name"] for one in new} == {"quiz", "help"}
    assert gone == ["1:gone"]


def test_a_fingerprint_follows_every_word() -> None:
    louder = catalogue.application_commands(lambda *told, **facts: words.say(*told, **facts) + "!")
    pairs = zip(ALL, louder, strict=True)
    assert all(catalogue.fingerprint(one) != catalogue.fingerprint(two) for one, two in pairs)


def used(name: str, *options: tuple[str, str]) -> Request:
    given: list[dict[str, Any]] = [
        {"name": one, "type": 3, "value": value} for one, value in options
    ]
    first, *rest = name.split()
    for inner in rest:
        given = [{"name": inner, "type": 1, "options": given}]
    return catalogue.request_of({"id": "9", "name": first, "type": 1, "options": given}, WHO)


def test_values_are_taken_as_they_are_and_never_read_as_text() -> None:
    tricky = 'KV "Cache" company:阿里'
    assert used("quiz", ("tag", tricky)) == WHO.wants(StartQuiz, filters=(("tag", tricky),))
    said = used("bank search", ("words", "tag:x since:2025"), ("since", "2025/8"))
    assert said == WHO.wants(SearchBank, words="tag:x since:2025", filters=(("since", "2025-08"),))


def test_a_group_and_a_plain_command_become_requests() -> None:
    assert used("bank show", ("question", "KV Cache")) == WHO.wants(
        ShowQuestion, question="KV Cache"
    )
    assert used("settings", ("scope", "channel"), ("language", "zh")) == WHO.wants(
        ChangeSettings, scope="channel", choices=(("language", "zh"),)
    )


def test_what_a_command_cannot_take_is_refused_with_a_reason() -> None:
    refused = {
        "error.unknown_date": used("quiz", ("since", "soon")),
        "error.unknown_choice": used("quiz", ("difficulty", "mild")),
        "error.option_missing": used("bank show"),
        "error.unknown_option": used("quiz", ("colour", "red")),
        "error.unknown_command": used("xyzzyx"),
    }
    for key, request in refused.items():
        assert isinstance(request, Refused)
        assert request.problem == key
        assert words.say("zh", request.problem, **dict(request.facts))


def test_a_command_in_the_wrong_place_is_refused() -> None:
    home = Who(key="3", member=YOU, place=Home(YOU))
    request = catalogue.request_of({"name": "quiz", "type": 1}, home)
    assert isinstance(request, Refused) and request.problem == "error.not_here"


def test_what_is_being_typed_is_completed_by_its_source() -> None:
    option = {"name": "tag", "type": 3, "value": "kv", "focused": True}
    other = {"name": "company", "type": 3, "value": "阿里"}
    inner = {"name": "search", "type": 1, "options": [other, option]}
    typing = catalogue.typing_of({"name": "bank", "type": 1, "options": [inner]})
    assert typing == Typing("tag", "kv")
    unknown = {"name": "bank", "type": 1, "options": [{"name": "gone", "type": 1}]}
    assert catalogue.typing_of(unknown) is None


def test_completion_offers_no_more_than_discord_takes() -> None:  # D5
    found = [Choice("x" * 101, "too long a value"), Choice("v", "l" * 200), Choice("w", " ")]
    found += [Choice(f"{number}", f"choice {number}") for number in range(40)]
    offered = catalogue.completion(Typing("question", "x"), found)
    assert len(offered) == 25
    assert offered[0] == {"name": "l" * 99 + "…", "value": "v"}
    assert offered[1] == {"name": "w", "value": "w"}


def test_a_long_list_of_choices_is_completed_from_itself() -> None:
    typing = Typing(None, "eu", ("Europe/Berlin", "Asia/Shanghai", "Europe/Paris"))
    values = [one["value"] for one in catalogue.completion(typing, ())]
    assert values == ["Europe/Berlin", "Europe/Paris"]


def test_a_message_that_was_pointed_at_is_read() -> None:
    message = {"id": "7", "author": {"id": "2"}, "content": "a cache of keys"}
    data = {"type": 3, "name": "x", "target_id": "7", "resolved": {"messages": {"7": message}}}
    assert catalogue.pointed_of(data) == Pointed("7", "2", "a cache of keys")
    assert catalogue.pointed_of({"type": 1, "name": "quiz"}) is None


@pytest.mark.parametrize(
    ("locale", "ours"),
    [
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("fr", None),
        (None, None),
    ],
)
def test_a_locale_is_our_language_where_we_speak_it(locale: str | None, ours: str | None) -> None:
    assert catalogue.language(locale) == ours

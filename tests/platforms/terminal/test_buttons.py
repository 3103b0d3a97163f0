"""Buttons are pressed by typing their names."""

from dataclasses import replace

import pytest

from bot.core.chat import Button, Card, Channel, Direct, Entry, Place, Thread
from bot.core.commands import BY_NAME
from bot.core.errors import BadInput
from bot.platforms.terminal.buttons import Buttons, button_line
from bot.platforms.terminal.local import LOCAL
from tests.platforms.terminal.scripted_coach import COMMUNITY, GENERAL, YOU, clock


def entry(name: str, place: Place, *actions: str) -> Entry:
    buttons = tuple(Button(action.title(), action) for action in actions)
    return Entry(name, place, 1, clock(), card=Card(buttons=buttons))


def pressed(buttons: Buttons, line: str, here: Place) -> str | None:
    found = buttons.find(line, here)
    return found.action if found else None


def test_buttons_are_shown_by_what_is_typed_to_press_them() -> None:
    hint, skip = Button("Hint", "hint:P"), Button("Skip", "skip:P")
    assert button_line((hint, skip)) == "[/hint] Hint   [/skip] Skip"


def test_buttons_of_one_name_are_numbered() -> None:
    ticks = [Button(f"☐ {n}", f"tick:A:c{n}") for n in (1, 2)]
    again = Button("Again", "again:A")
    assert button_line([*ticks, again]) == "[/tick 1] ☐ 1   [/tick 2] ☐ 2   [/again] Again"


def test_a_button_called_like_a_command_gets_a_name_of_its_own() -> None:
    assert button_line((Button("Change", "settings:me"),)) == "[/press-settings] Change"


def test_no_local_command_is_called_like_one_of_the_coach() -> None:
    assert not set(LOCAL) & set(BY_NAME)


def test_the_newest_button_of_a_name_is_pressed() -> None:
    buttons = Buttons()
    buttons.see(entry("q1", GENERAL, "hint:P1"))
    buttons.see(entry("q2", GENERAL, "hint:P2", "skip:P2"))
    assert pressed(buttons, "/HINT", GENERAL) == "hint:P2"
    assert pressed(buttons, "/skip", GENERAL) == "skip:P2"
    assert pressed(buttons, "/next", GENERAL) is None
    assert pressed(buttons, "hint", GENERAL) is None


def test_a_thread_reaches_the_question_it_hangs_on_and_no_other() -> None:
    buttons = Buttons()
    buttons.see(entry("q1", GENERAL, "hint:P1"))
    buttons.see(entry("q2", GENERAL, "hint:P2"))
    assert pressed(buttons, "/hint", Thread(GENERAL, "q1")) == "hint:P1"
    assert pressed(buttons, "/hint", Thread(Channel(COMMUNITY, "daily"), "q1")) is None


def test_what_was_said_to_the_member_alone_is_in_reach_everywhere() -> None:
    buttons = Buttons()
    buttons.see(entry("private", Direct(YOU), "again:A"))
    assert pressed(buttons, "/again", GENERAL) == "again:A"
    assert buttons.within_reach(GENERAL) == {"again": "Again:A"}


def test_a_button_that_is_gone_cannot_be_pressed() -> None:
    buttons = Buttons()
    question = entry("q1", GENERAL, "hint:P1")
    buttons.see(question)
    buttons.see(replace(question, card=Card()))
    assert pressed(buttons, "/hint", GENERAL) is None


def test_one_of_several_needs_its_number() -> None:
    buttons = Buttons()
    buttons.see(entry("f", GENERAL, "tick:A:c1", "tick:A:c2"))
    assert pressed(buttons, "/tick 2", GENERAL) == "tick:A:c2"
    for line in ("/tick", "/tick 3", "/tick 0", "/tick one"):
        with pytest.raises(BadInput, match=r"terminal\.which_button"):
            buttons.find(line, GENERAL)

"""Streams are printed one after the other, and every version of an entry once."""

from bot.core.chat import Entry
from bot.platforms.terminal.turns import Turns
from tests.platforms.terminal.scripted_coach import GENERAL, clock


def entry(name: str, version: int, *, streaming: bool = False) -> Entry:
    return Entry(name, GENERAL, version, clock(), streaming=streaming)


def test_a_version_that_is_not_newer_is_not_printed_again() -> None:
    turns = Turns()
    assert turns.take(entry("a", 2))
    assert turns.take(entry("a", 2)) == []
    assert turns.take(entry("a", 1, streaming=True)) == []
    assert turns.take(entry("a", 3))


def test_a_second_stream_waits_for_the_first_and_then_shows_its_newest_version() -> None:
    turns = Turns()
    turns.take(entry("a", 1, streaming=True))
    assert turns.take(entry("b", 2, streaming=True)) == []
    assert turns.take(entry("b", 3, streaming=True)) == []
    assert turns.take(entry("a", 4)) == [entry("a", 4), entry("b", 3, streaming=True)]
    assert turns.take(entry("c", 5, streaming=True)) == []
    assert turns.take(entry("b", 6))[0] == entry("b", 6)


def test_what_is_whole_does_not_wait() -> None:
    turns = Turns()
    turns.take(entry("a", 1, streaming=True))
    turns.take(entry("b", 2, streaming=True))
    assert turns.take(entry("hint", 3)) == [entry("hint", 3)]
    assert turns.take(entry("b", 4)) == [entry("b", 4)]
    assert turns.take(entry("a", 5)) == [entry("a", 5)]


def test_what_was_read_in_a_former_session_or_just_typed_is_not_printed() -> None:
    turns = Turns()
    turns.pass_over(entry("old", 7))
    turns.mute("mine")
    assert turns.take(entry("old", 7)) == []
    assert turns.take(entry("old", 8)) == [entry("old", 8)]
    assert turns.take(entry("mine", 9)) == []

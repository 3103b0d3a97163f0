"""Nothing that a model or a member writes commands the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.terminal.harmless import harmless
from bot.platforms.terminal.pieces import Piece

NASTY = st.text(
    st.one_of(
        st.sampled_from("\x1b\x9b\x9d\x07\r\n\t[]();?PX^_\\mhJK0123456789\x00\x08\x7f\u202e\ud800"),
        st.characters(),
    )
)


@given(NASTY)
def test_no_control_character_gets_through(text: str) -> None:
    commands = {one for one in harmless(text) if unicodedata.category(one) in ("Cc", "Cs")}
    assert commands <= {"\n", "\t"}


@given(NASTY)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(NASTY, NASTY)
def test_a_text_that_grows_is_printed_as_one_that_grows(begin: str, end: str) -> None:
    assert harmless(begin + end).startswith(harmless(begin))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_plain_words_are_untouched(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("wrote", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;your password?\x07here", "here"),
        ("\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]52;c;aGk=\x07", ""),
        ("\x1bcall gone", "all gone"),
        ("safe\x1b[2J\x1b[H", "safe"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\x9b31mC1", "31mC1"),
        ("👩\u200d💻 键值", "👩\u200d💻 键值"),
        ("abc\u202etxt.exe", "abctxt.exe"),
    ],
)
def test_escape_sequences_go_and_words_stay(wrote: str, shown: str) -> None:
    assert harmless(wrote) == shown


@given(NASTY)
def test_every_piece_that_can_be_printed_is_harmless(text: str) -> None:
    assert Piece("text", text).text == harmless(text)

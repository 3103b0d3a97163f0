"""A place is one line, and that line is the place again."""

import pytest

from bot.core.chat import Channel, Community, Direct, Home, Member, Place, Thread, address, place_at

TEAM = Community("slack", "T1")
ANN = Member(TEAM, "U1")

PLACES: dict[str, Place] = {
    "channel/C1": Channel(TEAM, "C1"),
    "thread/C1/17.5": Thread(Channel(TEAM, "C1"), "17.5"),
    "direct/U1": Direct(ANN),
    "direct/U1/17.5": Direct(ANN, "17.5"),
    "home/U1": Home(ANN),
}


@pytest.mark.parametrize("line", PLACES)
def test_a_place_is_written_and_read(line: str) -> None:
    assert address(PLACES[line]) == line
    assert place_at(TEAM, line) == PLACES[line]


def test_two_conversations_with_one_member_are_two_places() -> None:
    places: set[Place] = {Direct(ANN), Direct(ANN, "17.5"), Direct(ANN, "18.5")}
    assert len(places) == 3


@pytest.mark.parametrize("line", ["", "direct", "direct/U1/", "direct/U1/1/2", "room/1"])
def test_another_line_is_no_place(line: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        place_at(TEAM, line)

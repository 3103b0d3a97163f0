"""What is printed, a piece at a time, and the port of what prints it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.platforms.terminal.harmless import harmless

Kind = Literal[
    "gap",  # something else begins
    "place",  # where the next pieces were said
    "title",
    "body",  # whole lines of Markdown
    "facts",  # names and values, one a line
    "reasoning",  # goes on where the last reasoning ended
    "text",  # Markdown that goes on where the last text ended
    "end",  # the text is complete
    "spoiler",  # Markdown that nobody has asked to see yet
    "note",
    "buttons",
    "said",  # a member's own words
    "aside",  # the terminal's own words
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what is printed; whatever it is made from, its text is harmless to a terminal."""

    kind: Kind
    text: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", harmless(self.text))


class Paper(Protocol):
    """Where pieces are printed, one below the other: nothing is ever taken back."""

    def put(self, piece: Piece) -> None:
        """Print a piece.

        BrokenPipeError where nobody reads any more; CannotReach where it cannot be written for
        another reason, such as a full disk.
        """
        ...


Words = Callable[..., str]
"""`words(key, **facts)` is the sentence of that key, in the language of the terminal."""

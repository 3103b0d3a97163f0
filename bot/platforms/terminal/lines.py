"""Where a person's words come from: the port that a prompt and a pipe keep."""

from typing import Protocol


class Lines(Protocol):
    """What a person types, a line at a time."""

    live: bool
    """Whether a person is there: they can be asked again, and go on while a line is being done."""

    async def read(self) -> str | None:
        """The next thing that is said, or None at the end; "" where a person only pressed Enter."""
        ...

    async def answer(self, *, long: bool) -> str | None:
        """What is typed in answer to a question, perhaps nothing; None where it is given up.

        A `long` answer may have several lines where a person types it.
        """
        ...

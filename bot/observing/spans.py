"""The port of traces: who did what part of the work on a request, and for how long."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from bot.observing.current import Current

Facts = Mapping[str, str | int | float]


class Span(Protocol):
    """A part of work that is under way."""

    def end(self, trouble: str = "", facts: Facts | None = None) -> None:
        """It is over; `trouble` is the key of the error that ended it."""
        ...


class Spans(Protocol):
    """A trace is named by its request's key, so each process that works on it adds to the same."""

    def recorded(self, current: Current, seconds: float) -> None:
        """A request was recorded: the first part, of which all others are."""
        ...

    def work(self, current: Current, name: str) -> AbstractContextManager[Span]:
        """Work on a request: what begins within the block is a part of it."""
        ...

    def part(self, name: str, facts: Facts) -> Span:
        """A part of the work that is under way here."""
        ...


class _None:
    def end(self, trouble: str = "", facts: Facts | None = None) -> None:
        return None


class NoSpans:
    """The port `Spans` where nobody wants any."""

    def recorded(self, current: Current, seconds: float) -> None:
        """Nothing."""

    @contextmanager
    def work(self, current: Current, name: str) -> Iterator[Span]:
        """Nothing."""
        yield _None()

    def part(self, name: str, facts: Facts) -> Span:
        """Nothing."""
        return _None()

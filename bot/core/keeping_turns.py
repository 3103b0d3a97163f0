"""The port of the store in which the line for the model's turns is kept; its docstrings are
promises."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.queueing import Node, Ticket


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a change: the jobs that found no room, each with its sentence, and those of
    this replica that have a turn now."""

    refused: Mapping[str, str] = field(default_factory=dict)
    running: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Waits:
    """All that waits: the tree, and the jobs with the leaves they wait at, the oldest first."""

    nodes: Sequence[Node] = ()
    jobs: Sequence[tuple[str, str]] = ()


class Turns(Protocol):
    """One line for all processes that share the store: which job is next is decided here, by the
    rule of `core.queueing`."""

    async def move(self, replica: str, came: Sequence[Ticket], went: Collection[str]) -> Moved:
        """Let these jobs in and those out, and give every turn that is free to whoever is next.

        A job that is in already keeps its place, or its turn, and is this replica's from now on.
        """
        ...

    async def running(self, replica: str) -> Collection[str]:
        """The jobs of this replica that have a turn."""
        ...

    async def alive(self, replica: str) -> Collection[str]:
        """The jobs of this replica, which still sees to them; those of one that has not said so for
        a while are let out at the next move."""
        ...

    async def waits(self) -> Waits:
        """All that waits."""
        ...

    async def live(self) -> bool:
        """Whether live work waits."""
        ...

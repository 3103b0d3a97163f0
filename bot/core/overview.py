"""The port of what stands in the store for who watches over the machine; its docstrings are
promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.chat import Community


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it was recorded: what kind it is, where it came from, and when."""

    kind: str
    community: Community
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many requests of a kind are not done; `oldest` is when the first of them came."""

    kind: str
    taken: bool
    many: int
    oldest: datetime


class Overview(Protocol):
    """What the store tells of the work in it. StoreTrouble where it does not answer."""

    async def heard(self, key: str) -> Heard | None:
        """The request of this key; None where there is none."""
        ...

    async def waiting(self) -> Sequence[Waiting]:
        """What is not done, by kind, of what nobody has taken and of what somebody has."""
        ...

    async def line(self) -> Mapping[tuple[str, bool], int]:
        """How many jobs stand in the line for the model's turns, by kind, and whether they have
        one."""
        ...

    async def beats(self) -> Mapping[str, datetime]:
        """The last sign of life of each process that shares the work."""
        ...

    async def is_current(self) -> bool:
        """Whether the tables are those of this version."""
        ...

"""The port of kept runs of the chain-of-thought lab; each docstring is a promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.chat import Community, Member
from bot.core.trace import Trace


@dataclass(frozen=True, slots=True)
class KeptTrace:
    """A run, by whom it was asked for and when; `id` is the request that made it, and which of its
    runs."""

    id: str
    member: Member
    at: datetime
    trace: Trace


class Traces(Protocol):
    """Every method keeps to one community."""

    async def keep(self, kept: KeptTrace) -> None:
        """Keep a run; one of this id is replaced."""
        ...

    async def get(self, community: Community, name: str) -> KeptTrace | None:
        """The run of this id."""
        ...

    async def of(self, member: Member, *, most: int) -> Sequence[KeptTrace]:
        """A member's own runs, the newest first."""
        ...

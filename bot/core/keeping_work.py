"""The ports of the work that is recorded and of the processes that share it; each docstring is a
promise."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Protocol

from bot.core.requests import Request

SILENT = timedelta(seconds=9)
"""How long a process may give no sign of life before it is taken for dead."""


class Requests(Protocol):
    """The requests that were recorded. A key is unique over all communities of its platform."""

    async def find(self, key: str) -> Request | None:
        """The request of this key; None where there is none, or what it said was forgotten."""
        ...

    async def forget(self, key: str) -> None:
        """Forget what a request said, once its work is over; that it was done is remembered."""
        ...


class Inbox(Requests, Protocol):
    """The list of what people asked for and what is still to be done, shared by all processes."""

    async def record(
        self, requests: Sequence[Request], taken_by: str | None = None
    ) -> Collection[str]:
        """Put requests on the list, in their order; a key that is there already is left as it is.

        With `taken_by` this replica has taken them at once: returns the keys of those that were
        not there. StoreTrouble where they cannot be kept soon.
        """
        ...

    async def take(self, platforms: Collection[str], replica: str, *, most: int) -> list[Request]:
        """Requests of these platforms that nobody has taken, in order; from now on they are
        ours."""
        ...

    async def finish(self, keys: Collection[str], *, forget: bool = False) -> None:
        """Mark requests as done, or as handed to a workflow; with `forget`, what they said is
        forgotten, too."""
        ...

    async def is_done(self, key: str) -> bool:
        """Whether the request was acted on (long work may still be under way)."""
        ...

    async def give_back(
        self, replicas: Collection[str], *, keys: Collection[str] | None = None
    ) -> None:
        """What these replicas took and did not finish may be taken again: all, or these keys."""
        ...


class Replicas(Protocol):
    """The processes that share the work."""

    async def beat(self, name: str) -> None:
        """Say that the process of this name is alive."""
        ...

    async def dead(self, us: str) -> list[str]:
        """The names of other processes that are gone."""
        ...

    async def forget(self, names: list[str]) -> None:
        """Strike processes off the list, once their work is given back."""
        ...

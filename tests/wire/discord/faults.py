"""What can go wrong on the way to Discord and back, as a test scripts it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.wire.discord.pace import Limited

Kind = Literal["limited", "error", "drop", "hang", "slow"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; `committed` says that Discord has already done what was asked."""

    kind: Kind
    committed: bool = False
    status: int = 500
    limit: Limited | None = None
    seconds: float = 0.0


def limited(scope: str = "user", *, after: float = 0.05) -> Fault:
    """429: come back `after` seconds; of the bucket (`user`), of us (`global`), or `shared`."""
    return Fault("limited", status=429, limit=Limited(after, scope))


def broken(status: int = 500, *, committed: bool = False) -> Fault:
    """Discord answers with an error of its own."""
    return Fault("error", committed, status)


def dropped(*, committed: bool = False) -> Fault:
    """The connection is cut, and no answer comes."""
    return Fault("drop", committed)


def hanging(*, committed: bool = False) -> Fault:
    """No answer comes, and the connection stays open until the server stops."""
    return Fault("hang", committed)


def slow(seconds: float) -> Fault:
    """The answer comes, but so much later."""
    return Fault("slow", committed=True, seconds=seconds)


@dataclass(slots=True)
class Scripted:
    """A fault that waits for its requests: `times` of them, once `after` were spared."""

    route: str
    fault: Fault
    times: int
    after: int
    when: Callable[[str], bool]
    about: str


@dataclass(slots=True)
class Faults:
    """The script: which request meets which fault."""

    _script: list[Scripted] = field(default_factory=list)

    def on(
        self,
        route: str,
        fault: Fault,
        *,
        times: int = 1,
        after: int = 0,
        when: Callable[[str], bool] = lambda path: True,
        about: object = "",
    ) -> Scripted:
        """Let `times` requests of a route (its name in `routes.py`, or `*`) meet a fault, the first
        `after` requests being spared; `when` looks at the path, and `about` (an id, a token) stands
        in the path or in the body. Returns what still waits (`times`)."""
        scripted = Scripted(route, fault, times, after, when, str(about))
        self._script.append(scripted)
        return scripted

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._script.clear()

    def take(self, route: str, path: str, body: object = None) -> Fault | None:
        """The fault that this request meets."""
        for one in self._script:
            if one.route not in ("*", route) or one.times <= 0 or not one.when(path):
                continue
            if one.about not in path and one.about not in str(body):
                continue
            if one.after > 0:
                one.after -= 1
                continue
            one.times -= 1
            return one.fault
        return None

    @property
    def left(self) -> int:
        """How many faults of the script have met nobody yet."""
        return sum(one.times for one in self._script)

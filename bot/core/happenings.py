"""What the parts of the house tell of their work to whoever watches it: when, how long and how it
ended, and never what anybody wrote."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.core.completion import Usage
from bot.core.requests import Request

LATE = timedelta(minutes=1)
"""How much later than it was due a question of the day may come and count as on time."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request is on disk, so many seconds after it was handed over."""

    request: Request
    seconds: float


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A platform was told that we have what it delivered so many seconds before."""

    platform: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Done:
    """Work is over: short work by the kind of its request, long work by its name. `trouble` is the
    key of the error that ended it."""

    platform: str
    work: str
    long: bool
    seconds: float
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody met an error, by its key in the words."""

    platform: str
    error: str


@dataclass(frozen=True, slots=True)
class Streamed:
    """A message that grows began (`change` 1) or ended (-1)."""

    platform: str
    change: Literal[1, -1]


@dataclass(frozen=True, slots=True)
class Shown:
    """Of an answer's feedback the first is to be seen, or the whole, so many seconds after the
    answer was recorded."""

    platform: str
    whole: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Called:
    """A call to the model is over: which of its methods, what it used, the key of its error."""

    method: str
    usage: Usage
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A platform told us to come later (429)."""

    platform: str


@dataclass(frozen=True, slots=True)
class Fell:
    """Questions of the day fell due; of so many further days it is too late."""

    platform: str
    due: int
    missed: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A question of the day was asked, so much after it was due."""

    platform: str
    after: timedelta


Happening = (
    Recorded
    | Acknowledged
    | Done
    | Refused
    | Streamed
    | Shown
    | Called
    | TurnedAway
    | Fell
    | Posted
)
Tell = Callable[[Happening], None]
"""Takes note at once, and never raises."""


def untold(_happening: Happening) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a platform's connection is: whether it hears all that it should, and whether sending is
    paused (its breaker is open, or the platform refuses a token)."""

    hears: bool
    paused: bool = False

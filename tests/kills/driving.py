"""What the kill matrix needs of a chat platform: people who do things, what they see, and requests
of the program that can be held on their way."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Where = Literal["channel", "thread", "direct"]
Send = Literal["acknowledge", "private", "message", "change", "thread"]
"""What the program sends: that it has heard, what one member alone sees, a message, a change of
one, a thread under one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the coach as the member of a room sees it; `actions` are those of its
    buttons."""

    text: str
    where: Where
    actions: frozenset[str]


class Room(Protocol):
    """A community of its own, with a channel and one member: work here waits for nobody else's.

    What the member does returns at once, but for `opens` (AssertionError where nothing opens).
    """

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        """Use a command."""

    async def press(self, action: str) -> None:
        """Press the newest button of an action."""

    async def opens(self, action: str) -> None:
        """Press the newest button of an action, and see the form that it opens."""

    async def submit(self, **values: str) -> None:
        """Send the form that was opened last; where it asks for a choice, with the first."""

    async def say(self, text: str, where: Where) -> None:
        """Say something to the coach; a thread is that of the newest question, once it is there."""

    async def notices(self) -> None:
        """Returns once the program has heard of what was done so far, whatever it does about it."""

    def key(self) -> str:
        """The key under which the program records what was done last."""

    def seen(self) -> list[Seen]:
        """What the coach said that the member can see, oldest first."""

    def acknowledged(self) -> bool:
        """Whether what was done last needs no acknowledgement any more."""

    def thinking(self) -> int:
        """How many answers of the coach are promised and not yet there."""

    def held(self) -> bool:
        """Whether a request of the program that concerns this room is being held."""


class Town(Protocol):
    """A chat platform on this machine."""

    def environment(self) -> dict[str, str]:
        """What a program is told of it."""

    def room(self, name: str) -> Room:
        """A new room."""

    def hears(self) -> int:
        """How many programs have come on line so far."""

    def hold(self, *sends: Send, committed: bool) -> None:
        """Answer no request of these kinds; `committed` says that they are done all the same."""

    def release(self) -> None:
        """Answer whatever comes from now on."""

    def check(self) -> None:
        """AssertionError where the program broke a rule of the platform."""

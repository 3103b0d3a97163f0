"""What is asked of the daily questions: by those who manage a channel, and by the clock.

`where` names a channel, `daily` one that is known already; without either it is where this is
asked. Whether the person may, the flow decides by what the place is.
"""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Community, Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDaily(Request):
    """Ask questions day by day, here or in the channel that `where` names; or change how.

    `choices` are pairs of a name and a value, as a person wrote it.
    """

    choices: tuple[tuple[str, str], ...] = ()
    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDaily(Request):
    """Ask nothing day by day from now on; what was chosen is kept."""

    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipDaily(Request):
    """Ask nothing on a local date, the next one where none is named; or do, `again`."""

    day: str = ""
    again: bool = False
    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDailyNow(Request):
    """Ask the next question of the rotation at once, beside those of the days."""

    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer(Request):
    """Let one's answer be shown to all with the reference answer, without one's name; or do not,
    `back`."""

    attempt: str
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDaily(Inquiry):
    """What will be asked next, and why that."""

    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDaily(Inquiry):
    """What is asked here day by day, and when next."""

    where: str = ""
    daily: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDaily(Inquiry):
    """Where in the community questions are asked day by day."""

    needs: ClassVar[Role] = Role.ORGANISER


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDaily(Request):
    """The clock's: the questions of a local date (`YYYY-MM-DD`, or nothing) are due, and those of
    some dates were `missed`."""

    daily: str
    day: str = ""
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountDaily(Request):
    """The clock's: the card of a posting is to say how many have answered."""

    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellWeek(Request):
    """The clock's: the time has come to tell what became of the seven days before `until`, a moment
    in ISO 8601."""

    daily: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealDaily(Request):
    """The clock's: the time has come to show the answer to a posting to all."""

    posting: str


def reveal_key(community: Community, posting: str) -> str:
    """The key of the clock's request to show the answer to a posting."""
    return f"{community}:reveal:{posting}"

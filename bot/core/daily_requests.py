"""What is asked of the daily questions: by those who manage a channel, and by the clock."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDaily(Request):
    """Ask questions day by day, here or in the channel that `where` names; or change how.

    `choices` are pairs of a name and a value, as a person wrote it.
    """

    needs: ClassVar[Role] = Role.ORGANISER
    choices: tuple[tuple[str, str], ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDaily(Request):
    """Ask nothing day by day from now on; what was chosen is kept."""

    needs: ClassVar[Role] = Role.ORGANISER
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipDaily(Request):
    """Ask nothing on a local date, the next one where none is named; or do, `again`."""

    needs: ClassVar[Role] = Role.ORGANISER
    day: str = ""
    again: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDailyNow(Request):
    """Ask the next question of the rotation at once, beside those of the days."""

    needs: ClassVar[Role] = Role.ORGANISER
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDaily(Inquiry):
    """What will be asked next, and why that."""

    needs: ClassVar[Role] = Role.ORGANISER
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDaily(Inquiry):
    """What is asked here day by day, and when next."""

    where: str = ""


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
class RevealDaily(Request):
    """The clock's: the time has come to show the answer to a posting to all."""

    posting: str

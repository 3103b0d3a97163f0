"""The daily questions of a channel, or of one member: which, when, and what is said with them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self

from bot.core.chat import Community, Group, Member, Place, address
from bot.core.errors import BadInput
from bot.core.filters import FILTERS
from bot.core.preferences import Preferences
from bot.core.question import digest
from bot.core.rotation import Policy
from bot.core.schedule import Schedule
from bot.core.setup import time_of
from bot.core.weekdays import weekdays
from bot.core.weekly import Weekly, weekly_of

MOST = 5
"""Questions a day."""
_NEVER = ("-", "never", "off", "不揭晓", "无")


@dataclass(frozen=True)
class Daily:
    """What is asked at `home`, day by day, of the questions that `filters` let through.

    `started_by` is whoever started it; `tells` are called to each question; `weekly` is when it is
    told what became of the week. A stopped one
    (`running` is False) keeps what was chosen, and how far its rotation is.
    """

    home: Place
    when: Schedule
    started_by: Member
    filters: tuple[tuple[str, str], ...] = ()
    policy: Policy = Policy.RANDOM
    count: int = 1
    running: bool = True
    tells: Group | None = None
    weekly: Weekly | None = field(default_factory=Weekly)

    @property
    def id(self) -> str:
        """The id of its schedule."""
        return self.when.id

    @property
    def community(self) -> Community:
        """The community of its home."""
        return self.home.community

    def chosen(self, choices: Iterable[tuple[str, str]]) -> Self:
        """The same with other choices, as a person wrote them; `-` takes one back. BadInput for
        an odd value, and then nothing of them holds."""
        changed = self
        for name, value in choices:
            changed = changed._with(name, value.strip())
        return changed

    def without(self, day: date, *, again: bool = False) -> Self:
        """The same without a question on a local date, or with one `again`."""
        off = self.when.off - {day} if again else self.when.off | {day}
        return replace(self, when=replace(self.when, off=off))

    def since(self, today: date) -> Self:
        """The same without the days off that are over."""
        off = frozenset(one for one in self.when.off if one >= today)
        return replace(self, when=replace(self.when, off=off))

    def _with(self, name: str, value: str) -> Self:
        back = value in ("", "-")
        match name:
            case "time":
                return self._when(at=time_of(value))
            case "zone":
                zone = Preferences().chosen("zone", value).zone
                return self._when(zone=zone or self.when.zone)
            case "days":
                return self._when(weekdays=weekdays("daily" if back else value))
            case "reveal":
                reveal = None if value.casefold() in _NEVER else time_of(value)
                return self._when(reveal=reveal)
            case "catchup":
                return self._when(window=_window(value))
            case "digest":
                return replace(self, weekly=weekly_of(value))
            case "count":
                return replace(self, count=1 if back else _count(value))
            case "order":
                return replace(self, policy=Policy.RANDOM if back else _policy(value))
            case _ if name in FILTERS:
                kept = tuple(one for one in self.filters if one[0] != name)
                return replace(self, filters=kept if back else (*kept, (name, value)))
        raise BadInput("error.unknown_option", option=name, near="")

    def _when(self, **changes: object) -> Self:
        return replace(self, when=replace(self.when, **changes))  # type: ignore[arg-type]


def daily_of(home: Place) -> str:
    """The id of the daily questions of a home: each has one."""
    return digest(f"{home.community}\n{address(home)}")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= MOST):
        raise BadInput("error.unknown_count", value=text, most=MOST)
    return int(text)


def _policy(text: str) -> Policy:
    wanted = text.casefold().replace(" ", "-")
    found = next((one for one in Policy if one.value == wanted), None)
    if found is None:
        known = ", ".join(Policy)
        raise BadInput("error.unknown_choice", option="order", value=text, known=known)
    return found


def _window(text: str) -> timedelta:
    hours = text.casefold().removesuffix("小时").removesuffix("hours").removesuffix("h").strip()
    if hours in ("", "-"):
        return Schedule.window
    if not (hours.isascii() and hours.isdecimal() and int(hours[:3]) <= 24):
        raise BadInput("error.unknown_hours", value=text)
    return timedelta(hours=int(hours))

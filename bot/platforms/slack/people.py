"""What Slack tells of people: their names, their languages, and whether they manage the
workspace."""

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.core.errors import CannotReach, CoachError, where
from bot.core.keeping import Ledger
from bot.platforms.slack.line import Line

logger = logging.getLogger(__name__)

KEPT = 24 * 3600.0
"""Seconds for which what Slack told is taken for true."""
_AT_ONCE = 8
"""People who are asked about at the same time; in a rush the others stay strangers once."""
_PATIENCE = 3.0
_MANY = 5000


@dataclass(frozen=True, slots=True)
class Person:
    """One member of a workspace, or somebody of another (`foreign`) with whom it shares a channel.
    `at` is when Slack told, in seconds since 1970; 0: it did not."""

    name: str = ""
    language: str | None = None
    zone: str = ""
    manages: bool = False
    at: float = 0.0
    foreign: bool = False


STRANGER = Person()


@dataclass(frozen=True)
class People:
    """Remembers for a day, here and in the ledger, what `users.info` told."""

    line: Line
    ledger: Ledger
    now: Callable[[], float] = time.time
    _known: OrderedDict[str, Person] = field(default_factory=OrderedDict)
    _made: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _asking: "dict[str, asyncio.Task[Person]]" = field(default_factory=dict)

    async def met(self, team: str, user: str, *, patience: float) -> Person:
        """Who this is, as far as it is known within so many seconds; never an error.

        What comes later is there the next time.
        """
        name = f"{team}/{user}"
        if (known := self._fresh(name)) is not None:
            return known
        asking = self._asking.get(name)
        if asking is None:
            if len(self._asking) >= _AT_ONCE:
                return STRANGER
            asking = asyncio.create_task(self._ask(team, user))
            self._asking[name] = asking
            asking.add_done_callback(lambda _: self._asking.pop(name, None))
        await asyncio.wait({asking}, timeout=patience)
        return asking.result() if asking.done() and not asking.cancelled() else STRANGER

    async def told(self, team: str, user: str) -> Person:
        """Who this is, as Slack tells now. CannotReach where it does not."""
        asked = {"user": user, "include_locale": True}
        told = await self.line.call(team, "users.info", asked, patience=_PATIENCE)
        shown = told.get("user") or {}
        profile = shown.get("profile") or {}
        names = (profile.get("display_name"), shown.get("real_name"), shown.get("name"))
        foreign = _is_foreign(shown, team)
        ranks = ("is_admin", "is_owner", "is_primary_owner")
        person = Person(
            name=next((str(one) for one in names if one), ""),
            language=str(shown.get("locale") or "").replace("_", "-").split("-")[0] or None,
            zone=str(shown.get("tz") or ""),
            manages=not foreign and any(shown.get(one) for one in ranks),
            at=self.now(),
            foreign=foreign,
        )
        self._remember(f"{team}/{user}", person)
        until = datetime.fromtimestamp(person.at + KEPT, UTC)
        row = json.dumps(asdict(person), ensure_ascii=False)
        await self.ledger.put(f"slack:person:{team}/{user}", row, until=until)
        return person

    async def maker(self, team: str, channel: str) -> str:
        """Who made a channel, by id; CannotReach where Slack does not tell."""
        name = f"{team}/{channel}"
        if name not in self._made:
            asked = {"channel": channel}
            told = await self.line.call(team, "conversations.info", asked, patience=_PATIENCE)
            self._made[name] = str((told.get("channel") or {}).get("creator") or "")
            if len(self._made) > _MANY:
                self._made.popitem(last=False)
        return self._made[name]

    def close(self) -> None:
        """Ask about nobody any more."""
        for one in list(self._asking.values()):
            one.cancel()

    async def _ask(self, team: str, user: str) -> Person:
        try:
            if kept := await self.ledger.get(f"slack:person:{team}/{user}"):
                person = Person(**json.loads(kept))
                self._remember(f"{team}/{user}", person)
                return person
            return await self.told(team, user)
        except CannotReach as error:
            logger.info("Slack does not tell of a member: %s", error)
        except CoachError as error:
            logger.warning("who somebody is is not known: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))
        return self._fresh(f"{team}/{user}") or STRANGER

    def _fresh(self, name: str) -> Person | None:
        known = self._known.get(name)
        return known if known is not None and known.at + KEPT > self.now() else None

    def _remember(self, name: str, person: Person) -> None:
        self._known[name] = person
        self._known.move_to_end(name)
        if len(self._known) > _MANY:
            self._known.popitem(last=False)


def _is_foreign(shown: Mapping[str, Any], team: str) -> bool:
    """Whether somebody is of another organisation: within one (Enterprise Grid) people belong to
    several workspaces, of which one counts as theirs."""
    teams = (shown.get("enterprise_user") or {}).get("teams") or ()
    at_home = shown.get("team_id") in (None, "", team) or team in teams
    return bool(shown.get("is_stranger")) or not at_home

"""Remembers the language of each member's Discord: it comes with what they press or use, and not
with what they write."""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.errors import CoachError
from bot.core.keeping import Ledger

_KEPT = timedelta(days=400)
_MANY = 5000


@dataclass(frozen=True)
class Languages:
    """In the ledger, for every process. Where that cannot be read or written it is not known."""

    ledger: Ledger
    _known: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def learn(self, user: str, language: str | None) -> None:
        """Somebody's Discord speaks this language; None is one that we do not speak."""
        if language is None or self._known.get(user) == language:
            return
        with suppress(CoachError):
            await self.ledger.put(_row(user), language, until=datetime.now(UTC) + _KEPT)
            self._known[user] = language
            self._known.move_to_end(user)
            if len(self._known) > _MANY:
                self._known.popitem(last=False)

    async def of(self, user: str) -> str | None:
        """The language that somebody's Discord last spoke."""
        with suppress(CoachError):
            return await self.ledger.get(_row(user))
        return None


def _row(user: str) -> str:
    return f"discord:language:{user}"

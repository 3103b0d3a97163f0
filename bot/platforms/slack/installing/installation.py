"""The app in one workspace, and how it is kept."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

EARLY = timedelta(hours=2)
"""How long before its end a token is changed for another."""


@dataclass(frozen=True, slots=True)
class Installation:
    """`bot` is the app's user in the workspace `team`, `installer` who added it ("" where that is
    not told). `refresh` and `until` are of a token that ends; no repr shows one."""

    team: str
    name: str
    bot: str
    token: str = field(repr=False)
    app: str = ""
    installer: str = ""
    scopes: str = ""
    at: datetime | None = None
    refresh: str = field(default="", repr=False)
    until: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether its token is to be changed for another."""
        return self.until is not None and self.until - EARLY <= now

    def is_over(self, now: datetime) -> bool:
        """Whether its token is taken no more."""
        return self.until is not None and self.until <= now

    def renewed(self, token: str, refresh: str, until: datetime | None) -> Self:
        """With another token."""
        return replace(self, token=token, refresh=refresh, until=until)

    def written(self) -> str:
        """As one line that `read` reads: tokens are in it."""
        return json.dumps(asdict(self), default=datetime.isoformat, ensure_ascii=False)

    @classmethod
    def read(cls, line: str) -> "Installation":
        """What `written` wrote."""
        kept = json.loads(line)
        moments = {
            name: datetime.fromisoformat(kept[name]) if kept.get(name) else None
            for name in ("at", "until")
        }
        return cls(**{**kept, **moments})

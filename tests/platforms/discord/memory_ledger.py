"""The port `Ledger` in memory, for one or several owners."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class MemoryLedger:
    """`rows` and `leases` may be shared by ledgers of several owners."""

    now: Callable[[], float]
    owner: str = "one"
    rows: dict[str, str] = field(default_factory=dict)
    untils: dict[str, float] = field(default_factory=dict)
    leases: dict[str, tuple[str, float]] = field(default_factory=dict)
    asked: int = 0

    async def get(self, key: str) -> str | None:
        return self.rows.get(key)

    async def put(self, key: str, value: str, *, until: datetime | None = None) -> None:
        self.put_later(key, value, until=until)

    def put_later(self, key: str, value: str, *, until: datetime | None = None) -> None:
        self.rows[key] = value
        self.untils.pop(key, None)
        if until is not None:
            self.untils[key] = until.timestamp()

    async def lasting(self, prefix: str, *, most: int) -> list[str]:
        found = [
            (until, key)
            for key, until in self.untils.items()
            if key.startswith(prefix) and until > self.now()
        ]
        return [self.rows[key] for _, key in sorted(found, reverse=True)[:most]]

    async def lease(self, name: str, seconds: float) -> bool:
        self.asked += 1
        owner, until = self.leases.get(name, (self.owner, 0.0))
        if owner != self.owner and until > self.now():
            return False
        self.leases[name] = (self.owner, self.now() + seconds)
        return True

"""Which shards of the gateway a process listens to, as an operator writes it: `0-3` or `0-3/16`."""

import re
from dataclasses import dataclass
from typing import Self

from bot.core.errors import BadInput, SettingsTrouble

_WRITTEN = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shards:
    """From `first` to `last`, of `count`; Discord says how many there are where `count` is None.

    BadInput where that is no range.
    """

    first: int
    last: int
    count: int | None = None

    def __post_init__(self) -> None:
        if self.first > self.last or (self.count is not None and self.last >= self.count):
            raise BadInput("error.discord_shards", written=str(self))

    @classmethod
    def of(cls, written: str) -> Self:
        """What was written; BadInput where it cannot be read."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise BadInput("error.discord_shards", written=written)
        first, last, count = found.groups()
        return cls(int(first), int(last or first), int(count) if count else None)

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" + (f"/{self.count}" if self.count is not None else "")

    def ids(self, wanted: int) -> tuple[list[int], int]:
        """The shards, and of how many; `wanted` is how many Discord asks for.

        SettingsTrouble where these are not among them.
        """
        count = self.count or wanted
        if self.last >= count:
            raise SettingsTrouble(
                "error.discord_few_shards", written=str(self), count=count, last=count - 1
            )
        return list(range(self.first, self.last + 1)), count

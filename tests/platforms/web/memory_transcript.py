"""The port `Transcript` in memory, for tests: everything is forgotten with the object."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from bot.core.chat import Channel, Community, Direct, Entry, Home, Member, Place
from bot.core.errors import StoreTrouble


@dataclass
class MemoryTranscript:
    """Keeps entries in the order in which they first came. While `broken`, every call fails."""

    broken: bool = False
    _entries: dict[tuple[Community, str], Entry] = field(default_factory=dict)
    _version: int = 0
    _followers: set[tuple[Member, "asyncio.Queue[Entry | None]"]] = field(default_factory=set)

    async def put(self, entry: Entry, *, durable: bool = True) -> Entry:
        """Keep an entry, or replace the one of its id; pieces of a stream are kept too."""
        self._check()
        self._version += 1
        name = (entry.place.community, entry.id)
        before = self._entries.get(name)
        at = before.at if before else entry.at
        entry = self._entries[name] = replace(entry, version=self._version, at=at)
        for reader, heard in self._followers:
            if reader.community == entry.place.community and _may_see(reader, entry):
                heard.put_nowait(entry)
        return entry

    async def get(self, community: Community, entry: str) -> Entry | None:
        """The entry of this id."""
        self._check()
        return self._entries.get((community, entry))

    async def read(self, place: Place, reader: Member, *, most: int = 200) -> list[Entry]:
        """The newest entries of a place that this reader may see, oldest first."""
        self._check()
        here = [one for one in self._entries.values() if one.place == place]
        return [one for one in here if _may_see(reader, one)][-most:]

    async def threads(self, channel: Channel, *, most: int = 50) -> list[Entry]:
        """The entries of a channel on which a thread hangs, the newest first."""
        self._check()
        found = [one for one in self._entries.values() if one.place == channel]
        return [one for one in reversed(found) if one.opens_thread][:most]

    async def follow(self, reader: Member) -> AsyncIterator[Entry]:
        """Every entry of the reader's community that they may see, as it is put or changed."""
        heard: asyncio.Queue[Entry | None] = asyncio.Queue()
        self._followers.add((reader, heard))
        try:
            while entry := await heard.get():
                yield entry
            raise StoreTrouble
        finally:
            self._followers.discard((reader, heard))

    @property
    def followers(self) -> int:
        """How many listen."""
        return len(self._followers)

    def hang_up(self) -> None:
        """End every follower with trouble, as when the database goes away."""
        for _, heard in self._followers:
            heard.put_nowait(None)

    def _check(self) -> None:
        if self.broken:
            raise StoreTrouble


def _may_see(reader: Member, entry: Entry) -> bool:
    if entry.only_to not in (None, reader):
        return False
    return not isinstance(entry.place, Direct | Home) or entry.place.member == reader

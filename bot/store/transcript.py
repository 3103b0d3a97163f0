"""Keeps the messages of the platforms without a server, and tells followers what changed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Row, func, or_, select

from bot.core.chat import (
    Button,
    Card,
    Channel,
    Community,
    Direct,
    Entry,
    Field,
    Group,
    Home,
    Member,
    Place,
    address,
    place_at,
)
from bot.store.database import Database
from bot.store.tables import transcript

POLL = 1.0
"""Seconds between two looks for what another process has said."""


@dataclass
class StoredTranscript:
    """The port `Transcript` over the database; followers in this process hear at once."""

    database: Database
    _heard: dict[Community, int] = field(default_factory=dict)
    _live: dict[tuple[Community, str], Entry] = field(default_factory=dict)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _followers: set[tuple[Member, "asyncio.Queue[Entry]"]] = field(default_factory=set)

    async def put(self, entry: Entry, *, durable: bool = True) -> Entry:
        """Keep an entry, or replace the one of its id; returns it with its new version."""
        community = entry.place.community
        if durable:
            entry = await self._write(entry)
            self._live.pop((community, entry.id), None)
        else:
            entry = replace(entry, version=self._heard.get(community, 0) + 1)
            self._live[community, entry.id] = entry
        self._heard[community] = max(self._heard.get(community, 0), entry.version)
        self._tell(entry)
        return entry

    async def _write(self, entry: Entry) -> Entry:
        row = _row(entry)
        replaced = [name for name in row if name not in ("community", "id", "at")]
        newest = select(func.max(transcript.c.version)).where(
            transcript.c.community == row["community"]
        )
        async with self._writing, self.database.connect() as connection:
            await self.database.reserve(connection)
            heard = self._heard.get(entry.place.community, 0)
            version = max((await connection.scalar(newest)) or 0, heard) + 1
            row["version"] = version
            await self.database.upsert(connection, transcript, [row], replace=replaced)
        return replace(entry, version=version)

    async def get(self, community: Community, entry: str) -> Entry | None:
        """The entry of this id, also while it streams in this process."""
        if live := self._live.get((community, entry)):
            return live
        query = select(transcript).where(
            transcript.c.community == str(community), transcript.c.id == entry
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _entry(community, row) if row else None

    async def read(self, place: Place, reader: Member, *, most: int = 200) -> list[Entry]:
        """The newest entries of a place that this reader may see, oldest first."""
        if isinstance(place, Direct | Home) and place.member != reader:
            return []
        query = (
            select(transcript)
            .where(
                transcript.c.community == str(place.community),
                transcript.c.place == address(place),
                or_(transcript.c.only_to.is_(None), transcript.c.only_to == reader.id),
            )
            .order_by(transcript.c.at.desc(), transcript.c.version.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        kept = {row.id: _entry(place.community, row) for row in reversed(rows)}
        live = (one for one in self._live.values() if one.place == place)
        return list((kept | {one.id: one for one in live if may_see(reader, one)}).values())

    async def threads(self, channel: Channel, *, most: int = 50) -> list[Entry]:
        """The entries of a channel on which a thread hangs, the newest first."""
        query = (
            select(transcript)
            .where(
                transcript.c.community == str(channel.community),
                transcript.c.place == address(channel),
                transcript.c.opens_thread,
            )
            .order_by(transcript.c.at.desc(), transcript.c.version.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_entry(channel.community, row) for row in rows]

    async def follow(self, reader: Member) -> AsyncIterator[Entry]:
        """Every entry of the reader's community, in any place they may see, as it is put or
        changed."""
        heard: asyncio.Queue[Entry] = asyncio.Queue()
        follower = (reader, heard)
        told: dict[str, int] = {}
        community = reader.community
        self._followers.add(follower)
        try:
            since = await self._newest(community)
            while True:
                try:
                    found = [await asyncio.wait_for(heard.get(), POLL)]
                except TimeoutError:
                    found = await self._since(reader, since)
                    since = max([since, *(entry.version for entry in found)])
                for entry in found:
                    if entry.version > told.get(entry.id, 0):
                        told[entry.id] = entry.version
                        yield entry
        finally:
            self._followers.discard(follower)

    async def _newest(self, community: Community) -> int:
        query = select(func.max(transcript.c.version)).where(
            transcript.c.community == str(community)
        )
        async with self.database.connect() as connection:
            return (await connection.scalar(query)) or 0

    async def _since(self, reader: Member, version: int) -> list[Entry]:
        community = reader.community
        query = (
            select(transcript)
            .where(
                transcript.c.community == str(community),
                transcript.c.version > version,
                or_(transcript.c.only_to.is_(None), transcript.c.only_to == reader.id),
            )
            .order_by(transcript.c.version)
            .limit(500)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        entries = [_entry(community, row) for row in rows]
        return [entry for entry in entries if may_see(reader, entry)]

    def _tell(self, entry: Entry) -> None:
        for reader, heard in self._followers:
            if reader.community == entry.place.community and may_see(reader, entry):
                heard.put_nowait(entry)


def may_see(reader: Member, entry: Entry) -> bool:
    """Whether an entry of the reader's community is for their eyes."""
    if entry.only_to is not None and entry.only_to != reader:
        return False
    return not isinstance(entry.place, Direct | Home) or entry.place.member == reader


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "community": str(entry.place.community),
        "id": entry.id,
        "place": address(entry.place),
        "version": entry.version,
        "at": entry.at,
        "said_by": entry.said_by.id if entry.said_by else None,
        "only_to": entry.only_to.id if entry.only_to else None,
        "card": asdict(entry.card) if entry.card else None,
        "reasoning": entry.reasoning,
        "text": entry.text,
        "streaming": entry.streaming,
        "opens_thread": entry.opens_thread,
    }


def _entry(community: Community, row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        place=place_at(community, row.place),
        version=row.version,
        at=row.at,
        said_by=Member(community, row.said_by) if row.said_by else None,
        only_to=Member(community, row.only_to) if row.only_to else None,
        card=_card(row.card) if row.card else None,
        reasoning=row.reasoning,
        text=row.text,
        streaming=row.streaming,
        opens_thread=row.opens_thread,
    )


def _card(kept: dict[str, Any]) -> Card:
    fields = tuple(Field(**one) for one in kept["fields"])
    buttons = tuple(Button(**one) for one in kept["buttons"])
    tells = Group(**kept["tells"]) if kept.get("tells") else None
    return Card(**{**kept, "fields": fields, "buttons": buttons, "tells": tells})

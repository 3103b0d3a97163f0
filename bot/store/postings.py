"""Keeps the questions that were asked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, case, select, update

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Community, Member, Place, address, place_at
from bot.store.database import Database
from bot.store.tables import helped, postings


@dataclass(frozen=True)
class StoredPostings:
    """The port `Postings` over the database."""

    database: Database

    async def add(self, posting: Posting) -> Posting:
        """Keep a posting; where one of its id is there already, that one is returned unchanged."""
        community = posting.place.community
        row = {
            "community": str(community),
            "id": posting.id,
            "place": address(posting.place),
            "home": address(posting.home),
            "question": posting.question,
            "asked_by": posting.asked_by.id,
            "asked_at": posting.asked_at,
            "filters": [list(pair) for pair in posting.filters],
            "state": posting.state.value,
            "message": posting.message,
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, postings, [row])
        return await self.get(community, posting.id) or posting

    async def get(self, community: Community, posting: str) -> Posting | None:
        """The posting of this id."""
        query = select(postings).where(
            postings.c.community == str(community), postings.c.id == posting
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _posting(community, row) if row else None

    async def at(self, place: Place) -> Posting | None:
        """The newest posting that was said in this place."""
        query = _newest(place.community).where(postings.c.place == address(place)).limit(1)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _posting(place.community, row) if row else None

    async def said(self, community: Community, posting: str, place: Place, message: str) -> None:
        """Keep where a posting was said; it waits for answers from now on, unless it was passed
        over already."""
        state = case(
            (postings.c.state == PostingState.SAYING.value, PostingState.OPEN.value),
            else_=postings.c.state,
        )
        change = (
            update(postings)
            .where(postings.c.community == str(community), postings.c.id == posting)
            .values(place=address(place), message=message, state=state)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def recent(self, member: Member, home: Place, *, most: int = 25) -> list[Posting]:
        """What was asked for by the member anywhere, and by anybody from this home."""
        community = member.community
        either = (postings.c.asked_by == member.id, postings.c.home == address(home))
        found: dict[str, Posting] = {}
        async with self.database.connect() as connection:
            for wanted in either:
                query = _newest(community).where(wanted).limit(most)
                for row in await connection.execute(query):
                    found[row.id] = _posting(community, row)
        return sorted(found.values(), key=lambda one: one.asked_at, reverse=True)[:most]

    async def open_on(self, platform: str, *, most: int) -> list[Place]:
        """Where the newest open postings of a platform stand, of all its communities."""
        query = (
            select(postings.c.community, postings.c.place)
            .where(
                postings.c.community.startswith(f"{platform}:", autoescape=True),
                postings.c.state == PostingState.OPEN.value,
            )
            .order_by(postings.c.asked_at.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [place_at(Community.of(row.community), row.place) for row in rows]

    async def settle(self, community: Community, posting: str, state: PostingState) -> None:
        """Put a posting into another state."""
        change = (
            update(postings)
            .where(postings.c.community == str(community), postings.c.id == posting)
            .values(state=state.value)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def asked(self, place: Place, *, most: int = 1000) -> list[str]:
        """The ids of the questions that were said for this home, the newest first."""
        query = (
            select(postings.c.question)
            .where(postings.c.community == str(place.community), postings.c.home == address(place))
            .where(postings.c.state != PostingState.SAYING.value)
            .order_by(postings.c.asked_at.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def help_shown(self, community: Community, posting: str, member: Member) -> None:
        """Remember that a member saw a hint or the reference answer of a posting."""
        row = {"community": str(community), "posting": posting, "member": member.id}
        async with self.database.connect() as connection:
            await self.database.upsert(connection, helped, [row])

    async def was_helped(self, community: Community, posting: str, member: Member) -> bool:
        """Whether the member had seen a hint or the reference answer."""
        query = select(helped.c.member).where(
            helped.c.community == str(community),
            helped.c.posting == posting,
            helped.c.member == member.id,
        )
        async with self.database.connect() as connection:
            return (await connection.execute(query)).first() is not None


def _newest(community: Community) -> Select[Any]:
    """The postings of a community that were said, the newest first."""
    return (
        select(postings)
        .where(postings.c.community == str(community))
        .where(postings.c.state != PostingState.SAYING.value)
        .order_by(postings.c.asked_at.desc())
    )


def _posting(community: Community, row: Row[Any]) -> Posting:
    return Posting(
        id=row.id,
        place=place_at(community, row.place),
        home=place_at(community, row.home),
        question=row.question,
        asked_by=Member(community, row.asked_by),
        asked_at=row.asked_at,
        filters=tuple((name, value) for name, value in row.filters),
        state=PostingState(row.state),
        message=row.message,
    )

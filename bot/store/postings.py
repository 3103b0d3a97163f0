"""Keeps the questions that were asked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, select, update

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Community, Direct, Member, Place, address, place_at
from bot.store.database import Database
from bot.store.tables import helped, postings
from bot.store.writer import Write

_HERE = postings.c.community == bindparam("in_community")
_IT = (_HERE, postings.c.id == bindparam("of"))
_GET = select(postings).where(*_IT)
_SAID = (
    update(postings)
    .where(*_IT)
    .values(
        place=bindparam("at_place"),
        message=bindparam("by_message"),
        state=case(
            (postings.c.state == PostingState.SAYING.value, PostingState.OPEN.value),
            else_=postings.c.state,
        ),
    )
)
_ASKED = (
    select(postings.c.question)
    .where(_HERE, postings.c.home == bindparam("of_home"))
    .where(postings.c.state != PostingState.SAYING.value)
    .order_by(postings.c.asked_at.desc())
    .limit(bindparam("most"))
)


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
        rows = await self.database.writer.write(
            Write(self.database.upserting(postings), row),
            Write(_GET, {"in_community": str(community), "of": posting.id}, answers=True),
        )
        return _posting(community, rows[0]) if rows else posting

    async def get(self, community: Community, posting: str) -> Posting | None:
        """The posting of this id."""
        rows = await self.database.read(_GET, in_community=str(community), of=posting)
        return _posting(community, rows[0]) if rows else None

    async def at(self, place: Place) -> Posting | None:
        """The newest posting that was said in this place."""
        query = _newest(place.community).where(postings.c.place == address(place)).limit(1)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _posting(place.community, row) if row else None

    async def directly(self, member: Member, *, most: int = 5) -> list[Posting]:
        """What was said in threads of the member's direct conversation, the newest first."""
        threads = f"{address(Direct(member))}/"
        query = _newest(member.community).where(
            postings.c.home == address(Direct(member)),
            postings.c.place.startswith(threads, autoescape=True),
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query.limit(most))).all()
        return [_posting(member.community, row) for row in rows]

    async def said(
        self,
        community: Community,
        posting: str,
        place: Place,
        message: str,
        *,
        with_next: bool = False,
    ) -> None:
        """Keep where a posting was said; it waits for answers from now on, unless it was passed
        over already. `with_next`: on disk before whatever is written next."""
        change = {
            "in_community": str(community),
            "of": posting,
            "at_place": address(place),
            "by_message": message,
        }
        if with_next:
            self.database.writer.write_later(Write(_SAID, change))
        else:
            await self.database.writer.write(Write(_SAID, change))

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

    async def open_in(self, community: Community, *, most: int) -> list[Place]:
        """Where the newest open postings of a community stand."""
        is_open = postings.c.state == PostingState.OPEN.value
        query = _newest(community).where(is_open).limit(most)
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [place_at(community, row.place) for row in rows]

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
        rows = await self.database.read(
            _ASKED, in_community=str(place.community), of_home=address(place), most=most
        )
        return [row.question for row in rows]

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

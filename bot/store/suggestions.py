"""Keeps the questions that members suggest, and what became of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from bot.core.chat import Community, Member, address, place_at
from bot.core.suggestion import WAITING, State, Suggestion
from bot.store.database import Database
from bot.store.tables import suggestions


@dataclass(frozen=True)
class StoredSuggestions:
    """The port `Suggestions` over the database."""

    database: Database

    async def add(self, suggestion: Suggestion) -> Suggestion:
        """Keep a suggestion; where one of its id is there already, that one is returned
        unchanged."""
        community = suggestion.member.community
        async with self.database.connect() as connection:
            await self.database.upsert(connection, suggestions, [_row(suggestion)])
        return await self.get(community, suggestion.id) or suggestion

    async def get(self, community: Community, suggestion: str) -> Suggestion | None:
        """The suggestion of this id."""
        found = await self._read(community, suggestions.c.id == suggestion, most=1)
        return found[0] if found else None

    async def by(self, member: Member, *, most: int = 50) -> list[Suggestion]:
        """A member's own, but for those that they took back, the newest first."""
        mine = suggestions.c.member == member.id
        kept = suggestions.c.state != State.WITHDRAWN.value
        return await self._read(member.community, mine, kept, most=most, newest=True)

    async def waiting(self, community: Community, *, most: int = 500) -> list[Suggestion]:
        """Those that a maintainer is to decide on, the oldest first."""
        open_ = suggestions.c.state.in_([one.value for one in WAITING])
        return await self._read(community, open_, most=most)

    async def change(self, was: Suggestion, now: Suggestion) -> bool:
        """Put `now` in place of `was`; False where it is no longer what it was."""
        row = _row(now)
        change = (
            update(suggestions)
            .where(
                suggestions.c.community == row["community"],
                suggestions.c.id == was.id,
                suggestions.c.state == was.state.value,
                suggestions.c.revision == was.revision,
            )
            .values({name: value for name, value in row.items() if name not in _SETTLED})
        )
        async with self.database.connect() as connection:
            return (await connection.execute(change)).rowcount == 1

    async def _read(
        self, community: Community, *which: ColumnElement[bool], most: int, newest: bool = False
    ) -> list[Suggestion]:
        order = (suggestions.c.at, suggestions.c.id)
        query = (
            select(suggestions)
            .where(suggestions.c.community == str(community), *which)
            .order_by(*(one.desc() for one in order) if newest else order)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_suggestion(community, row) for row in rows]


_SETTLED = ("community", "id", "member", "place", "at", "spoken")


def _row(one: Suggestion) -> dict[str, Any]:
    return {
        "community": str(one.member.community),
        "id": one.id,
        "member": one.member.id,
        "place": address(one.place),
        "at": one.at,
        "title": one.title,
        "answer": one.answer,
        "tags": list(one.tags),
        "company": one.company,
        "round": one.round,
        "difficulty": one.difficulty,
        "state": one.state.value,
        "revision": one.revision,
        "decided_by": one.decided_by.id if one.decided_by else None,
        "reason": one.reason,
        "announced": one.announced,
        "spoken": one.spoken,
    }


def _suggestion(community: Community, row: Row[Any]) -> Suggestion:
    return Suggestion(
        id=row.id,
        member=Member(community, row.member),
        place=place_at(community, row.place),
        at=row.at,
        title=row.title,
        answer=row.answer,
        tags=tuple(row.tags),
        company=row.company,
        round=row.round,
        difficulty=row.difficulty,
        state=State(row.state),
        revision=row.revision,
        decided_by=Member(community, row.decided_by) if row.decided_by else None,
        reason=row.reason,
        announced=row.announced,
        spoken=row.spoken,
    )

"""Reads the attempts of members who consent to training, for the operator alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from bot.core.chat import Community
from bot.core.consent import Consented
from bot.store.attempts import StoredAttempts
from bot.store.database import Database
from bot.store.disputes import StoredDisputes
from bot.store.tables import attempts, feedback, members


@dataclass(frozen=True)
class StoredConsented:
    """The port `ConsentedAttempts` over the database: consent is looked up with each attempt, so
    one that was withdrawn a moment ago counts."""

    database: Database

    async def communities(self) -> list[Community]:
        """The communities that have an attempt with feedback, of whomever."""
        query = select(feedback.c.community).distinct().order_by(feedback.c.community)
        async with self.database.connect() as connection:
            return [Community.of(one) for one in (await connection.execute(query)).scalars()]

    async def of(self, community: Community) -> AsyncIterator[Consented]:
        """The attempts with feedback of one community whose members consent, the oldest first."""
        query = (
            select(attempts.c.id)
            .join(members, _whose)
            .where(
                attempts.c.community == str(community),
                members.c.community == str(community),
                members.c.training == "on",
            )
            .order_by(attempts.c.at, attempts.c.id)
        )
        async with self.database.connect() as connection:
            ids = list((await connection.execute(query)).scalars())
        kept, disputes = StoredAttempts(self.database), StoredDisputes(self.database)
        for one in ids:
            attempt = await kept.get(community, one)
            said = await kept.feedback(community, one)
            if attempt is not None and said is not None:
                contested = await disputes.of(community, one)
                yield Consented(attempt, said, tuple(contested))

    async def withheld(self, community: Community) -> int:
        """How many attempts with feedback there are in a community whose members do not
        consent."""
        query = (
            select(func.count())
            .select_from(attempts.join(feedback, _about).outerjoin(members, _whose))
            .where(
                attempts.c.community == str(community),
                feedback.c.community == str(community),
                func.coalesce(members.c.training, "off") != "on",
            )
        )
        async with self.database.connect() as connection:
            return int((await connection.execute(query)).scalar_one())


_whose = and_(attempts.c.community == members.c.community, attempts.c.member == members.c.member)
_about = and_(attempts.c.community == feedback.c.community, attempts.c.id == feedback.c.attempt)

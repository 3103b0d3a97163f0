"""Greets whoever installed the coach in a workspace: one card, once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.core.chat import Community, Direct, Member
from bot.core.errors import CoachError, PlatformDown, StoreTrouble, where
from bot.core.ports import Accept, Ask, Ears, Suggest
from bot.core.welcome_requests import Joined
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.installations import Installations
from bot.platforms.slack.people import People

logger = logging.getLogger(__name__)

PLATFORM = "slack"
Owner = Callable[[Community], Awaitable[Member | None]]
_PATIENCE = 3.0
_AGAIN = 60.0


@dataclass(frozen=True)
class Joining:
    """Slack lets people add an app who manage nothing else; whoever did is an organiser. `owner`
    finds the primary owner of a workspace: they are greeted where nobody tells who installed it."""

    installations: Installations
    people: People
    owner: Owner

    async def installed(self, one: Installation, accept: Accept) -> None:
        """Keep an installation, and greet its installer, unless that was done before.

        The coach is kept first: what is asked of it may be done at once. CoachErrors are the
        ledger's, and of what records requests.
        """
        greeted = await self.installations.is_greeted(one.team)
        if not greeted and (before := await self.installations.find(one.team)):
            one = replace(one, at=before.at)  # the same greeting, which may have been recorded
        await self.installations.keep(one)
        if one.installer and not greeted:
            await accept(await self.request(one, one.installer))
            await self.installations.greeted(one.team, one.installer)

    async def request(self, one: Installation, person: str, *, owner: bool = False) -> Joined:
        """What greets a person of a workspace."""
        member = Member(Community(PLATFORM, one.team), person)
        met = await self.people.met(one.team, person, patience=_PATIENCE)
        moment = f"{one.at.timestamp():.3f}" if one.at is not None else "own"
        return Joined(
            key=f"{PLATFORM}:joined:{one.team}:{moment}:{person}",
            member=member,
            place=Direct(member),
            language=met.language,
            name=one.name,
            owner=owner,
            appoints=not owner,
        )

    async def greet_own(self, accept: Accept) -> None:
        """Greet the owner of the workspace whose token the operator has set, unless somebody was
        greeted there; tried again while Slack or the database does not answer."""
        own = self.installations.own
        while own is not None:
            try:
                if await self.installations.is_greeted(own.team):
                    return
                found = await self.owner(Community(PLATFORM, own.team))
                if found is None:
                    logger.warning("nobody was greeted: coach slack welcome NAME does it")
                else:
                    await accept(await self.request(own, found.id, owner=True))
                await self.installations.greeted(own.team, found.id if found else "")
            except (PlatformDown, StoreTrouble) as error:
                logger.info("nobody is greeted yet: %s", where(error))
            except CoachError as error:
                logger.warning("nobody is greeted: %s", where(error))
                return
            else:
                return
            await asyncio.sleep(_AGAIN)


@dataclass(frozen=True)
class Greeting:
    """Ears that greet the owner of the operator's own workspace when they begin to hear."""

    ears: Ears
    joining: Joining

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """As the ears do."""
        greeting = asyncio.create_task(self.joining.greet_own(accept))
        try:
            await self.ears.run(accept, ask, suggest)
        finally:
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)

"""Who may manage a channel, who keeps the bank, and who is kept out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.chat import Community, Direct, Home, Member, Role
from bot.core.errors import NotAllowed
from bot.core.keeping import Choices
from bot.core.keeping_grades import Blocked
from bot.core.maintainers import Maintainer
from bot.core.requests import R, Request, Who
from bot.flows.finding import Finding

_KEEPS = (Role.MAINTAINER, Role.OPERATOR)


async def manages(who: Who, choices: Choices) -> bool:
    """Whether the person manages the channel: the platform says so, or the role was given here."""
    held = who.roles | await choices.roles(who.member)
    return bool(held & {Role.ORGANISER, Role.OPERATOR})


@dataclass(frozen=True)
class Standing:
    """Who keeps the bank: the platform says so, the role was given here, or the operator named
    them."""

    choices: Choices
    blocked: Blocked
    finding: Finding
    named: Sequence[Maintainer] = ()

    async def manages(self, who: Who) -> bool:
        """Whether the person manages the community. In a direct conversation the platform does not
        say so, and is asked."""
        if await manages(who, self.choices):
            return True
        return isinstance(who.place, Direct | Home) and await self.finding.manages(who.member)

    async def keeps_bank(self, who: Who) -> bool:
        """Whether the person is a maintainer in their community."""
        if any(one.within(who.member.community) == who.member for one in self.named):
            return True
        return bool((who.roles | await self.choices.roles(who.member)) & {*_KEEPS})

    async def maintainers(self, community: Community) -> list[Member]:
        """The maintainers of a community whose names we know; a platform may have said of others
        that they are."""
        named = [found for one in self.named if (found := one.within(community))]
        given = await self.choices.holders(community, _KEEPS)
        return list(dict.fromkeys([*named, *given]))

    async def known(self, who: R) -> R:
        """The same request, with the roles that its person was given here."""
        roles = who.roles | await self.choices.roles(who.member)
        if await self.keeps_bank(who):
            roles |= {Role.MAINTAINER}
        return replace(who, roles=roles)

    async def is_out(self, who: Who) -> bool:
        """Whether the operator keeps the person out."""
        return await self.blocked.has(who.member)

    async def check(self, request: Request) -> None:
        """NotAllowed where the operator keeps its person out, and where a request needs a role that
        its person does not have."""
        if await self.is_out(request):
            raise NotAllowed("error.blocked")
        if request.needs in _KEEPS and not await self.keeps_bank(request):
            raise NotAllowed("error.not_maintainer")
        if request.needs is Role.ORGANISER and not await self.manages(request):
            raise NotAllowed("error.not_organiser")

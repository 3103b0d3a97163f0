"""Knows a server that the bot was added to from one where it has long been, and who added it.

The gateway tells of every server at every start, after every outage, and when the bot is added; so
what counts is when the bot joined. The moment is a part of the key: the same joining is greeted
once, whoever hears of it how often, and whoever adds the bot again is greeted again.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.core.chat import Community, Direct, Member
from bot.core.errors import CoachError
from bot.core.keeping import Ledger
from bot.core.welcome_requests import Joined
from bot.platforms.discord import catalogue
from bot.platforms.discord.sending.directs import PLATFORM
from bot.platforms.discord.sending.line import Line

BEFORE = timedelta(days=7)
"""How long before the very first start a joining may lie: a bot is invited, then started. What it
joined earlier was served by an older version."""

_SINCE = "discord:joined:since"
_BOT_ADDED = 28


@dataclass
class Joining:
    """`request` gives what is to be recorded, `recorded` is told when it was. CoachErrors are the
    ledger's, other errors are not raised."""

    line: Line
    http: HTTPClient
    ledger: Ledger
    _since: datetime | None = field(default=None, init=False)

    async def request(self, guild: discord.Guild) -> Joined | None:
        """What greets whoever added us to a server; None where that was done, or is long ago."""
        me = guild.me
        if me is None or me.joined_at is None or me.joined_at < await self._first_start():
            return None
        key = f"{PLATFORM}:joined:{guild.id}:{me.joined_at.timestamp():.0f}"
        if await self.ledger.get(key) is not None:
            return None
        community = Community(PLATFORM, str(guild.id))
        installer = await self._installer(community, me)
        member = installer or Member(community, str(guild.owner_id))
        return Joined(
            key=key,
            member=member,
            place=Direct(member),
            language=_hint(guild),
            name=guild.name,
            owner=installer is None,
            fallback=_open_channel(guild, me),
        )

    async def recorded(self, joined: Joined) -> None:
        """Remember that it needs not be asked again."""
        await self.ledger.put(joined.key, joined.member.id)

    async def _first_start(self) -> datetime:
        if self._since is None:
            kept = await self.ledger.get(_SINCE)
            if kept is None:
                kept = (datetime.now(UTC) - BEFORE).isoformat()
                await self.ledger.put(_SINCE, kept)
            self._since = datetime.fromisoformat(kept)
        return self._since

    async def _installer(self, community: Community, me: discord.Member) -> Member | None:
        """Who added us, where the audit log is open to us; who may not read it asks for nothing,
        for each refusal counts towards a ban (D21)."""
        if not me.guild_permissions.view_audit_log:
            return None
        path = f"/guilds/{{guild_id}}/audit-logs?action_type={_BOT_ADDED}&limit=50"
        try:
            said = await self.line.send(self.http, Route("GET", path, guild_id=community.id))
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, CoachError):
            return None
        names = {one["id"]: one.get("global_name") or one["username"] for one in said["users"]}
        for one in said["audit_log_entries"]:
            if one["target_id"] == str(me.id) and one.get("user_id"):
                return Member(community, one["user_id"], names.get(one["user_id"], ""))
        return None


def _hint(guild: discord.Guild) -> str | None:
    """The language of a server; English is what Discord says of a server that chose none."""
    spoken = catalogue.language(guild.preferred_locale.value)
    return None if spoken == "en" else spoken


def _open_channel(guild: discord.Guild, me: discord.Member) -> str:
    """The id of the first channel where we may speak, that for the server's own messages before
    others; empty where there is none."""
    first = [guild.system_channel] if guild.system_channel else []
    for one in [*first, *guild.text_channels]:
        held = one.permissions_for(me)
        if held.view_channel and held.send_messages:
            return str(one.id)
    return ""

"""What the bot must be allowed on Discord, and where it is not."""

from collections.abc import Mapping
from dataclasses import dataclass

import discord

NEEDED: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "attach_files": "Attach Files",
}
"""The permissions that the coach needs, by the library's name, as Discord calls them."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A channel where the bot may not do all that it must, and which permissions are missing."""

    server: str
    channel: str
    permissions: tuple[str, ...]


def invite(application: int) -> str:
    """The address at which somebody adds the bot to a server, with what it needs and no more."""
    permissions = discord.Permissions(**dict.fromkeys(NEEDED, True)).value
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&integration_type=0&scope=bot+applications.commands&permissions={permissions}"
    )


def content_granted(flags: discord.ApplicationFlags) -> bool:
    """Whether the application may ask for the Message Content intent."""
    return flags.gateway_message_content or flags.gateway_message_content_limited


async def lacking(client: discord.Client) -> tuple[int, list[Lacking]]:
    """How many channels were looked at, and those where something is missing.

    `client` is logged in; it needs no gateway. The errors are the library's.
    """
    me_id = client.user.id if client.user else 0
    looked, found = 0, []
    async for partial in client.fetch_guilds(limit=None, with_counts=False):
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(me_id)
        for channel in await guild.fetch_channels():
            if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
                continue
            looked += 1
            held = channel.permissions_for(me)
            missing = tuple(shown for name, shown in NEEDED.items() if not getattr(held, name))
            if missing:
                found.append(Lacking(guild.name, channel.name, missing))
    return looked, found

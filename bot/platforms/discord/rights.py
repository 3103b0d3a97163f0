"""What the bot must be allowed on Discord, and where it is not."""

from collections.abc import Mapping, Sequence
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

Home = discord.TextChannel | discord.ForumChannel
"""Where questions may be asked."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A channel where the bot may not do all that it must, and which permissions are missing."""

    server: str
    channel: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in how many `channels`; `hidden` are those that the bot does not see, which
    may be meant so."""

    channels: int = 0
    lacking: Sequence[Lacking] = ()
    hidden: Sequence[Lacking] = ()


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


def missing(channel: Home, me: discord.Member) -> tuple[str, ...]:
    """The permissions that the bot lacks in a channel, as Discord calls them there. In a forum a
    post is opened with that of writing, which has another name there, and no further one."""
    held = channel.permissions_for(me)
    needed = dict(NEEDED)
    if isinstance(channel, discord.ForumChannel):
        needed |= {"send_messages": "Create Posts"}
        del needed["create_public_threads"]
    return tuple(shown for name, shown in needed.items() if not getattr(held, name))


async def lacking(client: discord.Client) -> Looked:
    """Look at every channel where questions may be asked.

    `client` is logged in; it needs no gateway. The errors are the library's.
    """
    me_id = client.user.id if client.user else 0
    looked = 0
    found: list[Lacking] = []
    hidden: list[Lacking] = []
    async for partial in client.fetch_guilds(limit=None, with_counts=False):
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(me_id)
        for channel in await guild.fetch_channels():
            if not isinstance(channel, Home):
                continue
            looked += 1
            if lacks := missing(channel, me):
                unseen = NEEDED["view_channel"] in lacks
                (hidden if unseen else found).append(Lacking(guild.name, channel.name, lacks))
    return Looked(looked, found, hidden)

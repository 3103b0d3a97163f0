"""Posts in a forum: each is a thread together with its first message, and Discord knows no nonce
for it. So one that may have been made is looked for before another is."""

import discord
from discord.http import Route

from bot.core.chat import Channel, Thread
from bot.platforms.discord.sending.line import Payload, Unsure
from bot.platforms.discord.sending.messages import Messages, carries, marked

ARCHIVED_AFTER = 1440
"""Minutes without a word after which a thread leaves the list; a word takes it back."""
_TRIES = 4


async def post(messages: Messages, channel: Channel, payload: Payload, title: str, key: str) -> str:
    """The id of the post of a key, which is made where there is none."""
    row = _row(key)
    known = await messages.known(row)
    if known is not None and known != "?0":
        return known
    if known is None:
        await messages.keep(row, "?0")
        made = None
    else:
        made = await _find(messages, channel, key)
    for _ in range(_TRIES):
        if made is None:
            made = await _make(messages, channel, marked(payload, key), title)
        if made is None:
            await messages.line.sleep(1.0)
            made = await _find(messages, channel, key)
        if made is not None:
            await messages.keep(row, made)
            return made
    raise Unsure


async def standing(messages: Messages, channel: Channel, key: str) -> Thread | None:
    """The post that was made under a key; None where it is not known to have been."""
    known = await messages.known(_row(key))
    return Thread(channel, known) if known and known != "?0" else None


async def posted(messages: Messages, key: str) -> bool:
    """Whether what was said under a key is a post."""
    return await messages.known(_row(key)) is not None


async def _make(messages: Messages, channel: Channel, payload: Payload, title: str) -> str | None:
    """The id of a new post; None where it is not known whether it was made."""
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=channel.id)
    body = {"name": title, "auto_archive_duration": ARCHIVED_AFTER, "message": payload}
    try:
        return str((await messages.line.send(messages.http, route, body, once=True))["id"])
    except Unsure:
        return None


async def _find(messages: Messages, channel: Channel, key: str) -> str | None:
    """The active post of a forum whose first message carries the key."""
    route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=channel.community.id)
    for one in (await messages.line.send(messages.http, route))["threads"]:
        if str(one.get("parent_id")) != channel.id:
            continue
        first = Route(
            "GET",
            "/channels/{channel_id}/messages/{message_id}",
            channel_id=one["id"],
            message_id=one["id"],
        )
        try:
            if carries(await messages.line.send(messages.http, first), key):
                return str(one["id"])
        except discord.NotFound:  # somebody deleted it
            continue
    return None


def _row(key: str) -> str:
    return f"{key}:post"

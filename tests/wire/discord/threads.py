"""Threads of the local REST API: from a message (D14), of their own, in a forum, and their rest."""

from tests.wire.discord.desk import GUILDS, Ask, Desk, Refused, Routes
from tests.wire.discord.messages import make
from tests.wire.discord.payloads import of_channel, of_message
from tests.wire.discord.permits import Permit
from tests.wire.discord.world import (
    DM,
    FORUM,
    HAS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    Json,
)


def _room(desk: Desk, parent: Channel) -> None:
    if parent.kind == DM or parent.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    assert parent.guild is not None
    if len(desk.world.threads(parent.guild)) >= desk.rules.active_threads:
        raise Refused(400, 160006, "Maximum number of active threads reached")


def _begin(desk: Desk, parent: Channel, id_: int, body: Json, kind: int = PUBLIC_THREAD) -> Channel:
    thread = desk.world.thread(parent, id_, str(body["name"]), desk.world.bot, kind)
    thread.archive_after = int(body.get("auto_archive_duration") or 1440)
    thread.applied_tags = [str(one) for one in body.get("applied_tags") or []]
    desk.tell("THREAD_CREATE", of_channel(thread) | {"newly_created": True}, parent.guild, GUILDS)
    return thread


async def thread(desk: Desk, ask: Ask) -> Json:
    """From a message: the thread has the message's id, and there is one at most (D14)."""
    parent = desk.channel(ask.id("channel"), Permit.CREATE_PUBLIC_THREADS)
    message = desk.message(parent, ask.id("message"))
    if message.thread is not None:
        raise Refused(400, 160004, "A thread has already been created for this message")
    _room(desk, parent)
    message.thread = _begin(desk, parent, message.id, ask.body)
    message.flags |= HAS_THREAD
    desk.tell_message("MESSAGE_UPDATE", message)
    return of_channel(message.thread)


async def forum(desk: Desk, ask: Ask) -> Json:
    """A thread of its own; in a forum, with its first message, which has the thread's id."""
    parent = desk.channel(ask.id("channel"))
    _room(desk, parent)
    if parent.kind != FORUM:
        private = ask.body.get("type", PRIVATE_THREAD) == PRIVATE_THREAD
        permit = Permit.CREATE_PRIVATE_THREADS if private else Permit.CREATE_PUBLIC_THREADS
        desk.channel(parent.id, permit)
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        return of_channel(_begin(desk, parent, desk.world.clock.snowflake(), ask.body, kind))
    desk.channel(parent.id, Permit.SEND_MESSAGES)
    begun = _begin(desk, parent, desk.world.clock.snowflake(), ask.body)
    first = make(desk, begun, desk.world.bot, ask.body["message"], ask.files, id_=begun.id)
    return of_channel(begun) | {"message": of_message(first)}


async def change_channel(desk: Desk, ask: Ask) -> Json:
    """A thread's name, archive and lock; an archived one takes nothing else."""
    channel = desk.channel(ask.id("channel"))
    if not channel.is_thread:
        desk.channel(channel.id, Permit.MANAGE_CHANNELS)
    elif channel.owner is not desk.world.bot or "locked" in ask.body:
        desk.channel(channel.id, Permit.MANAGE_THREADS)
    if channel.archived and ask.body.get("archived", True):
        raise Refused(400, 50083, "Thread is archived")
    channel.name = ask.body.get("name", channel.name)
    channel.archived = ask.body.get("archived", channel.archived)
    channel.locked = ask.body.get("locked", channel.locked)
    channel.archive_after = ask.body.get("auto_archive_duration", channel.archive_after)
    channel.active = desk.world.clock.now()
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    desk.tell(event, of_channel(channel), channel.guild, GUILDS)
    return of_channel(channel)


async def join(desk: Desk, ask: Ask) -> None:
    channel = desk.channel(ask.id("channel"))
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")
    channel.members.add(desk.world.bot.id)


async def active(desk: Desk, ask: Ask) -> Json:
    threads = desk.world.threads(desk.guild(ask.id("guild")))
    return {"threads": [of_channel(one) for one in threads], "members": []}


async def archived(desk: Desk, ask: Ask) -> Json:
    """Archived threads are told to nobody: who wants them asks (D18)."""
    parent = desk.channel(ask.id("channel"), Permit.READ_MESSAGE_HISTORY)
    threads = parent.guild.threads if parent.guild else []
    for one in threads:
        desk.world.rest(one)
    found = [one for one in threads if one.parent is parent and one.archived]
    found.sort(key=lambda one: one.active, reverse=True)
    return {"threads": [of_channel(one) for one in found], "members": [], "has_more": False}


ROUTES: Routes = {
    "thread": ("POST", "/channels/{channel}/messages/{message}/threads", thread),
    "forum": ("POST", "/channels/{channel}/threads", forum),
    "change_channel": ("PATCH", "/channels/{channel}", change_channel),
    "join_thread": ("PUT", "/channels/{channel}/thread-members/@me", join),
    "active_threads": ("GET", "/guilds/{guild}/threads/active", active),
    "archived_threads": ("GET", "/channels/{channel}/threads/archived/public", archived),
}

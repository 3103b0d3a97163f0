"""Messages of the local REST API: made, changed, read, taken away."""

import time
from collections.abc import Mapping

from tests.wire.discord.clock import born
from tests.wire.discord.desk import Ask, Desk, Refused, Routes
from tests.wire.discord.payloads import of_channel, of_message
from tests.wire.discord.permits import Permit
from tests.wire.discord.world import (
    COMPONENTS_V2,
    FORUM,
    LOADING,
    Channel,
    Interaction,
    Json,
    Message,
    User,
)


def attach(desk: Desk, body: Json, files: Mapping[str, bytes]) -> list[Json]:
    """The attachments of a new message: each file with what the body says of it."""
    said = {str(one.get("id")): one for one in body.get("attachments") or []}
    made = []
    for index, (name, data) in enumerate(files.items()):
        id_ = desk.world.clock.snowflake()
        desk.files[id_] = data
        url = f"{desk.base}/attachments/{id_}/{name}"
        about = said.get(str(index), {})
        made.append(
            {
                "id": str(id_),
                "filename": name,
                "description": about.get("description"),
                "size": len(data),
                "url": url,
                "proxy_url": url,
            }
        )
    return made


def make(
    desk: Desk,
    channel: Channel,
    author: User,
    body: Json,
    files: Mapping[str, bytes],
    *,
    id_: int | None = None,
    interaction: Interaction | None = None,
    only_to: User | None = None,
    reply_to: Message | None = None,
) -> Message:
    """A new message, told to the gateway unless only one person sees it."""
    flags = int(body.get("flags") or 0)
    message = Message(
        id_ or desk.world.clock.snowflake(),
        channel,
        author,
        (body.get("content") or "").strip(),
        body.get("embeds") or [],
        body.get("components") or [],
        attach(desk, body, files),
        flags,
        str(body["nonce"]) if body.get("nonce") is not None else None,
        reply_to=reply_to,
        interaction=interaction,
        only_to=only_to,
    )
    message.versions.append((time.monotonic(), message.text))
    channel.messages[message.id] = message
    channel.active = desk.world.clock.now()
    if only_to is None:
        desk.tell_message("MESSAGE_CREATE", message)
    return message


def change(desk: Desk, message: Message, body: Json, files: Mapping[str, bytes]) -> Message:
    """Change what the body names of a message; what it does not name stays."""
    v2 = (int(body.get("flags") or 0) | message.flags) & COMPONENTS_V2
    content = body.get("content", message.content)
    embeds = body.get("embeds", message.embeds)
    if v2 and (content or embeds):
        raise Refused(400, 50035, "content or embeds stay beside Components V2", row="D11")
    message.flags = (message.flags | v2) & ~LOADING
    message.content, message.embeds = (content or "").strip(), embeds or []
    if "components" in body:
        message.components = body["components"] or []
    if "attachments" in body:
        kept = {str(one.get("id")) for one in body["attachments"] or []}
        message.attachments = [one for one in message.attachments if one["id"] in kept]
    message.attachments = message.attachments + attach(desk, body, files)
    message.edited = desk.world.clock.now()
    message.versions.append((time.monotonic(), message.text))
    if message.only_to is None:
        desk.tell_message("MESSAGE_UPDATE", message)
    return message


def remove(desk: Desk, message: Message) -> None:
    """Take a message away."""
    message.deleted = True
    message.channel.messages.pop(message.id, None)
    if message.only_to is None:
        desk.tell_message("MESSAGE_DELETE", message)


def wake(desk: Desk, channel: Channel) -> None:
    """Saying something takes a thread out of the archive, unless it is locked (D16)."""
    if not channel.archived:
        return
    if channel.locked:
        raise Refused(400, 160005, "Thread is locked")
    channel.archived, channel.active = False, desk.world.clock.now()
    desk.tell("THREAD_UPDATE", of_channel(channel), channel.guild, 1)


async def post(desk: Desk, ask: Ask) -> Json:
    channel = desk.channel(ask.id("channel"))
    speak = Permit.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permit.SEND_MESSAGES
    desk.channel(channel.id, speak, *([Permit.ATTACH_FILES] if ask.files else []))
    if channel.kind == FORUM:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if channel.person is not None and channel.person.dms_closed:
        raise Refused(403, 50007, "Cannot send messages to this user")
    bot, now, nonce = desk.world.bot, desk.world.clock.now(), ask.body.get("nonce")
    enforced = nonce is not None and ask.body.get("enforce_nonce")
    if enforced:
        at, before = desk.nonces.get((bot.id, str(nonce)), (0.0, None))
        if before is not None and now - at <= desk.rules.nonce_window:
            return of_message(before)
    wake(desk, channel)
    reply = ask.body.get("message_reference")
    answered = channel.messages.get(int(reply["message_id"])) if reply else None
    if reply and answered is None and reply.get("fail_if_not_exists", True):
        raise Refused(400, 50035, "Unknown message")
    message = make(desk, channel, bot, ask.body, ask.files, reply_to=answered)
    if enforced:
        desk.nonces[bot.id, str(nonce)] = now, message
    return of_message(message)


async def edit(desk: Desk, ask: Ask) -> Json:
    channel = desk.channel(ask.id("channel"))
    message = desk.message(channel, ask.id("message"))
    if message.author is not desk.world.bot:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")
    if desk.world.clock.now() - born(message.id) > 3600 and desk.rules.old_edits is not None:
        if desk.rules.old_edits <= 0:
            raise Refused(429, 30046, "Maximum number of edits to messages older than 1 hour")
        desk.rules.old_edits -= 1
    return of_message(change(desk, message, ask.body, ask.files))


async def get(desk: Desk, ask: Ask) -> Json:
    channel = desk.channel(ask.id("channel"), Permit.READ_MESSAGE_HISTORY)
    return _read(desk, desk.message(channel, ask.id("message")))


async def history(desk: Desk, ask: Ask) -> list[Json]:
    """Newest first, as Discord does; of `before`, `after` and `around` an id, at most `limit`."""
    channel = desk.channel(ask.id("channel"), Permit.READ_MESSAGE_HISTORY)
    limit = int(ask.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise Refused(400, 50035, "limit is 1 to 100")
    shown = sorted((m for m in channel.messages.values() if m.only_to is None), key=lambda m: m.id)
    if "before" in ask.query:
        shown = [one for one in shown if one.id < int(ask.query["before"])]
    if "around" in ask.query:
        middle = int(ask.query["around"])
        shown = sorted(sorted(shown, key=lambda m: abs(m.id - middle))[:limit], key=lambda m: m.id)
    if "after" in ask.query:
        shown = [one for one in shown if one.id > int(ask.query["after"])][:limit]
    return [_read(desk, one) for one in reversed(shown[-limit:])]


def _read(desk: Desk, message: Message) -> Json:
    return of_message(message, readable=desk.readable(message, desk.rules.content_granted))


async def delete(desk: Desk, ask: Ask) -> None:
    channel = desk.channel(ask.id("channel"))
    message = desk.message(channel, ask.id("message"))
    if message.author is not desk.world.bot:
        desk.channel(channel.id, Permit.MANAGE_MESSAGES)
    remove(desk, message)


async def typing(desk: Desk, ask: Ask) -> None:
    desk.channel(ask.id("channel"))


async def react(desk: Desk, ask: Ask) -> None:
    channel = desk.channel(ask.id("channel"), Permit.ADD_REACTIONS)
    desk.message(channel, ask.id("message"))


_ONE = "/channels/{channel}/messages/{message}"
ROUTES: Routes = {
    "post": ("POST", "/channels/{channel}/messages", post),
    "history": ("GET", "/channels/{channel}/messages", history),
    "edit": ("PATCH", _ONE, edit),
    "get": ("GET", _ONE, get),
    "delete": ("DELETE", _ONE, delete),
    "typing": ("POST", "/channels/{channel}/typing", typing),
    "react": ("PUT", _ONE + "/reactions/{emoji}/@me", react),
}

"""What people do with what was said: change it, take it back, send files, say it again to all.

The payloads follow the shapes that Slack documents for `message` and its subtypes.
"""

from typing import Any

from tests.wire.slack.delivery import Asked
from tests.wire.slack.people import People
from tests.wire.slack.world import Channel, Json, Message, User


async def edited(people: People, message: Message, text: str) -> Asked:
    """Its author changes a message."""
    before = _shown(message)
    message.text, message.edited = text, True
    message.kept()
    told = {"message": _shown(message), "previous_message": before, "hidden": True}
    return await _about(people, message, "message_changed", told)


async def unfurled(people: People, message: Message) -> Asked:
    """Slack shows what a link in a message leads to: a change, too, and nobody's."""
    shown = {**_shown(message), "attachments": [{"id": 1, "title": "A page"}]}
    told = {"message": shown, "previous_message": _shown(message), "hidden": True}
    return await _about(people, message, "message_changed", told)


async def deleted(people: People, message: Message) -> Asked:
    """Its author takes a message back."""
    message.deleted = True
    told = {"deleted_ts": message.ts, "previous_message": _shown(message), "hidden": True}
    return await _about(people, message, "message_deleted", told)


async def sent(
    people: People,
    channel: Channel,
    text: str,
    user: User | None = None,
    *,
    thread: Message | None = None,
    **more: Any,
) -> Asked:
    """Write a message with something more in it: a subtype, files, a bot's id."""
    author = user or people.ann
    root = (thread.thread_ts or thread.ts) if thread else None
    message = people.world.put(channel, author, text, thread_ts=root)
    told = _shown(message) | {"type": "message", "event_ts": message.ts} | more
    asked = await people._event(_placed(channel, told), author)
    asked.message = message
    return asked


def file(name: str, kind: str = "text") -> Json:
    """A file as a message shows it."""
    return {"id": "F012AB3CDE", "name": name, "filetype": kind, "mode": "hosted", "size": 120}


def _shown(message: Message) -> Json:
    told = message.shown() | {"client_msg_id": "5f8c1d2e-0000-4000-8000-000000000000"}
    root = message.channel.messages.get(message.thread_ts or "")
    return told | ({"parent_user_id": root.author.id} if root else {})


def _placed(channel: Channel, told: Json) -> Json:
    return {**told, "channel": channel.id, "channel_type": "im" if channel.person else "channel"}


async def _about(people: People, message: Message, subtype: str, told: Json) -> Asked:
    ts = people.world.ts()
    event = {"type": "message", "subtype": subtype, "ts": ts, "event_ts": ts, **told}
    return await people._event(_placed(message.channel, event), message.author)

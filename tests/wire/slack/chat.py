"""The methods of a local Slack about messages: posted, changed, deleted, streamed."""

from tests.wire.slack.world import Channel, Json, Message, Refused, World


def channel_of(world: World, body: Json) -> Channel:
    """The channel that a call names; a person's id stands for the conversation with them."""
    named = str(body.get("channel") or body.get("channel_id") or "")
    if named in world.users and not world.users[named].bot:
        return world.direct(world.users[named])
    channel = world.channels.get(named)
    if channel is None:
        raise Refused("channel_not_found")
    return channel


def _own(world: World, body: Json, error: str) -> Message:
    message = channel_of(world, body).messages.get(str(body.get("ts")))
    if message is None or message.deleted or message.only_to is not None:
        raise Refused("message_not_found")
    if message.author is not world.bot:
        raise Refused(error)
    return message


def _told(message: Message) -> Json:
    told = {"channel": message.channel.id, "ts": message.ts}
    return {**told, "message": message.shown(metadata=True)}


def post(world: World, body: Json) -> Json:
    """chat.postMessage"""
    channel = channel_of(world, body)
    if not channel.has_bot:
        raise Refused("not_in_channel")
    thread = body.get("thread_ts")
    text = body.get("text") or body.get("markdown_text") or ""
    more = {"blocks": body.get("blocks") or [], "metadata": body.get("metadata")}
    name = str(body.get("client_msg_id") or "")
    for one in channel.messages.values() if name and world.rules.knows_client_ids else ():
        if one.client_id == name and one.deleted:
            raise Refused("duplicate_message_not_found")
        if one.client_id == name:
            return _told(one)
    return _told(world.put(channel, world.bot, text, thread_ts=thread, client_id=name, **more))


def post_ephemeral(world: World, body: Json) -> Json:
    """chat.postEphemeral"""
    user = world.users.get(str(body.get("user")))
    if user is None:
        raise Refused("user_not_in_channel")
    channel, blocks = channel_of(world, body), body.get("blocks") or []
    thread, text = body.get("thread_ts"), body.get("text") or body.get("markdown_text") or ""
    one = world.put(channel, world.bot, text, blocks=blocks, thread_ts=thread, only_to=user)
    return {"message_ts": one.ts}


def update(world: World, body: Json) -> Json:
    """chat.update: what is not given stays, but blocks go when a text comes alone."""
    message = _own(world, body, "cant_update_message")
    if message.stream == "open" and not _dead(world, message):
        raise Refused("streaming_state_conflict")
    text = body.get("text") or body.get("markdown_text")
    if text is not None:
        message.text = text
    if text is not None or "blocks" in body:
        message.blocks = body.get("blocks") or []
    message.metadata = body.get("metadata", message.metadata)
    message.edited = True
    message.kept()
    return {**_told(message), "text": message.text}


def delete(world: World, body: Json) -> Json:
    """chat.delete"""
    message = _own(world, body, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel.id, "ts": message.ts}


def permalink(world: World, body: Json) -> Json:
    """chat.getPermalink"""
    channel, ts = channel_of(world, body), str(body.get("message_ts"))
    if ts not in channel.messages:
        raise Refused("message_not_found")
    where = f"archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{world.team.lower()}.slack.com/{where}"}


def _said(body: Json) -> str:
    chunks = body.get("chunks") or []
    marked = [str(one.get("text", "")) for one in chunks if one.get("type") == "markdown_text"]
    return str(body.get("markdown_text") or "") + "".join(marked)


def _blocks(body: Json) -> list[Json]:
    """The blocks that come as a piece of a stream."""
    return [each for one in body.get("chunks") or [] for each in one.get("blocks") or ()]


def _dead(world: World, message: Message) -> bool:
    return world.clock.now() - message.stream_began > world.rules.stream


def _streaming(world: World, body: Json) -> Message:
    message = _own(world, body, "message_not_owned_by_app")
    if message.stream == "open" and _dead(world, message):
        message.stream = "closed"
    if message.stream != "open":
        raise Refused("message_not_in_streaming_state")
    return message


def start_stream(world: World, body: Json) -> Json:
    """chat.startStream: always a reply, and in a channel for somebody (S14)."""
    channel = channel_of(world, body)
    if not body.get("thread_ts"):
        raise Refused("invalid_arguments", "S14")
    if channel.person is None:
        for key in ("recipient_user_id", "recipient_team_id"):
            if not body.get(key):
                raise Refused(f"missing_{key}", "S14")
    one = world.put(channel, world.bot, _said(body), thread_ts=body["thread_ts"], stream="open")
    one.stream_began = world.clock.now()
    one.blocks = _blocks(body)
    return {"channel": channel.id, "ts": one.ts}


def append_stream(world: World, body: Json) -> Json:
    """chat.appendStream"""
    message = _streaming(world, body)
    message.text += _said(body)
    message.kept()
    return {"channel": message.channel.id, "ts": message.ts}


def stop_stream(world: World, body: Json) -> Json:
    """chat.stopStream"""
    message = _streaming(world, body)
    message.text += _said(body)
    message.blocks = body.get("blocks") or []
    message.metadata = body.get("metadata", message.metadata)
    message.stream = "closed"
    message.kept()
    return _told(message)


METHODS = {
    "chat.postMessage": post,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.startStream": start_stream,
    "chat.appendStream": append_stream,
    "chat.stopStream": stop_stream,
}

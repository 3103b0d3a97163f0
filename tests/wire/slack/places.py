"""The methods of a local Slack about what is around messages: channels, people, views, files."""

from tests.wire.slack.chat import channel_of
from tests.wire.slack.world import File, Json, Message, Refused, User, View, World


def _flag(body: Json, key: str) -> bool:
    return str(body.get(key, "")).lower() in ("1", "true")


def auth_test(world: World, body: Json) -> Json:
    """auth.test"""
    bot: Json = {"user": "coach", "user_id": world.bot.id, "bot_id": "B" + world.bot.id[1:]}
    bot |= {"is_enterprise_install": True} if world.rules.organisation else {}
    return {**bot, "team": world.name, "team_id": world.team, "url": f"{world.base}/"}


def open_direct(world: World, body: Json) -> Json:
    """conversations.open"""
    user = world.users.get(str(body.get("users")))
    if user is None or user.bot:
        raise Refused("user_not_found")
    if user.elsewhere:
        raise Refused("user_not_visible")
    return {"channel": {"id": world.direct(user).id}}


def info(world: World, body: Json) -> Json:
    """conversations.info"""
    one = channel_of(world, body)
    told: Json = {"id": one.id, "name": one.name, "is_im": one.person is not None}
    told |= {"user": one.person.id} if one.person else {}
    told |= {"creator": one.maker.id} if one.maker else {}
    return {"channel": {**told, "is_channel": one.person is None, "is_member": one.has_bot}}


def _page(world: World, body: Json, found: list[Message]) -> Json:
    oldest, latest = str(body.get("oldest") or "0"), str(body.get("latest") or "9" * 10)
    inclusive = _flag(body, "inclusive")
    kept = [
        one
        for one in found
        if not one.deleted
        and one.only_to is None
        and (oldest < one.ts < latest or (inclusive and one.ts in (oldest, latest)))
    ]
    start, most = int(body.get("cursor") or 0), min(int(body.get("limit") or 100), 999)
    page, more = kept[start : start + most], len(kept) > start + most
    metadata = _flag(body, "include_all_metadata")
    told = [one.shown(metadata=metadata) for one in page]
    after = {"next_cursor": str(start + most) if more else ""}
    return {"messages": told, "has_more": more, "response_metadata": after}


def history(world: World, body: Json) -> Json:
    """conversations.history: the newest first, replies left out."""
    messages = channel_of(world, body).messages.values()
    found = [one for one in messages if one.thread_ts in (None, one.ts)]
    return _page(world, body, found[::-1])


def replies(world: World, body: Json) -> Json:
    """conversations.replies: a message, then its replies in order."""
    messages, root = channel_of(world, body).messages, str(body.get("ts"))
    if root not in messages:
        raise Refused("thread_not_found")
    return _page(world, body, [one for one in messages.values() if root in (one.ts, one.thread_ts)])


def user_info(world: World, body: Json) -> Json:
    """users.info"""
    user = world.users.get(str(body.get("user")))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.shown}


def _rows(body: Json, key: str, rows: list[Json]) -> Json:
    start, most = int(body.get("cursor") or 0), min(int(body.get("limit") or 100), 1000)
    after = str(start + most) if len(rows) > start + most else ""
    return {key: rows[start : start + most], "response_metadata": {"next_cursor": after}}


def bot_info(world: World, body: Json) -> Json:
    """bots.info"""
    if body.get("bot") != "B" + world.bot.id[1:]:
        raise Refused("bot_not_found")
    return {"bot": {"id": body["bot"], "app_id": world.app, "user_id": world.bot.id}}


def users(world: World, body: Json) -> Json:
    """users.list"""
    return _rows(body, "members", [one.shown for one in world.users.values()])


def groups(world: World, body: Json) -> Json:
    """usergroups.list"""
    rows = [{"id": id_, "name": name, "handle": name.lower()} for id_, name in world.groups]
    return {"usergroups": rows}


def channels(world: World, body: Json) -> Json:
    """conversations.list: the public channels, and private ones that the bot is in."""
    rows = [
        {"id": one.id, "name": one.name, "is_channel": True, "is_member": one.has_bot}
        for one in world.channels.values()
        if one.person is None
    ]
    return _rows(body, "channels", rows)


def _triggered(world: World, body: Json) -> User:
    trigger = str(body.get("trigger_id"))
    if trigger in world.used_triggers:
        raise Refused("exchanged_trigger_id", "S2")
    if trigger not in world.triggers:
        raise Refused("invalid_trigger_id", "S2")
    born, user = world.triggers[trigger]
    if world.clock.now() - born > world.rules.trigger:
        raise Refused("expired_trigger_id", "S2")
    world.used_triggers.add(trigger)
    return user


def open_view(world: World, body: Json) -> Json:
    """views.open: once for a trigger id, within its three seconds (S2)."""
    user = _triggered(world, body)
    one = View(world.id("V"), body["view"], user, str(body["trigger_id"]))
    world.views[one.id] = one
    return {"view": one.shown}


def update_view(world: World, body: Json) -> Json:
    """views.update"""
    one = world.views.get(str(body.get("view_id")))
    if one is None:
        raise Refused("not_found")
    if body.get("hash") not in (None, str(one.hash)):
        raise Refused("hash_conflict")
    one.body, one.hash = body["view"], one.hash + 1
    return {"view": one.shown}


def publish(world: World, body: Json) -> Json:
    """views.publish: a person's Home."""
    user = world.users.get(str(body.get("user_id")))
    if user is None:
        raise Refused("user_not_found")
    one = world.homes.setdefault(user.id, View(world.id("V"), {}, user))
    if body.get("hash") not in (None, str(one.hash)):
        raise Refused("hash_conflict")
    one.body, one.hash = body["view"], one.hash + 1
    return {"view": one.shown}


def set_status(world: World, body: Json) -> Json:
    """assistant.threads.setStatus"""
    status = (str(body.get("thread_ts")), str(body.get("status") or ""))
    channel_of(world, body).statuses.append(status)
    return {}


def set_prompts(world: World, body: Json) -> Json:
    """assistant.threads.setSuggestedPrompts: four at most."""
    prompts = body.get("prompts") or []
    if not 1 <= len(prompts) <= 4 or any(not {"title", "message"} <= set(p) for p in prompts):
        raise Refused("invalid_arguments", "S17")
    channel_of(world, body).prompts = prompts
    return {}


def upload_url(world: World, body: Json) -> Json:
    """files.getUploadURLExternal"""
    one = File(world.id("F"), str(body.get("filename") or ""), int(body.get("length") or 0))
    if not one.name or not one.length:
        raise Refused("invalid_arguments")
    world.files[one.id] = one
    return {"upload_url": f"{world.base}/upload/{one.id}", "file_id": one.id}


def complete_upload(world: World, body: Json) -> Json:
    """files.completeUploadExternal: shows the files in a channel, when one is named."""
    told = []
    for each in body.get("files") or []:
        one = world.files.get(str(each.get("id")))
        if one is None or one.data is None:
            raise Refused("file_not_found")
        told.append({"id": one.id, "name": one.name, "title": each.get("title") or one.name})
    if body.get("channel_id"):
        text, thread = body.get("initial_comment") or "", body.get("thread_ts")
        world.put(channel_of(world, body), world.bot, text, files=told, thread_ts=thread)
    return {"files": told}


METHODS = {
    "auth.test": auth_test,
    "bots.info": bot_info,
    "conversations.open": open_direct,
    "conversations.info": info,
    "conversations.list": channels,
    "conversations.history": history,
    "conversations.replies": replies,
    "usergroups.list": groups,
    "users.info": user_info,
    "users.list": users,
    "views.open": open_view,
    "views.update": update_view,
    "views.publish": publish,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete_upload,
}

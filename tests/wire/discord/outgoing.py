"""A request taken apart for the table of limits: which of its parts is a message, a form, …"""

from collections.abc import Callable, Mapping

from tests.wire.discord.desk import Ask, Desk
from tests.wire.discord.interactions import FORM, OFFER, SAY, UPDATE
from tests.wire.discord.limits import Outgoing
from tests.wire.discord.world import COMPONENTS_V2, FORUM, Message


def _flagged(message: Message | None) -> bool:
    return message is not None and bool(message.flags & COMPONENTS_V2)


def _sizes(ask: Ask) -> Mapping[str, int]:
    return {name: len(data) for name, data in ask.files.items()}


def _post(desk: Desk, ask: Ask) -> Outgoing:
    return Outgoing("post", message=ask.body, files=_sizes(ask))


def _edit(desk: Desk, ask: Ask) -> Outgoing:
    channel = desk.world.channels.get(ask.id("channel"))
    message = channel.messages.get(ask.id("message")) if channel else None
    v2 = _flagged(message)
    return Outgoing("edit", "edit", v2=v2, message=ask.body, files=_sizes(ask))


def _by_token(desk: Desk, ask: Ask) -> Outgoing:
    one = desk.world.interactions.get(ask.params["token"])
    known = [*one.followups, one.original] if one else []
    if ask.route == "original":
        message = one.original if one else None
    else:
        named = ask.params["message"]
        message = next((each for each in known if each and str(each.id) == named), None)
    v2, sizes = _flagged(message), _sizes(ask)
    return Outgoing(ask.route, "edit", nonces=False, v2=v2, message=ask.body, files=sizes)


def _followup(desk: Desk, ask: Ask) -> Outgoing:
    return Outgoing("followup", nonces=False, message=ask.body, files=_sizes(ask))


def _callback(desk: Desk, ask: Ask) -> Outgoing:
    kind, data = ask.body.get("type"), ask.body.get("data") or {}
    if kind == FORM:
        return Outgoing("callback", modal=data)
    if kind == OFFER:
        return Outgoing("callback", choices=data.get("choices") or [])
    if kind == SAY:
        return Outgoing("callback", nonces=False, message=data, files=_sizes(ask))
    if kind == UPDATE:
        one = desk.world.interactions.get(ask.params["token"])
        v2, sizes = _flagged(one.message if one else None), _sizes(ask)
        return Outgoing("callback", "edit", nonces=False, v2=v2, message=data, files=sizes)
    return Outgoing("callback")


def _thread(desk: Desk, ask: Ask) -> Outgoing:
    return Outgoing("thread", thread=ask.body)


def _forum(desk: Desk, ask: Ask) -> Outgoing:
    channel = desk.world.channels.get(ask.id("channel"))
    in_forum = channel is not None and channel.kind == FORUM
    message = (ask.body.get("message") or {}) if in_forum else None
    sizes = _sizes(ask)
    return Outgoing("forum", nonces=False, thread=ask.body, message=message, files=sizes)


def _channel(desk: Desk, ask: Ask) -> Outgoing:
    return Outgoing("change_channel", "edit", thread=ask.body)


def _commands(desk: Desk, ask: Ask) -> Outgoing:
    return Outgoing(ask.route, commands=ask.body if isinstance(ask.body, list) else [ask.body])


_OF: Mapping[str, Callable[[Desk, Ask], Outgoing]] = {
    "post": _post,
    "edit": _edit,
    "original": _by_token,
    "edit_followup": _by_token,
    "followup": _followup,
    "callback": _callback,
    "thread": _thread,
    "forum": _forum,
    "change_channel": _channel,
    "sync": _commands,
    "register": _commands,
    "sync_of_guild": _commands,
    "register_of_guild": _commands,
}


def outgoing(desk: Desk, ask: Ask) -> Outgoing | None:
    """What a request carries of what the table bounds; None when nothing."""
    take = _OF.get(ask.route)
    return take(desk, ask) if take else None

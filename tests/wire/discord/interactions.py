"""What an application answers to an interaction: the callback, its original, follow-ups (D1-D3)."""

import time

from tests.wire.discord.desk import Ask, Desk, Refused, Routes
from tests.wire.discord.messages import change, make, remove
from tests.wire.discord.payloads import of_message
from tests.wire.discord.world import EPHEMERAL, LOADING, Interaction, Json, Message

COMMAND, COMPONENT, COMPLETION, SUBMITTED = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, OFFER, FORM = 4, 5, 6, 7, 8, 9
FOLLOWUPS_OF_USER_INSTALL = 5


async def callback(desk: Desk, ask: Ask) -> Json | None:
    """The first answer: within three seconds, and one."""
    one = desk.world.interactions.get(ask.params["token"])
    late = one is not None and desk.world.clock.now() - one.born > desk.rules.answer_within
    if one is None or one.id != ask.id("interaction") or (late and one.callback is None):
        raise Refused(404, 10062, "Unknown interaction")
    kind, data = ask.body.get("type"), ask.body.get("data") or {}
    if one.callback is not None:
        row = "D3" if kind == FORM and one.callback != FORM else None
        raise Refused(400, 40060, "Interaction has already been acknowledged.", row=row)
    _fits(one, kind)
    if kind == DEFER and int(data.get("flags") or 0) & ~EPHEMERAL:
        raise Refused(400, 50035, "a deferral takes no flag but EPHEMERAL", row="D11")
    if kind in (SAY, DEFER):
        one.original = _say(desk, one, data, ask, loading=kind == DEFER)
    elif kind == UPDATE:
        assert one.message is not None
        one.original = change(desk, one.message, data, ask.files)
    elif kind == DEFER_UPDATE:
        one.original = one.message
    one.callback, one.answer = kind, data
    one.took = time.monotonic() - one.sent
    one.acknowledged.set()
    if ask.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _told(one, kind)


def _fits(one: Interaction, kind: object) -> None:
    """Whether an interaction may be answered in this way."""
    fitting = {SAY, DEFER, FORM}
    if one.kind == COMPLETION:
        fitting = {OFFER}
    elif one.kind == COMPONENT or (one.kind == SUBMITTED and one.message is not None):
        fitting |= {DEFER_UPDATE, UPDATE}
    if one.kind == SUBMITTED:
        fitting -= {FORM}
    if kind not in fitting:
        row = "D3" if kind == FORM else None
        raise Refused(400, 50035, f"callback {kind} for interaction {one.kind}", row=row)


def _say(desk: Desk, one: Interaction, data: Json, ask: Ask, *, loading: bool = False) -> Message:
    hidden = int(data.get("flags") or 0) & EPHEMERAL
    body = data | {"flags": hidden | LOADING} if loading else data
    return make(
        desk,
        one.channel,
        desk.world.bot,
        body,
        ask.files,
        interaction=one,
        only_to=one.user if hidden else None,
    )


def _told(one: Interaction, kind: int) -> Json:
    told: Json = {"id": str(one.id), "type": one.kind}
    answer: Json = {"interaction": told}
    if one.original is not None:
        told["response_message_id"] = str(one.original.id)
        told["response_message_loading"] = one.original.loading
        told["response_message_ephemeral"] = bool(one.original.flags & EPHEMERAL)
        if kind in (SAY, UPDATE):
            answer["resource"] = {"type": kind, "message": of_message(one.original)}
    return answer


def _by_token(desk: Desk, ask: Ask) -> Interaction:
    """The acknowledged interaction whose token still lives."""
    one = desk.world.interactions.get(ask.params["token"])
    if one is None or one.callback is None or ask.id("application") != desk.world.application:
        raise Refused(404, 10015, "Unknown Webhook")
    if desk.world.clock.now() - one.born > desk.rules.token_life:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return one


def _original(desk: Desk, ask: Ask) -> Message:
    message = _by_token(desk, ask).original
    if message is None or message.deleted:
        raise Refused(404, 10008, "Unknown Message")
    return message


async def original(desk: Desk, ask: Ask) -> Json:
    return of_message(change(desk, _original(desk, ask), ask.body, ask.files))


async def get_original(desk: Desk, ask: Ask) -> Json:
    return of_message(_original(desk, ask))


async def delete_original(desk: Desk, ask: Ask) -> None:
    remove(desk, _original(desk, ask))


async def followup(desk: Desk, ask: Ask) -> Json:
    """One more message; the first one after a deferral takes its place, seen by whom it was."""
    one = _by_token(desk, ask)
    if one.original is not None and one.original.loading:
        return of_message(change(desk, one.original, ask.body, ask.files))
    if one.user_installed and len(one.followups) >= FOLLOWUPS_OF_USER_INSTALL:
        raise Refused(400, 40094, "Maximum number of follow-up messages reached")
    message = _say(desk, one, ask.body, ask)
    one.followups.append(message)
    return of_message(message)


def _followup(desk: Desk, ask: Ask) -> Message:
    one = _by_token(desk, ask)
    for message in (*one.followups, one.original):
        if message is not None and message.id == ask.id("message") and not message.deleted:
            return message
    raise Refused(404, 10008, "Unknown Message")


async def get_followup(desk: Desk, ask: Ask) -> Json:
    return of_message(_followup(desk, ask))


async def edit_followup(desk: Desk, ask: Ask) -> Json:
    return of_message(change(desk, _followup(desk, ask), ask.body, ask.files))


async def delete_followup(desk: Desk, ask: Ask) -> None:
    remove(desk, _followup(desk, ask))


_HOOK = "/webhooks/{application}/{token}"
ROUTES: Routes = {
    "callback": ("POST", "/interactions/{interaction}/{token}/callback", callback),
    "original": ("PATCH", _HOOK + "/messages/@original", original),
    "get_original": ("GET", _HOOK + "/messages/@original", get_original),
    "delete_original": ("DELETE", _HOOK + "/messages/@original", delete_original),
    "followup": ("POST", _HOOK, followup),
    "get_followup": ("GET", _HOOK + "/messages/{message}", get_followup),
    "edit_followup": ("PATCH", _HOOK + "/messages/{message}", edit_followup),
    "delete_followup": ("DELETE", _HOOK + "/messages/{message}", delete_followup),
}

"""What Slack's payloads say: who did what, where, and by which key it is told from all else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.core.chat import Channel, Community, Direct, Home, Member, Place, Thread, address, place_at
from bot.platforms.slack.hearing.said import Said, said

Body = Mapping[str, Any]

PLATFORM = "slack"

Kind = Literal["command", "action", "form", "shortcut", "typing", "words", "home", "other"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a person did. `url` and `trigger` are the response_url and the trigger_id,
    secrets that let us answer; `message` is the `ts` of the message whose button was pressed,
    `thread` that of the thread it was done in; `home` says that it was done in a Home, `said` what
    was written, `foreign` that somebody is of another workspace, as far as Slack says it here."""

    kind: Kind
    key: str
    member: Member
    place: Place
    body: Body = field(repr=False)
    me: str = ""
    url: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)
    channel: str = ""
    thread: str = ""
    message: str = ""
    home: bool = False
    said: Said | None = None
    foreign: bool = False

    @property
    def team(self) -> str:
        """The workspace."""
        return self.member.community.id


def heard(body: Body, team: str, me: str = "") -> Heard | None:
    """What a payload says that a person did; None for what is not for us, or not by a person. `me`
    is our user in the team, where that is known."""
    if "command" in body:
        return _command(body, team)
    match body.get("type"):
        case "event_callback":
            return _event(body, team, me)
        case "block_actions":
            return _action(body, team)
        case "view_submission":
            return _form(body, team)
        case "shortcut" | "message_action":
            return _shortcut(body, team)
        case "block_suggestion":
            return _interactive("typing", body, team, f"{PLATFORM}:typing:{team}")
    return None


def moment(body: Body) -> float:
    """When something happened that Slack tells of, in seconds since 1970; 0 where it does not."""
    told = (body.get("event") or {}).get("ts") or body.get("event_time")
    try:
        return float(told or body.get("minute_rate_limited") or 0)
    except (TypeError, ValueError):
        return 0.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened, and in answer to what: a view carries it."""

    place: Place
    key: str
    home: bool = False

    def __str__(self) -> str:
        return json.dumps({"place": address(self.place), "key": self.key, "home": self.home})


def origin_of(view: Body, member: Member) -> Origin | None:
    """What a view of this member carries; None where that is not of ours."""
    try:
        told = json.loads(str(view.get("private_metadata") or "{}"))
        place = place_at(member.community, str(told["place"]))
        found = Origin(place, str(told["key"]), bool(told["home"]))
    except (ValueError, KeyError, TypeError):
        return None
    foreign = isinstance(place, Direct | Home) and place.member.id != member.id
    return None if foreign else found


def action_of(body: Body) -> Body:
    """The element that was used."""
    found: Sequence[Body] = body.get("actions") or ({},)
    return found[0]


def _command(body: Body, team: str) -> Heard:
    member = _member(team, body.get("user_id"), body.get("user_name"))
    channel = str(body.get("channel_id", ""))
    return Heard(
        kind="command",
        key=f"{PLATFORM}:command:{team}:{body.get('trigger_id', '')}",
        member=member,
        place=_place(member, channel, ""),
        body=body,
        url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
        channel=channel,
    )


def _action(body: Body, team: str) -> Heard | None:
    user = str((body.get("user") or {}).get("id", ""))
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id", ""))
    message = str(container.get("message_ts") or container.get("view_id") or "")
    moment = action_of(body).get("action_ts", "")
    key = f"{PLATFORM}:action:{team}:{channel or 'view'}:{message}:{user}:{moment}"
    return _interactive("action", body, team, key)


def _form(body: Body, team: str) -> Heard:
    view = body.get("view") or {}
    made = _interactive("form", body, team, f"{PLATFORM}:view:{team}:{view.get('id', '')}")
    began = origin_of(view, made.member)
    if began is None:
        return made
    place = began.place
    channel = place.channel.id if isinstance(place, Thread) else getattr(place, "id", "")
    thread = place.id if isinstance(place, Thread) else ""
    return replace(made, place=place, channel=str(channel), thread=thread, home=began.home)


def _shortcut(body: Body, team: str) -> Heard:
    key = f"{PLATFORM}:shortcut:{team}:{body.get('trigger_id', '')}"
    return _interactive("shortcut", body, team, key)


def _interactive(kind: Kind, body: Body, team: str, key: str) -> Heard:
    user = body.get("user") or {}
    member = _member(team, user.get("id"), user.get("username") or user.get("name"))
    channel = str((body.get("channel") or {}).get("id", ""))
    container, message = body.get("container") or {}, body.get("message") or {}
    fleeting = bool(container.get("is_ephemeral"))
    stamp = str(container.get("message_ts") or body.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    place: Place
    if channel:
        under = thread or (stamp if channel.startswith("D") and not fleeting else "")
        place = _place(member, channel, under)
    else:
        place = Direct(member)
    return Heard(
        kind=kind,
        key=key,
        member=member,
        place=place,
        body=body,
        url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
        channel=channel,
        thread=thread,
        message=stamp,
        home=(body.get("view") or {}).get("type") == "home",
        foreign=_is_foreign(user.get("team_id"), team),
    )


def _event(body: Body, team: str, me: str) -> Heard | None:
    event = body.get("event") or {}
    named = (str(one.get("user_id", "")) for one in body.get("authorizations") or ())
    me = me or next(named, "")
    if event.get("type") == "app_home_opened":
        user, channel = str(event.get("user") or ""), str(event.get("channel") or "")
        if not user or user == me:
            return None
        member = _member(team, user)
        key = f"{PLATFORM}:home:{team}:{body.get('event_id', '')}"
        return Heard("home", key, member, Home(member), body, me, channel=channel)
    one = said(event, me)
    if one is None:
        return None
    member = _member(team, one.by)
    return Heard(
        kind="words",
        key=f"{PLATFORM}:message:{team}:{one.channel}:{one.ts}",
        member=member,
        place=_place(member, one.channel, one.thread),
        body=body,
        me=me,
        channel=one.channel,
        thread=one.thread,
        message=one.ts,
        said=one,
        foreign=_is_foreign(one.team, team),
    )


def _is_foreign(theirs: Any, team: str) -> bool:
    """Whether Slack says that somebody is of another workspace."""
    return isinstance(theirs, str) and theirs not in ("", team)


def _place(member: Member, channel: str, thread: str) -> Place:
    if channel.startswith("D"):
        return Direct(member, thread)
    here = Channel(member.community, channel)
    return Thread(here, thread) if thread else here


def _member(team: str, user: Any, name: Any = "") -> Member:
    return Member(Community(PLATFORM, team), str(user or ""), str(name or ""))

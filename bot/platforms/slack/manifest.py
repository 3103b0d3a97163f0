"""The manifest of the Slack app, made from the catalogue of commands."""

from collections.abc import Sequence
from typing import Any

from bot.core.commands import COMMANDS, Command
from bot.core.ports import Say

Payload = dict[str, Any]

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",
)
"""What the coach needs, and no more: `channels:read` and `groups:read` name the channels for
whoever sets it up, and read nothing that is said there; so `usergroups:read` names the groups that
may be told of a question."""
DISPENSABLE = ("usergroups:read",)
"""What a workspace may leave out: nothing but `/daily start tells:` needs it."""
CHANNEL_SCOPES = ("channels:history", "groups:history")
"""What it needs, besides, to hear answers in a thread that do not mention it."""
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
)
CHANNEL_EVENTS = ("message.channels", "message.groups")

GRADE, QUIZ = "grade_message", "start_quiz"
"""The callbacks of the shortcuts: one on a message, one that stands everywhere."""
WHOLE = "coach"
"""The command under which every other stands, for workspaces that allow but one."""

_NAME, _SHORT, _DESCRIPTION, _HINT, _AGENT = 35, 140, 2000, 1000, 300
_SHORTCUT, _SHORTCUT_SAYS = 24, 150
_BUILT_IN = frozenset(
    {
        "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback",
        "invite", "join", "kick", "leave", "me", "msg", "mute", "open", "part", "prefs",
        "remind", "remove", "rename", "search", "shortcuts", "shrug", "star", "status", "topic",
        "who",
    }
)  # fmt: skip
"""Slack's own commands, whose names no app gets: ours of such a name stands under `/coach`
alone."""


def scopes(*, channels: bool = False) -> tuple[str, ...]:
    """What the app asks a workspace for; with `channels`, also to read in channels."""
    return tuple(sorted((*SCOPES, *(CHANNEL_SCOPES if channels else ()))))


def events(*, channels: bool = False) -> tuple[str, ...]:
    """What the app is told of: all that it hears, and nothing that it does not."""
    return tuple(sorted((*EVENTS, *(CHANNEL_EVENTS if channels else ()))))


def manifest(
    say: Say,
    *,
    language: str = "en",
    url: str | None = None,
    install: str | None = None,
    channels: bool = False,
    listed: Sequence[Command] = COMMANDS,
) -> Payload:
    """The manifest, for Socket Mode, or for deliveries to `url` (the public address of this
    coach). With `install` (that address, too) workspaces add the coach by themselves, and its
    tokens are renewed every twelve hours: a token that an operator sets by hand would end. With
    `channels`, words in threads are heard without a mention.
    """

    def t(key: str, most: int) -> str:
        return _clipped(say(language, key), most)

    endpoint = {"url": f"{url.rstrip('/')}/slack/events"} if url else {}
    requests = {"request_url": endpoint["url"]} if url else {}
    menus = {"message_menu_options_url": endpoint["url"]} if url else {}
    back = {"redirect_urls": [f"{install.rstrip('/')}/slack/oauth_redirect"]} if install else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": t("slack.name", _NAME),
            "description": t("slack.description", _SHORT),
            "background_color": "#2b3a67",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": t("slack.name", _NAME), "always_online": True},
            "agent_view": {"agent_description": t("slack.agent", _AGENT)},
            "slash_commands": [one | endpoint for one in _slash_commands(say, language, listed)],
            "shortcuts": [
                {
                    "name": t("name.grade_message", _SHORTCUT),
                    "type": "message",
                    "callback_id": GRADE,
                    "description": t("slack.grade_message", _SHORTCUT_SAYS),
                },
                {
                    "name": t("slack.start_quiz", _SHORTCUT),
                    "type": "global",
                    "callback_id": QUIZ,
                    "description": t("command.quiz", _SHORTCUT_SAYS),
                },
            ],
        },
        "oauth_config": back | {"scopes": {"bot": list(scopes(channels=channels))}},
        "settings": {
            "event_subscriptions": requests | {"bot_events": list(events(channels=channels))},
            "interactivity": {"is_enabled": True} | requests | menus,
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": bool(back),
        },
    }


def standing_alone(listed: Sequence[Command] = COMMANDS) -> tuple[str, ...]:
    """The first words of the commands that stand without `/coach` before them."""
    first = dict.fromkeys(one.name.split()[0] for one in listed)
    return tuple(one for one in first if one not in _BUILT_IN and one != WHOLE)


def _slash_commands(say: Say, language: str, listed: Sequence[Command]) -> list[Payload]:
    made = []
    for name in standing_alone(listed):
        members = [one for one in listed if one.name.split()[0] == name]
        made.append(_slash(name, say(language, f"command.{name}"), _hint(name, members)))
    inside = " | ".join(dict.fromkeys(one.name.split()[0] for one in listed))
    return [*made, _slash(WHOLE, say(language, "slack.coach"), inside)]


def _slash(name: str, description: str, hint: str) -> Payload:
    return {
        "command": f"/{name}",
        "description": _clipped(description, _DESCRIPTION),
        "usage_hint": _clipped(hint, _HINT),
        "should_escape": False,
    }


def _hint(name: str, members: Sequence[Command]) -> str:
    """What may stand behind a command: its options, or the commands of its group."""
    if members[0].name != name:
        return " | ".join(one.name.split()[1] for one in members)
    return " ".join(f"{option.name}:…" for option in members[0].options)


def _clipped(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"

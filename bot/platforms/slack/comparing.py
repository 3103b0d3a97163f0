"""What of the manifest an app lacks at Slack: commands, events, scopes, switches, addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

_SWITCHES = (
    "features/app_home/home_tab_enabled",
    "features/app_home/messages_tab_enabled",
    "features/app_home/messages_tab_read_only_enabled",
    "settings/interactivity/is_enabled",
    "settings/interactivity/request_url",
    "settings/interactivity/message_menu_options_url",
    "settings/event_subscriptions/request_url",
    "settings/socket_mode_enabled",
    "settings/token_rotation_enabled",
)
_LISTS = (
    ("features/slash_commands", "command"),
    ("features/shortcuts", "callback_id"),
    ("settings/event_subscriptions/bot_events", ""),
    ("oauth_config/scopes/bot", ""),
    ("oauth_config/redirect_urls", ""),
)


def lacking(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """What is not at Slack as our manifest has it, each as a short name. What the texts say is left
    to whoever looks after the app."""
    return [*_lists(ours, theirs), *_switches(ours, theirs)]


def _lists(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for path, key in _LISTS:
        there = {_name(one, key) for one in _at(theirs, path) or ()}
        yield from (
            _name(one, key) for one in _at(ours, path) or () if _name(one, key) not in there
        )


def _switches(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for path in _SWITCHES:
        wanted, found = _at(ours, path), _at(theirs, path)
        if (wanted or False) != (found or False):
            shown = wanted if isinstance(wanted, str) else str(bool(wanted)).lower()
            yield f"{path.replace('/', '.')} = {shown}"
    if not _at(theirs, "features/agent_view"):
        yield "agent_view"


def _name(one: Any, key: str) -> str:
    return str(one.get(key, "")) if isinstance(one, Mapping) else str(one)


def _at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found

"""The catalogue of commands as Discord's application commands, and what a member makes of them.

Nothing here names a command: what the catalogue has, Discord gets.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import commands, tags
from bot.core.chat import Choice, Role
from bot.core.commands import COMMANDS, Command
from bot.core.options import Option
from bot.core.ports import Say
from bot.core.requests import Request, Who
from bot.typography.splitting import clipped

Payload = dict[str, Any]

LOCALES: Mapping[str, str] = {"en-US": "en", "en-GB": "en", "zh-CN": "zh", "zh-TW": "zh"}
"""Discord's names of the languages that we speak, and ours."""

CHOICES = 25
_LONGEST = 100
"""Characters of a description, of a choice's name and of its value."""

_SUB_COMMAND, _STRING = 1, 3
_OWN: Mapping[str, Payload] = {
    "member": {"type": 6},
    "group": {"type": 8},
    "channel": {"type": 7, "channel_types": [0, 5, 15]},  # text, announcements, forums
}
"""Options whose values Discord's program knows: it offers them, and sends their ids."""
_CHAT_INPUT, _MESSAGE_MENU = 1, 3
_GUILD, _BOT_DM = 0, 1
_GUILD_INSTALL = 0
_MANAGE_GUILD = 1 << 5
_PERMISSIONS: Mapping[Role, str | None] = {
    Role.MEMBER: None,
    Role.ORGANISER: str(_MANAGE_GUILD),
    Role.MAINTAINER: "0",  # whom only the operator knows: shown in DMs, and where an admin says so
    Role.OPERATOR: "0",
}
_STRICT = (Role.MEMBER, Role.ORGANISER, Role.MAINTAINER, Role.OPERATOR)


def language(locale: str | None) -> str | None:
    """Our language for a Discord locale; None for one that we do not speak."""
    known = {name.split("-")[0]: one for name, one in LOCALES.items()}
    return known.get((locale or "").split("-")[0])


def application_commands(say: Say, listed: Sequence[Command] = COMMANDS) -> list[Payload]:
    """Every command as Discord registers it: a group is one command, and each of its commands a
    subcommand. Behind them stands what a message's own menu offers.
    """
    groups: dict[str, list[Command]] = {}
    for one in listed:
        groups.setdefault(one.name.split()[0], []).append(one)
    return [*(_registered(name, members, say) for name, members in groups.items()), _menu(say)]


def name_of(payload: Mapping[str, Any]) -> str:
    """What tells a registered command from the others: its kind and its name."""
    return f"{payload['type']}:{payload['name']}"


def fingerprint(payload: Mapping[str, Any]) -> str:
    """A hash of all that Discord is told of a command: registered again only where it changed."""
    whole = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def changed(wanted: Sequence[Payload], known: Mapping[str, str]) -> tuple[list[Payload], list[str]]:
    """The commands whose fingerprint is not the one that is `known` by `name_of`, and the names of
    those that are gone."""
    now = {name_of(one): one for one in wanted}
    new = [one for name, one in now.items() if known.get(name) != fingerprint(one)]
    return new, [name for name in known if name not in now]


def request_of(data: Mapping[str, Any], who: Who) -> Request:
    """The request of a slash command's data (`interaction.data`); what cannot be done is
    `Refused`."""
    name, given = _used(data)
    return commands.call(name, {one["name"]: str(one.get("value", "")) for one in given}, who)


@dataclass(frozen=True, slots=True)
class Typing:
    """An option whose value is being typed: what completes it, if a source does, else what of."""

    source: str | None
    typed: str
    choices: tuple[str, ...] = ()


def typing_of(data: Mapping[str, Any]) -> Typing | None:
    """What is being typed in a completion's data; None for what the catalogue does not have."""
    name, given = _used(data)
    command = commands.BY_NAME.get(name)
    focused = next((one for one in given if one.get("focused")), None)
    if command is None or focused is None:
        return None
    option = next((one for one in command.options if one.name == focused["name"]), None)
    if option is None:
        return None
    return Typing(option.source, str(focused.get("value", "")), option.choices)


def completion(typing: Typing, found: Sequence[Choice]) -> list[Payload]:
    """What to answer to `typing`, of the choices that its source found: 25 at most, and none that
    Discord could not send back whole."""
    wanted = tags.key(typing.typed)
    own = [Choice(one, one) for one in typing.choices if wanted in tags.key(one)]
    fitting = {
        one.value: {"name": clipped(one.label.strip() or one.value), "value": one.value}
        for one in [*own, *found]
        if one.value.strip() and len(one.value) <= _LONGEST
    }
    return list(fitting.values())[:CHOICES]


@dataclass(frozen=True, slots=True)
class Pointed:
    """A message that a member chose the menu of: its id, who wrote it, and its words."""

    message: str
    author: str
    text: str
    by_bot: bool = False


def pointed_of(data: Mapping[str, Any]) -> Pointed | None:
    """The message of a menu's data; None where the data is of another kind of command."""
    target = str(data.get("target_id", ""))
    message = data.get("resolved", {}).get("messages", {}).get(target)
    if data.get("type") != _MESSAGE_MENU or message is None:
        return None
    author = message["author"]
    by_bot = bool(author.get("bot") or message.get("webhook_id"))
    return Pointed(target, str(author["id"]), str(message.get("content", "")), by_bot)


def _used(data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The whole name of the command that was used, and the options that were given."""
    name, given = str(data.get("name", "")), list(data.get("options", ()))
    while given and given[0].get("type") == _SUB_COMMAND:
        name, given = f"{name} {given[0]['name']}", list(given[0].get("options", ()))
    return name, given


def _registered(name: str, members: Sequence[Command], say: Say) -> Payload:
    if members[0].name == name:
        inside = _options(members[0], say)
    else:
        inside = [_sub_command(one, say) for one in members]
    where = {one for command in members for one in command.where}
    contexts = [_GUILD] if where & {"channel", "thread"} else []
    contexts += [_BOT_DM] if "direct" in where else []
    role = min((one.role for one in members), key=_STRICT.index)
    return {
        "type": _CHAT_INPUT,
        **_named(name, say),
        **_described(f"command.{name}", say),
        "options": inside,
        "contexts": contexts,
        "integration_types": [_GUILD_INSTALL],
        "default_member_permissions": _PERMISSIONS[role],
        "nsfw": False,
    }


def _menu(say: Say) -> Payload:
    return {
        "type": _MESSAGE_MENU,
        **_localised("name", lambda one: say(one, "name.grade_message")),
        "contexts": [_GUILD, _BOT_DM],
        "integration_types": [_GUILD_INSTALL],
        "default_member_permissions": None,
        "nsfw": False,
    }


def _sub_command(command: Command, say: Say) -> Payload:
    return {
        "type": _SUB_COMMAND,
        **_named(command.name.split()[-1], say),
        **_described(f"command.{command.key}", say),
        "options": _options(command, say),
    }


def _options(command: Command, say: Say) -> list[Payload]:
    """Discord wants those that are required in front."""
    ordered = sorted(command.options, key=lambda one: not one.required)
    return [_option(one, say) for one in ordered]


def _option(option: Option, say: Say) -> Payload:
    payload = {
        "type": _STRING,
        **_named(option.name, say),
        **_described(f"option.{option.name}", say),
        "required": option.required,
    }
    if own := _OWN.get(option.source or ""):
        return payload | own
    if option.choices and not option.source and len(option.choices) <= CHOICES:
        return payload | {"choices": [_choice(option, one, say) for one in option.choices]}
    return payload | {"autocomplete": bool(option.source or option.choices)}


def _choice(option: Option, value: str, say: Say) -> Payload:
    keys = (f"{option.name}.{value}", f"value.{value}")

    def called(language: str) -> str:
        return clipped(next((said for key in keys if (said := _said(say, language, key))), value))

    return _localised("name", called) | {"value": value}


def _named(name: str, say: Say) -> Payload:
    """The name as it is typed everywhere, and what it is called in each language, where that has a
    word for it."""
    localised = _localised("name", lambda one: _said(say, one, f"name.{name}") or name)
    return localised | {"name": name}


def _described(key: str, say: Say) -> Payload:
    return _localised("description", lambda one: clipped(say(one, key)))


def _localised(part: str, words: Callable[[str], str]) -> Payload:
    every = {locale: words(language) for locale, language in LOCALES.items()}
    return {part: words("en"), f"{part}_localizations": every}


def _said(say: Say, language: str, key: str) -> str:
    """The sentence of a key; nothing where no catalogue has it."""
    try:
        return say(language, key)
    except KeyError:
        return ""

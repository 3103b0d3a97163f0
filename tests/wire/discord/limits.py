"""The table of what Discord takes: D-rows (D3-D16, D28, D31), each with what breaks it.

A breach of a row fails a test (`discord.violations == []`), also where Discord does not refuse it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.wire.discord.limits_commands import choices as check_choices
from tests.wire.discord.limits_commands import (
    command_counts,
    command_names,
    command_sizes,
    localizations,
)
from tests.wire.discord.limits_components import inputs, layout, modal
from tests.wire.discord.world import COMPONENTS_V2, Json, walk


@dataclass(frozen=True, slots=True)
class Violation:
    """A row of the table that a request broke, and how."""

    row: str
    what: str
    route: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a request carries, taken apart for the table."""

    route: str
    kind: Literal["new", "edit"] = "new"
    """Whether a message is made or changed."""
    nonces: bool = True
    """Whether Discord looks at a nonce here: not in a forum, not by an interaction's token."""
    v2: bool = False
    """Whether the message that it changes has the flag of Components V2."""
    message: Json | None = None
    modal: Json | None = None
    choices: Sequence[Json] | None = None
    commands: Sequence[Json] | None = None
    thread: Json | None = None
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, its rule, what finds breaches, and whether Discord refuses them."""

    id: str
    rule: str
    breaches: Callable[[Outgoing], Iterable[str]]
    refused: bool = True


def longer(name: str, value: Any, most: int, least: int = 0) -> Iterator[str]:
    """A breach when a text is not between `least` and `most` characters long."""
    size = len(value) if isinstance(value, str) else 0
    if not least <= size <= most:
        yield f"{name} has {size} characters, not {least} to {most}"


def _says_something(one: Outgoing) -> bool:
    body = one.message or {}
    filled = ("content", "embeds", "components", "sticker_ids", "poll", "attachments")
    return bool(one.files) or any(body.get(key) for key in filled)


def _content(one: Outgoing) -> Iterator[str]:
    if one.message is None:
        return
    yield from longer("content", one.message.get("content") or "", 2000)
    content = one.message.get("content")
    empty = not _says_something(one) or (
        isinstance(content, str)
        and not content.strip()
        and not _says_something(Outgoing(one.route, message=one.message | {"content": ""}))
        and not one.files
    )
    if one.kind == "new" and empty:
        yield "a message that says nothing"


def _embeds(one: Outgoing) -> Iterator[str]:
    embeds = (one.message or {}).get("embeds") or []
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds, not 10"
    total = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        if len(fields) > 25:
            yield f"{len(fields)} fields, not 25"
        texts = [("title", embed.get("title"), 256, 0)]
        texts += [("description", embed.get("description"), 4096, 0)]
        texts += [("footer", (embed.get("footer") or {}).get("text"), 2048, 0)]
        texts += [("author", (embed.get("author") or {}).get("name"), 256, 0)]
        for each in fields:
            texts += [("field name", each.get("name"), 256, 1)]
            texts += [("field value", each.get("value"), 1024, 1)]
        for name, value, most, least in texts:
            yield from longer(name, value or "", most, least)
            total += len(value or "")
    if total > 6000:
        yield f"{total} characters over all embeds, not 6000"


def _components(one: Outgoing) -> Iterator[str]:
    if one.message is not None:
        flag = bool((one.message.get("flags") or 0) & COMPONENTS_V2)
        if one.v2 and "flags" in one.message and not flag:
            yield "the flag of Components V2 cannot be removed"
        if flag and one.kind == "new" and not one.message.get("components"):
            yield "a message of components without any"
        yield from layout(one.message, v2=flag or one.v2)


def _files(one: Outgoing) -> Iterator[str]:
    if len(one.files) > 10:
        yield f"{len(one.files)} files, not 10"
    for name, size in one.files.items():
        if size > 10 << 20:
            yield f"{name} has {size} bytes, not {10 << 20}"
    if one.message is None:
        return
    named = set(re.findall(r'attachment://([^"]+)"', json.dumps(one.message)))
    said = {str(each.get("id")): each for each in one.message.get("attachments") or []}
    numbers = [str(at) for at in range(len(one.files))]
    kept = set(said) - set(numbers)
    if one.kind == "new":
        yield from (f"attachment {id_} is no file of these" for id_ in sorted(kept))
    if one.kind == "new" or ("attachments" in one.message and not kept):
        yield from (f"{name} is shown and not sent" for name in sorted(named - set(one.files)))
    if (one.v2 or (one.message.get("flags") or 0) & COMPONENTS_V2) and one.message.get(
        "components"
    ):
        yield from (f"{name} is sent and not shown" for name in sorted(set(one.files) - named))
    for at, name in zip(numbers, one.files, strict=True):
        if said.get(at, {}).get("filename", name) != name:
            yield f"file {at} is {name}, not {said[at]['filename']}"
        yield from longer("a file's description", said.get(at, {}).get("description"), 1024)


def _nonce(one: Outgoing) -> Iterator[str]:
    body = one.message or {}
    nonce = body.get("nonce")
    if not one.nonces and (nonce is not None or body.get("enforce_nonce")):
        yield "a nonce where Discord looks at none"
    if nonce is not None:
        yield from longer("nonce", str(nonce), 25, 1)
    elif body.get("enforce_nonce"):
        yield "enforce_nonce without a nonce"


def _thread(one: Outgoing) -> Iterator[str]:
    if one.thread is None:
        return
    if "name" in one.thread or one.kind == "new":
        yield from longer("thread name", one.thread.get("name"), 100, 1)
    after = one.thread.get("auto_archive_duration")
    if after is not None and after not in (60, 1440, 4320, 10080):
        yield f"auto_archive_duration {after}, not 60, 1440, 4320 or 10080"
    if len(one.thread.get("applied_tags") or ()) > 5:
        yield "more than 5 tags"


def _mentions(one: Outgoing) -> Iterator[str]:
    body = one.message
    if body is None:
        return
    shown = [each for each in walk(body.get("components")) if each.get("type") == 10]
    allowed = body.get("allowed_mentions")
    if allowed is None:
        if body.get("content") or shown or (one.kind == "new" and _says_something(one)):
            yield "no allowed_mentions: Discord would mention whomever the text names"
        return
    if allowed.get("parse") != []:
        yield f"allowed_mentions parses {allowed.get('parse', 'all')}"
    for key in ("users", "roles"):
        if len(allowed.get(key) or ()) > 100:
            yield f"more than 100 {key} to mention"
    told = [f"<@&{role}>" for role in allowed.get("roles") or ()]
    if told and [each.get("content") for each in shown[:1]] != told:
        yield "roles are mentioned that are not all that the message begins with"


def _modal(one: Outgoing) -> Iterator[str]:
    return modal(one.modal) if one.modal is not None else iter(())


def _inputs(one: Outgoing) -> Iterator[str]:
    return inputs(one.modal) if one.modal is not None else iter(())


def _choices(one: Outgoing) -> Iterator[str]:
    if one.choices is not None:
        yield from check_choices(one.choices)
    for command in one.commands or ():
        for option in walk_options(command):
            yield from check_choices(option.get("choices") or [])


def walk_options(command: Json) -> Iterator[Json]:
    """The options of a command and of what is under it."""
    for option in command.get("options") or []:
        yield option
        yield from walk_options(option)


TABLE: tuple[Row, ...] = (
    Row("D3", "a form: title 45, 1 to 5 components, texts of 4000", _modal),
    Row("D4", "inputs in a form: in a label of 45; radio 2 to 10; files 0 to 10", _inputs),
    Row("D5", "25 choices, their names 1 to 100, their values 100", _choices),
    Row("D6", "names of commands and options", lambda one: command_names(one.commands or ())),
    Row("D7", "descriptions 1 to 100, 25 options, 8000", lambda o: command_sizes(o.commands or ())),
    Row("D8", "100 slash, 15 user, 15 message", lambda one: command_counts(one.commands or ())),
    Row("D9", "content: 1 to 2000", _content),
    Row("D10", "embeds: 10, 256, 4096, 25, 256/1024, 2048, 256, 6000", _embeds),
    Row("D11", "components: 40, ids 1 to 100 and unique, labels 80, options 25", _components),
    Row("D12", "10 files of 10 MiB, each shown, each told of by its number", _files),
    Row("D13", "a nonce of 25, where Discord looks at one", _nonce),
    Row("D15", "thread name 1 to 100; archived after 60, 1440, 4320, 10080", _thread),
    Row("D28", "nobody is mentioned who is not named by id", _mentions, refused=False),
    Row("D31", "localizations", lambda one: localizations(one.commands or ()), refused=False),
)
"""D14 and D16 are no bounds of a body: `threads.py` and `messages.py` answer with their errors."""


def breaches(one: Outgoing) -> list[tuple[Row, Violation]]:
    """Every row that a request breaks."""
    return [
        (row, Violation(row.id, what, one.route)) for row in TABLE for what in row.breaches(one)
    ]

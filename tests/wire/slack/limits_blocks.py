"""The table of blocks and elements (S11, S12): what each may carry."""

from collections.abc import Iterator
from typing import Any

from tests.wire.slack.world import Json

FREE = frozenset({"divider", "rich_text", "video", "file", "task_card", "plan", "alert", "card"})
"""Blocks of which no more is looked at than is said here."""
WITH_OPTIONS = {
    "static_select": 100,
    "multi_static_select": 100,
    "overflow": 5,
    "radio_buttons": 10,
    "checkboxes": 10,
}
ELEMENTS = frozenset(WITH_OPTIONS) | frozenset(
    {
        "button",
        "external_select",
        "multi_external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "rich_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "file_input",
        "workflow_button",
        "image",
        "feedback_buttons",
        "icon_button",
    }
)
INPUTS_ONLY = frozenset(
    ["plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input"]
)


def longer(name: str, value: Any, most: int, least: int = 0) -> Iterator[str]:
    """A breach when a text is not between `least` and `most` characters long."""
    size = len(value) if isinstance(value, str) else 0
    if not least <= size <= most:
        yield f"{name} has {size} characters, not {least} to {most}"


def _many(name: str, value: Any, most: int) -> Iterator[str]:
    size = len(value) if isinstance(value, list) else 0
    if not 1 <= size <= most:
        yield f"{name} has {size} entries, not 1 to {most}"


def text(name: str, value: Any, most: int) -> Iterator[str]:
    """What breaks a text object."""
    if not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{name} is no text object"
    else:
        yield from longer(name, value.get("text"), most, 1)


def plain(name: str, value: Any, most: int) -> Iterator[str]:
    """What breaks a text object that must be plain."""
    if isinstance(value, dict) and value.get("type") == "mrkdwn":
        yield f"{name} must be plain_text"
    yield from text(name, value, most)


def written(blocks: Any) -> Iterator[str]:
    """Every text that stands in blocks, in order."""
    if isinstance(blocks, dict):
        if isinstance(blocks.get("text"), str):
            yield blocks["text"]
        for one in blocks.values():
            yield from written(one)
    elif isinstance(blocks, list):
        for one in blocks:
            yield from written(one)


def check_blocks(blocks: list[Json], surface: str) -> Iterator[str]:
    """All that breaks the table in the blocks of a `message`, a `modal` or a `home`."""
    names = [one["block_id"] for one in blocks if one.get("block_id")]
    if len(set(names)) < len(names):
        yield "a block_id stands twice"
    if sum(one.get("type") == "table" for one in blocks) > 1:
        yield "more than one table"
    for one in blocks:
        yield from longer("block_id", one.get("block_id"), 255)
        yield from _block(one, surface)


def _block(one: Json, surface: str) -> Iterator[str]:
    kind = one.get("type")
    if kind == "section":
        yield from _section(one)
    elif kind == "header":
        yield from plain("header", one.get("text"), 150)
    elif kind == "markdown":
        yield from longer("markdown", one.get("text"), 12_000, 1)
        if surface != "message":
            yield f"markdown in a {surface}"
    elif kind == "context":
        yield from _many("context", one.get("elements"), 10)
        for each in one.get("elements") or []:
            if each.get("type") != "image":
                yield from text("context", each, 3000)
    elif kind in ("actions", "context_actions"):
        elements = one.get("elements")
        yield from _many(str(kind), elements, 25 if kind == "actions" else 5)
        yield from _elements(elements or [])
    elif kind == "input":
        yield from plain("label", one.get("label"), 2000)
        if "hint" in one:
            yield from plain("hint", one["hint"], 2000)
        yield from _elements([one.get("element") or {}], entered=True)
    elif kind == "image":
        yield from longer("alt_text", one.get("alt_text"), 2000, 1)
        yield from longer("image_url", one.get("image_url"), 3000)
    elif kind == "table":
        rows = one.get("rows") or []
        yield from _many("rows", rows, 100)
        for row in rows:
            yield from _many("columns", row, 20)
    elif kind not in FREE:
        yield f"{kind} is no block"


def _section(one: Json) -> Iterator[str]:
    if "text" not in one and not one.get("fields"):
        yield "a section without text or fields"
    if "text" in one:
        yield from text("section", one["text"], 3000)
    if "fields" in one:
        yield from _many("fields", one["fields"], 10)
        for each in one["fields"] or []:
            yield from text("field", each, 2000)
    if "accessory" in one:
        yield from _elements([one["accessory"]])


def _elements(elements: list[Json], *, entered: bool = False) -> Iterator[str]:
    names = [one["action_id"] for one in elements if one.get("action_id")]
    if len(set(names)) < len(names):
        yield "an action_id stands twice in a block"
    for one in elements:
        kind = one.get("type")
        if kind not in ELEMENTS or (kind in INPUTS_ONLY and not entered):
            yield f"{kind} is no element here"
            continue
        yield from longer("action_id", one.get("action_id"), 255)
        if one.get("placeholder") is not None:
            yield from plain("placeholder", one["placeholder"], 150)
        if "confirm" in one:
            yield from _confirm(one["confirm"])
        if kind == "button":
            yield from plain("button", one.get("text"), 75)
            yield from longer("value", one.get("value"), 2000)
            yield from longer("url", one.get("url"), 3000)
            if one.get("style") not in (None, "primary", "danger"):
                yield "a button's style is primary or danger"
        if kind == "feedback_buttons":
            for key in ("positive_button", "negative_button"):
                yield from plain(key, (one.get(key) or {}).get("text"), 75)
        if kind == "plain_text_input":
            most = one.get("max_length", 3000)
            if not 1 <= most <= 3000:
                yield f"max_length is {most}, not 1 to 3000"
            yield from longer("initial_value", one.get("initial_value"), most)
        if kind in WITH_OPTIONS:
            yield from _options(one, WITH_OPTIONS[kind])


def _confirm(one: Json) -> Iterator[str]:
    yield from plain("confirm title", one.get("title"), 100)
    yield from text("confirm text", one.get("text"), 300)
    yield from plain("confirm", one.get("confirm"), 30)
    yield from plain("deny", one.get("deny"), 30)


def _options(one: Json, most: int) -> Iterator[str]:
    if "option_groups" in one:
        yield from _many("option_groups", one["option_groups"], 100)
        for group in one["option_groups"] or []:
            yield from plain("group", group.get("label"), 75)
            yield from _options({"options": group.get("options")}, 100)
        return
    options = one.get("options")
    yield from _many("options", options, most)
    for each in options or []:
        marked = one.get("type") in ("radio_buttons", "checkboxes")
        yield from (text if marked else plain)("option", each.get("text"), 75)
        yield from longer("option value", each.get("value"), 150, 1)
        if "description" in each:
            yield from text("description", each["description"], 75)

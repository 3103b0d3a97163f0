"""The bounds of components: in a message (D11) and in a form (D3, D4)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.wire.discord.world import Json, walk

ROW, BUTTON, SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = {SELECT, 5, 6, 7, 8}
V1 = {ROW, BUTTON, *SELECTS}
V2 = V1 | {SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
TOP_V2 = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_LABEL = {TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX, *SELECTS}
IN_FORM = {ROW, TEXT, LABEL}


def _within(name: str, value: Any, most: int, least: int = 0) -> Iterator[str]:
    size = len(value or "")
    if not least <= size <= most:
        yield f"{name} of {size}, not {least} to {most}"


def layout(message: Json, *, v2: bool) -> Iterator[str]:
    """What of D11 a message breaks; `v2` when it has, or will have, the flag."""
    components = message.get("components") or []
    every = list(walk(components))
    kinds = {one.get("type") for one in every}
    if v2:
        yield from _v2(message, components, every)
    elif kinds - V1:
        yield f"components of types {sorted(kinds - V1, key=str)} without the flag of Components V2"
    else:
        if len(components) > 5:
            yield f"{len(components)} rows, not 5"
        if any(one.get("type") != ROW for one in components):
            yield "a component that stands in no row"
    yield from _unique(every)
    for one in every:
        yield from _component(one)


def _v2(message: Json, components: list[Json], every: list[Json]) -> Iterator[str]:
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if message.get(key):
            yield f"{key} beside Components V2"
    if len(every) > 40:
        yield f"{len(every)} components, not 40"
    if wrong := {one.get("type") for one in every} - V2:
        yield f"components of types {sorted(wrong, key=str)} in a message"
    if any(one.get("type") not in TOP_V2 for one in components):
        yield "a component that cannot stand at the top"
    total = sum(len(one.get("content") or "") for one in every if one.get("type") == TEXT)
    if total > 4000:
        yield f"{total} characters over all texts, not 4000"


def _unique(every: list[Json]) -> Iterator[str]:
    ids = Counter(one["custom_id"] for one in every if one.get("custom_id"))
    numbers = Counter(one["id"] for one in every if one.get("id"))
    for name, count in (ids | numbers).items():
        if count > 1:
            yield f"{name} is the id of {count} components"


def _component(one: Json) -> Iterator[str]:
    kind, children = one.get("type"), one.get("components") or []
    kinds = [child.get("type") for child in children]
    if kind == ROW:
        full = kinds and (kinds == [BUTTON] * len(kinds) if kinds[0] == BUTTON else len(kinds) == 1)
        if not full or len(kinds) > 5 or set(kinds) - {BUTTON, TEXT_INPUT, *SELECTS}:
            yield f"a row of {kinds}: 1 to 5 buttons, or one select"
    elif kind == BUTTON:
        yield from _button(one)
    elif kind in SELECTS:
        yield from _select(one)
    elif kind == TEXT:
        yield from _within("a text", one.get("content"), 4000, 1)
    elif kind == SECTION:
        if not 1 <= len(kinds) <= 3 or set(kinds) != {TEXT}:
            yield f"a section of {kinds}: 1 to 3 texts"
        if (one.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
            yield "a section without a button or a thumbnail"
    elif kind == GALLERY:
        items = one.get("items") or []
        if not 1 <= len(items) <= 10:
            yield f"a gallery of {len(items)}, not 1 to 10"
        for item in items:
            yield from _within("a picture's description", item.get("description"), 1024)
    elif kind == THUMBNAIL:
        yield from _within("a picture's description", one.get("description"), 1024)
    elif kind == CONTAINER and (not kinds or CONTAINER in kinds or set(kinds) - TOP_V2):
        yield f"a container of {kinds}"


def _button(one: Json) -> Iterator[str]:
    yield from _within("a button's label", one.get("label"), 80)
    if not one.get("label") and not one.get("emoji"):
        yield "a button with neither label nor emoji"
    if one.get("style") == 5:
        yield from _within("a link", one.get("url"), 512, 1)
        if "custom_id" in one:
            yield "a link with a custom_id"
    else:
        yield from _within("custom_id", one.get("custom_id"), 100, 1)
        if one.get("style") not in (1, 2, 3, 4):
            yield f"a button of style {one.get('style')}"


def _select(one: Json) -> Iterator[str]:
    yield from _within("custom_id", one.get("custom_id"), 100, 1)
    yield from _within("a placeholder", one.get("placeholder"), 150)
    options = one.get("options") or []
    if one.get("type") == SELECT:
        yield from _options("a select", options, 1, 25)
    yield from _chosen(one, 25, 1)


def _chosen(one: Json, ceiling: int, default: int) -> Iterator[str]:
    """How many may be chosen: at least and at most, of a select, a group or an upload."""
    least, most = one.get("min_values", 1), one.get("max_values", default)
    if not 0 <= least <= most <= ceiling or most < 1:
        yield f"{least} to {most} to choose, not 0 to {ceiling}"


def _options(name: str, options: list[Json], least: int, most: int) -> Iterator[str]:
    yield from _within(f"{name}: options", options, most, least)
    if len({one.get("value") for one in options}) < len(options):
        yield f"{name}: two options of one value"
    for one in options:
        yield from _within("an option's label", one.get("label"), 100, 1)
        yield from _within("an option's value", one.get("value"), 100, 1)
        yield from _within("an option's description", one.get("description"), 100)


def modal(form: Json) -> Iterator[str]:
    """What of D3 a form breaks."""
    yield from _within("a form's title", form.get("title"), 45, 1)
    yield from _within("a form's custom_id", form.get("custom_id"), 100, 1)
    yield from _within("a form: components", form.get("components"), 5, 1)
    for one in walk(form.get("components")):
        if one.get("type") == TEXT_INPUT:
            yield from _text_input(one)


def _text_input(one: Json) -> Iterator[str]:
    yield from _within("custom_id", one.get("custom_id"), 100, 1)
    yield from _within("a placeholder", one.get("placeholder"), 100)
    most = one.get("max_length")
    least, most = one.get("min_length") or 0, 4000 if most is None else most
    if not (0 <= least <= most <= 4000 and most >= 1):
        yield f"a text input of {least} to {most} characters, not 0 to 4000"
    yield from _within("a text input's value", one.get("value"), min(most, 4000))
    if one.get("style") not in (1, 2):
        yield f"a text input of style {one.get('style')}"


def inputs(form: Json) -> Iterator[str]:
    """What of D4 a form breaks."""
    every = list(walk(form.get("components")))
    yield from _unique(every)
    if wrong := [c.get("type") for c in form.get("components") or [] if c["type"] not in IN_FORM]:
        yield f"components of types {wrong} at the top of a form"
    for one in every:
        kind = one.get("type")
        if kind == LABEL:
            yield from _within("a label", one.get("label"), 45, 1)
            yield from _within("a label's description", one.get("description"), 100)
            if (one.get("component") or {}).get("type") not in IN_LABEL:
                yield "a label without an input"
        elif kind == ROW:
            for child in one.get("components") or []:
                yield from _within("a text input's label", child.get("label"), 45, 1)
        elif kind in SELECTS:
            yield from _select(one)
        elif kind == RADIO:
            yield from _options("a radio group", one.get("options") or [], 2, 10)
        elif kind == CHECKBOXES:
            yield from _options("a checkbox group", one.get("options") or [], 1, 10)
            yield from _chosen(one, 10, len(one.get("options") or []))
        elif kind == UPLOAD:
            yield from _chosen(one, 10, 1)
        if one.get("disabled"):
            yield "a component that is disabled, in a form"
        if one.get("min_values") == 0 and one.get("required", True):
            yield "at least none of what is required"
        if kind in (RADIO, CHECKBOXES, CHECKBOX, UPLOAD):
            yield from _within("custom_id", one.get("custom_id"), 100, 1)

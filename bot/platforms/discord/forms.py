"""Forms as Discord's modals, and what was filled in as values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core import actions
from bot.core.chat import Choice, Form, Input
from bot.core.requests import Request, Who
from bot.platforms.discord.catalogue import CHOICES
from bot.platforms.discord.rendering.markdown import line
from bot.typography.splitting import clipped, size

Payload = dict[str, Any]

INPUTS = 5
"""The most inputs of a modal."""

_TITLE, _LABEL, _DESCRIPTION, _OPTION, _TEXT = 45, 45, 100, 100, 4000
_STRING_SELECT, _TEXT_INPUT, _TEXT_DISPLAY, _LABELLED = 3, 4, 10, 18
_SHORT, _PARAGRAPH = 1, 2
_NOTHING = "∅"
"""Stands for the empty value, which Discord does not take for an option."""


def modal(form: Form) -> Payload:
    """The modal of a form, as the data of an interaction's first response.

    ValueError for a form that no modal can be: without inputs, with more than five, two of one
    name, or with an action that is too long.
    """
    names = [one.name for one in form.inputs]
    if not 1 <= len(names) <= INPUTS or len(set(names)) < len(names):
        raise ValueError(f"a modal has 1 to {INPUTS} inputs of different names, not {names}")
    if not form.action or not actions.fits(form.action):
        raise ValueError(f"no modal carries an action of {len(form.action)} characters")
    return {
        "title": clipped(form.title, _TITLE) or "…",
        "custom_id": form.action,
        "components": list(_shown(form.inputs)),
    }


def request_of(data: Mapping[str, Any], who: Who) -> Request:
    """The request of a modal that was sent (`interaction.data`)."""
    return actions.fill(str(data["custom_id"]), values_of(data), who)


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by the names of the inputs; lines end in line feeds."""
    return dict(_values(data.get("components", ())))


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in components:
        inside = [one["component"]] if "component" in one else one.get("components", ())
        yield from _values(inside)
        if "custom_id" not in one:
            continue
        if "values" in one:
            chosen = str((one["values"] or [""])[0])
            yield str(one["custom_id"]), "" if chosen == _NOTHING else chosen
        else:
            text = str(one.get("value") or "")
            yield str(one["custom_id"]), text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(inputs: Sequence[Input]) -> Iterator[Payload]:
    """The inputs; what is too long for a label stands above its input, while there is room."""
    room = INPUTS - len(inputs)
    for one in inputs:
        if size(one.label) > _DESCRIPTION and room:
            room -= 1
            yield {"type": _TEXT_DISPLAY, "content": line(one.label)}
            yield _labelled(replace(one, label=clipped(one.label, _LABEL)))
        else:
            yield _labelled(one)


def _labelled(one: Input) -> Payload:
    component = _select(one) if _offers(one.choices) else _line(one)
    payload = {"type": _LABELLED, "label": clipped(one.label, _LABEL) or "…"}
    if len(one.label) > _LABEL:
        payload["description"] = clipped(one.label, _DESCRIPTION)
    return payload | {"component": component}


def _offers(choices: Sequence[Choice]) -> bool:
    """Whether a select can offer them; else the value is typed."""
    values = {one.value for one in choices}
    return (
        0 < len(choices) <= CHOICES
        and len(values) == len(choices)
        and _NOTHING not in values
        and max(map(len, values)) <= _OPTION
    )


def _select(one: Input) -> Payload:
    return {
        "type": _STRING_SELECT,
        "custom_id": one.name,
        "required": one.required,
        "options": [
            {
                "label": clipped(choice.label.strip() or choice.value or "…", _OPTION),
                "value": choice.value or _NOTHING,
                "default": choice.value == one.value,
            }
            for choice in one.choices
        ],
    }


def _line(one: Input) -> Payload:
    most = max(1, min(one.limit, _TEXT))
    payload: Payload = {
        "type": _TEXT_INPUT,
        "custom_id": one.name,
        "style": _PARAGRAPH if one.long else _SHORT,
        "required": one.required,
        "min_length": int(one.required),
        "max_length": most,
    }
    if one.value:
        payload["value"] = one.value[:most]
    if one.choices:
        payload["placeholder"] = clipped(", ".join(choice.value for choice in one.choices))
    return payload

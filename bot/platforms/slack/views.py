"""Forms as Slack's modals, and what was filled in as values."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.chat import Choice, Form, Input

Payload = dict[str, Any]

_TITLE, _LABEL, _OPTION, _VALUE, _TEXT, _OPTIONS = 24, 2000, 75, 150, 3000, 100
_BLOCKS, _METADATA, _CALLBACK = 100, 3000, 255
_NOTHING = "∅"
"""Stands for the empty value, which Slack does not take for an option."""
_COMPLETED = "complete:"
"""What the name of a select begins with that asks us for its options, before their source."""


def modal(form: Form, close: str, carries: str = "") -> Payload:
    """The view of a form; its action is the view's callback. `close` is what the button that sends
    nothing says; what it `carries` comes back with it.

    ValueError for a form that no view can be: without inputs, with over 100 of them, two of one
    name, or with an action that is too long, or where it carries too much.
    """
    names = [one.name for one in form.inputs]
    if not 1 <= len(names) <= _BLOCKS or len(set(names)) < len(names):
        raise ValueError(f"a view has 1 to {_BLOCKS} inputs of different names, not {names}")
    if not 1 <= len(form.action) <= _CALLBACK:
        raise ValueError(f"no view carries an action of {len(form.action)} characters")
    if len(carries) > _METADATA:
        raise ValueError(f"no view carries {len(carries)} characters")
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": carries,
        "title": _plain(form.title, _TITLE),
        "submit": _plain(form.submit, _TITLE),
        "close": _plain(close, _TITLE),
        "blocks": [_block(one) for one in form.inputs],
    }


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in (`view` of a view_submission), by the names of the inputs."""
    found = {}
    for name, inside in view.get("state", {}).get("values", {}).items():
        for element in inside.values():
            if "selected_option" in element:
                chosen = (element["selected_option"] or {}).get("value", "")
                found[name] = "" if chosen == _NOTHING else str(chosen)
            else:
                found[name] = str(element.get("value") or "").replace("\r\n", "\n")
    return found


def source_of(action: str) -> str:
    """What completes the select of this name; nothing where it is none that asks us."""
    return action.removeprefix(_COMPLETED) if action.startswith(_COMPLETED) else ""


def completed(source: str, placeholder: str) -> Payload:
    """A select that asks us for its options while somebody types."""
    return {
        "type": "external_select",
        "action_id": f"{_COMPLETED}{source}",
        "placeholder": _plain(placeholder, 150),
        "min_query_length": 0,
    }


def options(found: Sequence[Choice]) -> list[Payload]:
    """The options of such a select: a hundred at most, and none that Slack could not send back."""
    fitting = {one.value: one for one in found if 0 < len(one.value) <= _VALUE}
    return [_option(one) for one in list(fitting.values())[:_OPTIONS]]


def _block(one: Input) -> Payload:
    element = _select(one) if _offers(one.choices) else _line(one)
    if one.source and not one.choices and not one.value:
        element = completed(one.source, one.label)
    return {
        "type": "input",
        "block_id": one.name,
        "label": _plain(one.label, _LABEL),
        "element": element,
        "optional": not one.required,
    }


def _offers(choices: Sequence[Choice]) -> bool:
    """Whether a select can offer them; else the value is typed."""
    values = {one.value for one in choices}
    return (
        0 < len(choices) <= _OPTIONS
        and len(values) == len(choices)
        and _NOTHING not in values
        and max(map(len, values)) <= _VALUE
    )


def _select(one: Input) -> Payload:
    options = [_option(choice) for choice in one.choices]
    element: Payload = {"type": "static_select", "action_id": one.name, "options": options}
    for choice, option in zip(one.choices, options, strict=True):
        if choice.value == one.value:
            element["initial_option"] = option
    return element


def _option(choice: Choice) -> Payload:
    label = choice.label.strip() or choice.value or "…"
    return {"text": _plain(label, _OPTION), "value": choice.value or _NOTHING}


def _line(one: Input) -> Payload:
    most = max(1, min(one.limit, _TEXT))
    element: Payload = {
        "type": "plain_text_input",
        "action_id": one.name,
        "multiline": one.long,
        "min_length": int(one.required),
        "max_length": most,
    }
    if one.value:
        element["initial_value"] = one.value[:most]
    if one.choices:
        shown = ", ".join(choice.value for choice in one.choices)
        element["placeholder"] = _plain(shown, 150)
    return element


def _plain(text: str, most: int) -> Payload:
    line = " ".join(text.split()) or "…"
    shown = line if len(line) <= most else line[: most - 1].rstrip() + "…"
    return {"type": "plain_text", "text": shown, "emoji": True}

"""What Discord's own program sends when somebody uses a command or a form: from a command that was
registered, from a form that was opened."""

from collections.abc import Mapping
from typing import Any

from tests.wire.discord.desk import Desk
from tests.wire.discord.world import Json, walk

_TYPES = {str: 3, bool: 5, int: 4, float: 10}
SUBCOMMAND, GROUP = 1, 2


def command_data(
    desk: Desk, name: str, given: Mapping[str, Any], *, guild: int | None, focused: str = ""
) -> Json:
    """The data of a slash command, as it was registered (`name` may end with a subcommand's); where
    nothing at all is registered, types are those of the values.

    Raises AssertionError where Discord's program would not have let it go out.
    """
    first, *rest = name.split()
    held = [
        one
        for scope in (None, guild)
        for one in desk.commands.get(scope, {}).values()
        if one["name"] == first and one.get("type", 1) == 1
    ]
    if not held:
        assert not any(desk.commands.values()), f"/{first} is not registered"
        options = [
            _option(_TYPES[type(value)], key, value, focused) for key, value in given.items()
        ]
        return {"id": str(desk.world.application), "name": first, "type": 1, "options": options}
    contexts = held[0].get("contexts")
    assert contexts is None or (0 if guild else 1) in contexts, f"/{first} is not shown here (D30)"
    options = _under(held[0], rest, given, focused)
    return {"id": held[0]["id"], "name": first, "type": 1, "options": options}


def _option(kind: int, key: str, value: Any, focused: str) -> Json:
    one: Json = {"type": kind, "name": key, "value": value}
    return one | {"focused": True} if key == focused else one


def _under(scope: Json, rest: list[str], given: Mapping[str, Any], focused: str) -> list[Json]:
    known = {one["name"]: one for one in scope.get("options") or []}
    if rest:
        assert rest[0] in known, f"no {rest[0]} under {scope['name']}"
        inner = known[rest[0]]
        below = _under(inner, rest[1:], given, focused)
        return [{"type": inner["type"], "name": rest[0], "options": below}]
    assert set(given) <= set(known), f"{scope['name']} has no option {set(given) - set(known)}"
    if not focused:
        missing = {name for name, one in known.items() if one.get("required")} - set(given)
        assert not missing, f"{scope['name']} needs {missing}"
    made = []
    for key, value in given.items():
        option = known[key]
        offered = [choice["value"] for choice in option.get("choices") or []]
        assert not offered or value in offered, f"{value!r} is no choice of {key}: {offered}"
        made.append(_option(option["type"], key, value, focused))
    return made


def form_data(form: Json, given: Mapping[str, Any]) -> Json:
    """The data of a form that was filled in: a text or a list of values by each input's custom id;
    what is not given stands as the form proposed it.

    Raises AssertionError where Discord's program would not have let it go out.
    """
    inputs = {one["custom_id"] for one in walk(form["components"]) if "custom_id" in one}
    assert set(given) <= inputs, f"the form has no {set(given) - inputs}: {inputs}"
    components = []
    for one in form["components"]:
        if one["type"] == 18:
            filled = _filled(one["component"], given)
            components.append({"type": 18, "id": one.get("id", 0), "component": filled})
        elif one["type"] == 1:
            children = [_filled(child, given) for child in one["components"]]
            components.append({"type": 1, "id": one.get("id", 0), "components": children})
        else:
            components.append({"type": one["type"], "id": one.get("id", 0)})
    return {"custom_id": form["custom_id"], "components": components}


def _filled(one: Json, given: Mapping[str, Any]) -> Json:
    key, kind = one["custom_id"], one["type"]
    told: Json = {"type": kind, "id": one.get("id", 0), "custom_id": key}
    marked = [each["value"] for each in one.get("options") or [] if each.get("default")]
    if kind == 4:
        text = given.get(key, one.get("value") or "")
        most = one.get("max_length") or 4000
        least = (one.get("min_length") or 0) if text or one.get("required", True) else 0
        assert least <= len(text) <= most, f"{key} takes {least} to {most} characters"
        assert text or not one.get("required", True), f"{key} must be filled in"
        return told | {"value": text}
    if kind == 21:
        return told | {"value": given.get(key, marked[0] if marked else None)}
    if kind == 23:
        return told | {"value": given.get(key, one.get("default", False))}
    return told | {"values": list(given.get(key, marked))}

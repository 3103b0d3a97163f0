"""Whether a JSON value is what a JSON schema asked for."""

from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def conforms(value: object, schema: Mapping[str, Any]) -> bool:
    """Whether the value has the types, choices and required keys of the schema, all the way down.

    Knows `type`, `enum`, `required`, `properties` and `items`, which tell a server that kept to the
    schema from one that ignored it; lengths and patterns are left to the server.
    """
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema and not _is(value, schema["type"]):
        return False
    if isinstance(value, dict):
        parts: Mapping[str, Any] = schema.get("properties", {})
        return all(key in value for key in schema.get("required", ())) and all(
            conforms(value[key], part) for key, part in parts.items() if key in value
        )
    if isinstance(value, list):
        return all(conforms(item, schema.get("items", {})) for item in value)
    return True


def _is(value: object, types: str | list[str]) -> bool:
    wanted = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, _TYPES[one]) for one in wanted)

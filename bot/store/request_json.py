"""A request as JSON and back: what the inbox keeps on disk."""

import importlib
import pkgutil
from dataclasses import fields
from typing import Any

from bot import core
from bot.core.chat import Community, Member, Role, address, place_at
from bot.core.errors import StoreTrouble
from bot.core.requests import Request

_WHO = {"key", "member", "place", "language", "roles"}
_KINDS = {
    name: kind
    for file in pkgutil.iter_modules(core.__path__)
    if file.name.endswith("requests")
    for name, kind in vars(importlib.import_module(f"{core.__name__}.{file.name}")).items()
    if isinstance(kind, type) and issubclass(kind, Request)
}


def written(request: Request) -> dict[str, Any]:
    """The request as values that JSON has."""
    more = {
        one.name: _plain(getattr(request, one.name))
        for one in fields(request)
        if one.name not in _WHO
    }
    return {
        "kind": type(request).__name__,
        "key": request.key,
        "community": str(request.member.community),
        "member": request.member.id,
        "name": request.member.name,
        "place": address(request.place),
        "language": request.language,
        "roles": sorted(request.roles),
        "more": more,
    }


def read(kept: dict[str, Any]) -> Request:
    """The request that `written` wrote; StoreTrouble for a kind that this version does not know."""
    community = Community.of(kept["community"])
    kind = _KINDS.get(kept["kind"])
    if kind is None:
        raise StoreTrouble("error.unknown_request")
    return kind(
        key=kept["key"],
        member=Member(community, kept["member"], kept["name"]),
        place=place_at(community, kept["place"]),
        language=kept["language"],
        roles=frozenset(Role(one) for one in kept["roles"]),
        **{name: _tuples(value) for name, value in kept["more"].items()},
    )


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value

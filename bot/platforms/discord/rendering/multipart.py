"""Bodies with pictures, as Discord takes them: a form of the JSON and of a part for each file."""

import json
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.core.pictures import Picture
from bot.platforms.discord.rendering.cards import FILES

Body = dict[str, Any]

_HOLDS_MESSAGE = ("data", "message")
"""Where a body has its message that is not one itself: a first answer's, a post's in a forum."""
_JSON = "application/json"
_KINDS = {"png": "png", "jpg": "jpeg", "gif": "gif", "webp": "webp"}


def parted(body: Body, method: str) -> tuple[Body, list[dict[str, Any]]]:
    """The body as JSON, and the form to send in its place, empty where it has no pictures.

    A message that is changed keeps no picture of before: those that it shows are sent with it.
    """
    inside = next((one for one in _HOLDS_MESSAGE if isinstance(body.get(one), dict)), None)
    message = body if inside is None else body[inside]
    files: Sequence[Picture] = message.get(FILES, ())
    if not files:
        replaces = method == "PATCH" and "components" in message
        return (body | {"attachments": []} if replaces else body), []
    named = [
        {"id": at, "filename": one.name, "description": one.alt} for at, one in enumerate(files)
    ]
    said = {name: value for name, value in message.items() if name != FILES}
    said["attachments"] = named
    whole = said if inside is None else body | {inside: said}
    form = [{"name": "payload_json", "value": json.dumps(whole), "content_type": _JSON}]
    form += [_file(at, one) for at, one in enumerate(files)]
    return whole, form


def form_data(form: Sequence[dict[str, Any]]) -> aiohttp.FormData:
    """The form as it is sent once."""
    data = aiohttp.FormData(quote_fields=False)  # Discord wants `files[0]` as it stands
    for field in form:
        data.add_field(**field)
    return data


def _file(at: int, picture: Picture) -> dict[str, Any]:
    kind = _KINDS.get(picture.name.rpartition(".")[2], "png")
    return {
        "name": f"files[{at}]",
        "value": picture.data,
        "filename": picture.name,
        "content_type": f"image/{kind}",
    }

"""A list of tags, as people write one in a line."""

import re
from collections.abc import Iterator
from typing import Any

_PARTING = re.compile(r"[,，、;；|｜]")
_PAIRS = {"[": "]", "【": "】", "［": "］", "(": ")", "（": "）"}
_OPENING, _CLOSING = "[【［", "]】］"
_HASHED = re.compile(r"#[^\s#]+(?:\s+#[^\s#]+)+")


def tags_of(value: Any) -> list[str]:
    """The tags of a list, or of a text that parts them by commas of either width, `、`, semicolons
    or bars, in brackets of either width or in none.

    What stands in round brackets within a tag stays in it: `Attention (MHA, GQA)`.
    """
    if isinstance(value, list | tuple):
        listed = [str(one) for one in value if isinstance(one, str | int | float)]
    else:
        text = str(value).strip() if isinstance(value, str | int | float) else ""
        listed = list(_parted(_list(text)))
    named = (_tag(one.strip(" \t'\"`#")) for one in listed)
    return list(dict.fromkeys(one for one in named if one))


def _list(text: str) -> str:
    """The text without the brackets around the whole of it."""
    opening, closing = text[:1], _PAIRS.get(text[:1])
    if closing is None or not text.endswith(closing):
        return text
    inner = text[1:-1]
    is_whole = opening in _OPENING or not (opening in inner or closing in inner)
    return inner if is_whole else text


def _parted(text: str) -> Iterator[str]:
    if _HASHED.fullmatch(text):
        yield from text.split()
        return
    if "(" not in text and "（" not in text:
        yield from _PARTING.split(text)
        return
    start = depth = 0
    for at, mark in enumerate(text):
        if mark in "(（":
            depth += 1
        elif mark in ")）":
            depth = max(0, depth - 1)
        elif _PARTING.match(mark) and not (depth and _is_closed(text[at : at + 60])):
            yield text[start:at]
            start, depth = at + 1, 0
    yield text[start:]


def _is_closed(following: str) -> bool:
    return ")" in following or "）" in following


def _tag(text: str) -> str:
    """The tag without brackets of its own, or the one that is left of those around the list."""
    first, last = text[:1], text[-1:]
    if first and first in _OPENING:
        if last == _PAIRS[first]:
            return text[1:-1].strip()
        return text[1:].strip() if _PAIRS[first] not in text else text
    is_left = last and last in _CLOSING and not any(one in text for one in _OPENING)
    return text[:-1].strip() if is_left else text

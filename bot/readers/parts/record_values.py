"""What a value of a record says: texts and lists, whatever they are written as."""

import json
import re
from collections.abc import Iterable
from typing import Any

from bot.readers.parts.tag_list import tags_of

_UNSOUND = re.compile("[\ud800-\udfff\x00]")
_DEEPEST = 5
_BULLET = re.compile(r"^(?:[-*+]\s+)+")
_NO_TITLE = ("```", "~~~", "|", "$$", "<", "\\[")


def text(value: Any, depth: int = 0) -> str:
    """A value as Markdown: texts as they are, lists as bullets, objects as their `text`."""
    if value is None or depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        return _block(value)
    if isinstance(value, dict):
        for name in ("text", "value", "content", "name"):
            if name in value:
                return text(value[name], depth + 1)
        value = [f"{name}: {text(one, depth + 1)}" for name, one in value.items()]
    if isinstance(value, list):
        texts = [one for one in (text(one, depth + 1) for one in value) if one]
        if len(texts) < 2:
            return "".join(texts)
        flat = all("\n" not in one for one in texts)
        return "\n".join(f"- {one}" for one in texts) if flat else "\n\n".join(texts)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _block(value: str) -> str:
    """The text without blank lines at its ends; where its first line is code, it stays indented."""
    plain = _UNSOUND.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
    lines = plain.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines[first:]) if len(lines) - first > 1 else plain.strip()


def heading(whole: str) -> tuple[str, str]:
    """The line of a text that is its title, and what it says beside it."""
    if "\n" not in whole:
        return " ".join(whole.split()), ""
    lines = whole.split("\n")
    if lines[0].lstrip().startswith(_NO_TITLE):
        asked = (one for one in lines if re.match(r"\s*\w.*[?？:：.。]\s*$", one))
        return " ".join(next(asked, lines[0]).split()), whole
    return " ".join(lines[0].split()), "\n".join(lines[1:]).strip("\n").rstrip()


def listed(value: Any, *, whole: bool = False) -> list[Any]:
    """The items of a list, of a text that is one as JSON, or the lines of a text (the text itself
    where it is to stay `whole`)."""
    if isinstance(value, str):
        lines = [value] if whole else text(value).split("\n")
        value = _json_list(value) or [one for one in lines if one.strip()]
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def several(value: Any) -> list[str]:
    """The texts of a value that should be one, and may be a list."""
    texts = map(text, value if isinstance(value, list) else [value])
    return [one for one in texts if one]


def lines(given: Iterable[Any]) -> list[str]:
    """The items of lists as lines, without bullets; those without a letter or a digit are none."""
    texts = [" ".join(text(one).split()) for value in given for one in listed(value)]
    return [one for one in (_BULLET.sub("", one) for one in texts) if re.search(r"\w", one)]


def tags(value: Any) -> list[str]:
    """The tags of a list, or of a text that has them apart by commas or the like."""
    if isinstance(value, str):
        value = _json_list(value) or value
    if isinstance(value, str):
        return tags_of(text(value))
    return [" ".join(text(one).split()) for one in listed(value)]


def _json_list(value: str) -> list[Any] | None:
    if not value.lstrip().startswith("["):
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None

"""Checkpoints from the values of records and front matter: objects, lines, and texts of lines."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core import rubric_list
from bot.core.preferences import LANGUAGES
from bot.core.rubric import Checkpoint
from bot.readers.parts import record_values
from bot.readers.parts.pieces import said

_UNREAD = "a checkpoint has no text, or an odd weight"
_KNOWN = {"text", "weight", "must", "texts", *rubric_list.KEYS.values()}
_TRUE = ("true", "yes", "on", "1")
_BULLET = re.compile(r"\s*(?:[-*+]\s+)+")


def checkpoints(value: Any) -> Iterator[Checkpoint | str]:
    """The checkpoints of a value, those without an id of their own with an empty one, and what is
    odd in it: a text that goes behind `the rubric: `."""
    for one in record_values.listed(value, whole=True):
        if isinstance(one, Mapping):
            yield from _of_mapping(one)
            continue
        listed = rubric_list.read(map(_as_item, record_values.text(one).split("\n")))
        yield from listed.checkpoints
        yield from (said(odd)[0] for odd in listed.odd)
        if not listed.checkpoints and not listed.odd:
            yield _UNREAD


def _as_item(line: str) -> str:
    """A line of a list as an item, whether or not it has a bullet."""
    if not line.strip() or _BULLET.match(line):
        return line
    plain = line.lstrip()
    return f"{line[: len(line) - len(plain)]}- {plain}"


def _of_mapping(given: Mapping[Any, Any]) -> Iterator[Checkpoint | str]:
    named = {str(name).strip().casefold(): value for name, value in given.items()}
    if len(named) == 1 and not {"text", *LANGUAGES} & set(named):
        ((label, rest),) = given.items()  # `- Keys: values` is a mapping for YAML
        found = rubric_list.read([f"- {label}: {rest}"]).checkpoints if _is_text(rest) else ()
        yield from found or (_UNREAD,)
        return
    values = {rubric_list.KEYS.get(name, name): value for name, value in named.items()}
    yield from (
        f"`{name[:40]}` is nothing that is known of a checkpoint" for name in values.keys() - _KNOWN
    )
    texts = {name: _line(values[name]) for name in LANGUAGES if values.get(name)}
    texts |= {name: text for name, text in _pairs(values.get("texts")) if name in LANGUAGES}
    text = _line(values.get("text"))
    if not text and texts:
        text = texts.pop(next(iter(texts)))
    name = str(values.get("id", ""))
    try:
        yield Checkpoint(
            name if rubric_list.is_id(name) else "",
            text,
            float(values.get("weight", 1)),
            str(values.get("must", "")).casefold() in _TRUE,
            tuple(_phrases(values.get("accept"))),
            tuple(_phrases(values.get("reject"))),
            tuple((one, texts[one]) for one in LANGUAGES if texts.get(one)),
        )
    except (ValueError, TypeError, OverflowError):
        yield _UNREAD


def _phrases(value: Any) -> list[str]:
    if isinstance(value, str):
        return list(rubric_list.phrases(_line(value)))
    said = map(_line, record_values.listed(value))
    return list(dict.fromkeys(filter(None, said)))


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Language and text, of a mapping or of pairs."""
    for one in value.items() if isinstance(value, Mapping) else record_values.listed(value):
        if isinstance(one, list | tuple) and len(one) == 2:
            yield str(one[0]), _line(one[1])


def _line(value: Any) -> str:
    return " ".join(record_values.text(value).split())


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())

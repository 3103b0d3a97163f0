"""Reads a JSON object while a model is still writing it."""

from collections.abc import Mapping
from typing import Any, Literal

import jiter

from bot.core.errors import ModelUnusable
from bot.llm.schema import conforms

_OF_NUMBERS = "0123456789+-.eE"


class Filling:
    """The object as far as it is written; what does not parse is ModelUnusable, never mended."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._text = ""
        self._said: Mapping[str, Any] | None = None

    def feed(self, piece: str) -> Mapping[str, Any] | None:
        """The object so far, or None if no new part of it is whole.

        A string or a number that may still grow is left out.
        """
        self._text += piece
        settled = self._text.rstrip(_OF_NUMBERS)
        if not settled.strip():
            return None
        value = _parse(settled, "on")
        return self._if_new(value) if value else None

    def end(self) -> Mapping[str, Any] | None:
        """The whole object, or None if `feed` gave it; ModelUnusable if it breaks the schema."""
        whole = _parse(self._text, "off")
        if not conforms(whole, self._schema):
            raise ModelUnusable
        return self._if_new(whole)

    def _if_new(self, value: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if value == self._said:
            return None
        self._said = value
        return value


def _parse(text: str, partial: Literal["on", "off"]) -> Mapping[str, Any]:
    try:
        value = jiter.from_json(
            text.encode(), partial_mode=partial, catch_duplicate_keys=True, allow_inf_nan=False
        )
    except ValueError as exc:
        raise ModelUnusable from exc
    if not isinstance(value, dict):
        raise ModelUnusable
    return value

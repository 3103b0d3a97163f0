"""What a request asks for beyond the standard, and does without where a server refuses it."""

from collections.abc import Mapping
from typing import Any

from openai import APIStatusError

from bot.llm.trouble import too_long

_NOT_UNDERSTOOD = (400, 422)
_OPTIONS = ("stream_options", "chat_template_kwargs", "structured_outputs")


def reduced(body: Mapping[str, Any], refusal: APIStatusError) -> dict[str, Any] | None:
    """The body to ask with once more: without the options that the refusal names, or without any.

    None where the refusal cannot be about an option.
    """
    there = [one for one in _OPTIONS if one in body]
    if not there or refusal.status_code not in _NOT_UNDERSTOOD or too_long(refusal):
        return None
    said = f"{refusal.message} {refusal.body}"
    named = [one for one in there if one in said] or there
    return {key: value for key, value in body.items() if key not in named}

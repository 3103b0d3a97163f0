"""What a request asks for beyond the standard, and does without where a server refuses it."""

from collections.abc import Collection, Mapping
from typing import Any

from openai import APIStatusError

from bot.llm.trouble import too_long

_NOT_UNDERSTOOD = (400, 422)
_OPTIONS = ("stream_options", "chat_template_kwargs", "structured_outputs")
_PAIRS = (("continue_final_message", "add_generation_prompt"), ("logprobs", "top_logprobs"))
"""Options that mean nothing without each other, and that fewer servers take."""
_RARE = tuple(one for pair in _PAIRS for one in pair)


def reduced(
    body: Mapping[str, Any], refusal: APIStatusError, needed: Collection[str] = ()
) -> dict[str, Any] | None:
    """The body to ask with once more: without the options that the refusal names; where it names
    none, without the rare ones, then without any.

    None where the refusal cannot be about an option that is not `needed`.
    """
    there = [one for one in (*_OPTIONS, *_RARE) if one in body and one not in needed]
    if not there or refusal.status_code not in _NOT_UNDERSTOOD or too_long(refusal):
        return None
    said = f"{refusal.message} {refusal.body}"
    named = [one for one in there if one in said]
    named += [one for pair in _PAIRS for one in pair if set(pair) & set(named)]
    gone = named or [one for one in there if one in _RARE] or there
    return {key: value for key, value in body.items() if key not in gone}

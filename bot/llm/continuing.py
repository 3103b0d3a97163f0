"""How a server is asked to go on with a text that the assistant has begun."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.completion import Message

_OPTION = "continue_final_message"
_GO_ON = "Go on exactly where your text ends, and repeat none of it. 请接着上文往下写，不要重复。"


def continuing(messages: Sequence[Message]) -> dict[str, Any]:
    """What vLLM is told beside the messages; llama.cpp goes on with a last assistant's turn by
    itself, and refuses to while it may think."""
    if not goes_on(messages):
        return {}
    return {
        _OPTION: True,
        "add_generation_prompt": False,
        "chat_template_kwargs": {"enable_thinking": False},
    }


def as_turns(messages: Sequence[Message], body: Mapping[str, Any]) -> Sequence[Message]:
    """The turns to send with that body: a server that refused to go on is asked to in words."""
    if not goes_on(messages) or _OPTION in body:
        return messages
    return [*messages, Message("user", _GO_ON)]


def left_thinking(messages: Sequence[Message]) -> bool:
    """Whether the text to go on with ends amid a reasoning that it opened itself."""
    if not goes_on(messages):
        return False
    _, opened, reasoning = messages[-1].text.rpartition("<think>")
    return bool(opened) and "</think>" not in reasoning


def goes_on(messages: Sequence[Message]) -> bool:
    """Whether the last turn is a text of the assistant, to be gone on with."""
    return bool(messages) and messages[-1].role == "assistant"

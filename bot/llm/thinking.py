"""Tells a model's reasoning from its text where the server left both in one stream."""

import re
from collections.abc import Iterator
from typing import Literal

from bot.core.completion import Delta

_OPEN, _CLOSE = "<think>", "</think>"
_OWN_LINE = f"\n{_CLOSE}"


class Thinking:
    """Cuts a streamed text at `<think>` and `</think>`, however the stream is chopped.

    `<think>` counts only as the first thing said, so that an answer may speak of it. Some templates
    write it into the prompt, and only `</think>` comes: on a line of its own it is taken out and
    `unopened` is True from then on. What stood before it was passed on as text by then, so begin
    the model's next stream with `opened`, and it starts as reasoning.
    """

    def __init__(self, *, opened: bool = False) -> None:
        self.unopened = False
        self._state: Literal["start", "reasoning", "text", "plain"] = "start"
        self._before_text: Literal["reasoning", "text"] = "reasoning" if opened else "text"
        self._saw_open = False
        self._after_tag = opened
        self._rest = ""

    def feed(self, piece: str) -> Iterator[Delta]:
        """What is certain after the next piece of the stream."""
        self._rest += piece
        return self._cut(ended=False)

    def end(self) -> Iterator[Delta]:
        """What was held back because it could have become a tag."""
        return self._cut(ended=True)

    def _cut(self, *, ended: bool) -> Iterator[Delta]:
        if self._state == "start" and not self._begin(ended=ended):
            return
        if self._state == "reasoning":
            head, close, tail = self._rest.partition(_CLOSE)
            if not close:
                yield from self._pass("reasoning", 0 if ended else _held(head, _CLOSE))
                return
            self._rest = head
            yield from self._pass("reasoning", 0)
            self._close(tail)
        if self._state == "text":
            tag = re.search(f"{_OPEN}|{_OWN_LINE}", self._rest)
            if tag is None:
                yield from self._pass("text", 0 if ended else _held(self._rest, _OPEN, _OWN_LINE))
                return
            if tag[0] == _OPEN:
                self._state = "plain"
            else:
                tail = self._rest[tag.end() :]
                self._rest = self._rest[: tag.start()]
                yield from self._pass("text", 0)
                self._close(tail)
        yield from self._pass("text", 0)

    def _begin(self, *, ended: bool) -> bool:
        """Whether enough has come to know how the stream begins."""
        bare = self._rest.lstrip()
        if bare.startswith(_OPEN):
            self._state, self._rest = "reasoning", bare.removeprefix(_OPEN)
            self._saw_open = self._after_tag = True
        elif bare.startswith(_CLOSE):
            self._close(bare.removeprefix(_CLOSE))
        elif ended or not (_OPEN.startswith(bare) or _CLOSE.startswith(bare)):
            self._state = self._before_text
        return self._state != "start"

    def _close(self, tail: str) -> None:
        self._state, self._rest, self._after_tag = "plain", tail, True
        self.unopened = not self._saw_open

    def _pass(self, kind: Literal["reasoning", "text"], held: int) -> Iterator[Delta]:
        """Pass on all but the last `held` characters, without the blank lines that follow a tag."""
        if self._after_tag:
            self._rest = self._rest.lstrip()
        cut = len(self._rest) - min(held, len(self._rest))
        said, self._rest = self._rest[:cut], self._rest[cut:]
        if said:
            self._after_tag = False
            yield Delta(kind, said)


def _held(text: str, *tags: str) -> int:
    """How many characters at the end of the text may be the beginning of a tag."""
    starts = (tag[:length] for tag in tags for length in range(len(tag) - 1, 0, -1))
    return max((len(start) for start in starts if text.endswith(start)), default=0)

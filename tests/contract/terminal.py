"""The terminal for the journeys: `coach chat` as a process of its own, spoken to through a pipe."""

import itertools
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import words
from tests.kills import template
from tests.kills.driving import Seen, Where
from tests.kills.program import Program, start
from tests.kills.waiting import until

_MANY = 3
"""Terminals: as many as people speak at once. Who comes later sits down where one has left."""
_SOON, _LATE = 8.0, 30.0


def _told(key: str, *facts: str) -> str:
    """A pattern of what the terminal says of its own, in any language."""
    blank = dict.fromkeys(facts, "BLANK")
    said = (re.escape(words.say(one, key, **blank)) for one in ("en", "zh"))
    return "|".join(f"{one.replace('BLANK', '.*')}\n" for one in said)


_LEFT = re.compile(f"(?m)^(?:{_told('terminal.left', 'channel')})")
_OWN = re.compile(
    f"(?m)^(?:{_told('terminal.entered', 'title', 'channel')}|-- .* --\n|"
    f"{_told('terminal.unheard')})"
)
"""What the terminal says of where one is: no words of the coach."""
_CARD = re.compile(r"(?s)\S.*?(?:\n\[/[^\n]*(?:\n|\Z)|\Z)")
_BUTTON = re.compile(r"\[/((?:press-)?([a-z_]+))")
_CHOICE = re.compile(r" – 1 ")


@dataclass
class Terminal:
    """A running `coach chat`, the pipe into it, and who has sat down there so far."""

    program: Program
    pipe: int
    guests: int = 0
    spoken_to: str = "en"

    def types(self, line: str) -> None:
        """Write a line into the pipe."""
        os.write(self.pipe, f"{line}\n".encode())

    def sit_down(self) -> int:
        """Go back to the channel and to English, for somebody new; returns their number."""
        if self.spoken_to != "en":
            self.types("/settings language:en")
        self.types("/leave")
        self.guests, self.spoken_to = self.guests + 1, "en"
        return self.guests

    def since(self, guest: int) -> str:
        """What was printed since somebody sat down, by their number."""
        return "".join(self._parts()[guest:])

    def hears(self, guest: int) -> bool:
        """Whether somebody's first line was heard, by their number."""
        return len(self._parts()) > guest

    def _parts(self) -> list[str]:
        return _LEFT.split(self.program.out.read_text(encoding="utf-8"))


class TerminalRoom:
    """A person at a terminal. Nothing of who sat there before them is taken for theirs."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._guest = terminal.sit_down()
        self._from = 0

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        del where
        self._terminal.spoken_to = options.get("language", self._terminal.spoken_to)
        given = " ".join(f'{key}:"{value}"' for key, value in options.items())
        self._terminal.types(f"/{name} {given}".strip())

    async def press(self, action: str) -> None:
        def typed() -> list[str]:
            return [one[1] for one in _BUTTON.finditer(self._printed()) if one[2] == action]

        await until(typed, _SOON, f"a button {action}")
        self._terminal.types(f"/{typed()[-1]}")

    async def opens(self, action: str) -> None:
        self._from = len(self._printed())
        await self.press(action)
        await until(lambda: len(self._new()) > 1, _SOON, "a form and its first field")

    async def submit(self, **values: str) -> None:
        left = list(values.values())
        while left:
            line = "1" if _CHOICE.search(self._new()[-1]) else left.pop(0)
            self._from = len(self._printed())
            self._terminal.types(line)
            if left:
                await until(self._new, _SOON, "the next field")

    async def say(self, text: str, where: Where) -> None:
        if where == "thread":
            await until(lambda: _has(self.seen(), "hint"), _SOON, "a question")
        self._terminal.types(text if where == "thread" else f"/{text}")

    def seen(self) -> list[Seen]:
        cards = _CARD.findall(_OWN.sub("", self._printed()))
        return [Seen(one, "channel", _actions(one)) for one in cards]

    def _printed(self) -> str:
        return self._terminal.since(self._guest)

    def _new(self) -> list[str]:
        """The whole lines that were printed since something was typed into a form."""
        whole, _, _ = self._printed()[self._from :].rpartition("\n")
        return [line for line in whole.split("\n") if line]


@asynccontextmanager
async def terminals(
    folder: Path, bank: Path, model: str
) -> AsyncIterator[Callable[[], TerminalRoom]]:
    """What gives a new person a seat at one of a few terminals that hear; none ends meanwhile."""
    begun = [await _begun(folder / str(number), bank, model) for number in range(_MANY)]
    seats = itertools.cycle(begun)
    try:
        first = [(one, one.sit_down()) for one in begun]
        await until(lambda: all(one.hears(guest) for one, guest in first), _LATE, "they hear")
        yield lambda: TerminalRoom(next(seats))
        for one in begun:
            assert one.program.returncode is None
            assert one.program.err.read_text() == ""
    finally:
        for one in begun:
            await one.program.kill()
            os.close(one.pipe)


async def _begun(folder: Path, bank: Path, model: str) -> Terminal:
    folder.mkdir()
    home = await template.home_in(folder)
    os.mkfifo(folder / "typed")
    pipe = os.open(folder / "typed", os.O_RDWR)
    told = template.environment(home) | {"COACH_BANK": str(bank), "LLM_BASE_URL": model}
    return Terminal(start(["chat"], told, home, stdin=folder / "typed"), pipe)


def _actions(card: str) -> frozenset[str]:
    return frozenset(one[2] for one in _BUTTON.finditer(card))


def _has(seen: list[Seen], action: str) -> bool:
    return any(action in one.actions for one in seen)

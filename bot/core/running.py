"""The port that runs a program which a model wrote."""

from dataclasses import dataclass
from typing import Literal, Protocol

Why = Literal[
    "time",
    "memory",
    "recursion",
    "output",
    "module",
    "unsupported",
    "syntax",
    "error",
    "no_value",
    "too_long",
    "broken",
    "not_here",
]
"""Why a program came to no value: it took too long, too much memory, called itself too deeply, or
printed too much; it asked for a module that is not there, or for a part of Python that is not; it
is no Python; it raised an error; it came to nothing, or to more than an answer is; it broke what it
ran in; nothing is installed that runs programs."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stood in the way: `said` is the error in Python's words, one line, often from the
    program itself; `line` is where in the program."""

    why: Why
    said: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program came to: its value as text, what it printed, or the trouble.

    `seconds` is from being asked to the answer, with the start of what it runs in.
    """

    value: str | None
    printed: str = ""
    trouble: Trouble | None = None
    seconds: float = 0.0


class RunProgram(Protocol):
    """Runs a program where it can reach nothing of ours, and for a few seconds at most."""

    async def __call__(self, code: str, *, call: str = "solution") -> Ran:
        """What `call()` returns after the program ran; where it defines no such function, the
        program's last expression, its `answer`, `ans` or `result`, or the last line it printed.

        Never raises, and never holds up the event loop.
        """
        ...

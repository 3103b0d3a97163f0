"""What a writer hands over, and how it says how far it is."""

from collections.abc import Callable
from dataclasses import dataclass

Told = Callable[[int, int], None]
"""Is told how many questions of how many are written."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its name in a folder, or none where there is one file only."""

    name: str
    data: bytes


def untold(done: int, total: int) -> None:
    """Where nobody wants to know."""

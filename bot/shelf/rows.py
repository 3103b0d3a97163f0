"""Questions in one file, each read when it is asked for."""

import marshal
import mmap
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import overload

from bot.core.question import Question
from bot.core.rubric import Checkpoint

FIELDS = tuple(one.name for one in fields(Question))
_CHECKPOINT = tuple(one.name for one in fields(Checkpoint))
_values = attrgetter(*FIELDS)
_checkpoint = attrgetter(*_CHECKPOINT)
_RUBRIC = FIELDS.index("rubric")


class Rows(Sequence[Question]):
    """The questions of a file that `write` wrote; `offsets` says where each begins, and the end."""

    def __init__(self, file: Path, offsets: bytes) -> None:
        """OSError or ValueError where the file is not what was written."""
        self._offsets = array("Q", offsets)
        size = self._offsets[-1]
        with file.open("rb") as opened:
            self._data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        if len(self._data) != size:
            raise ValueError("the file of rows was cut off")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, at: int) -> Question: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Question]: ...
    def __getitem__(self, at: int | slice) -> Question | Sequence[Question]:
        """The question of a row, made anew at each call."""
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        row = at + len(self) if at < 0 else at
        if not 0 <= row < len(self):
            raise IndexError(at)
        begin, end = self._offsets[row], self._offsets[row + 1]
        values = list(marshal.loads(self._data[begin:end]))  # noqa: S302 - written by `write`
        values[_RUBRIC] = tuple(Checkpoint(*one) for one in values[_RUBRIC])
        return Question(*values)


def write(file: Path, questions: Iterable[Question]) -> bytes:
    """Write the questions, and give the offsets by which `Rows` finds them again."""
    offsets, at = array("Q", [0]), 0
    with file.open("wb", buffering=1 << 20) as opened:
        for question in questions:
            values = list(_values(question))
            values[_RUBRIC] = [_plain(one) for one in question.rubric]
            at += opened.write(marshal.dumps(tuple(values)))
            offsets.append(at)
    return offsets.tobytes()


def _plain(checkpoint: Checkpoint) -> tuple[object, ...]:
    return tuple(_checkpoint(checkpoint))

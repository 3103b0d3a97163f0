"""Appends approved questions to the operator's file: one process at a time, all or nothing."""

import asyncio
import fcntl
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BankTrouble
from bot.core.question import Question

HEAD = (
    "# Suggested questions\n"
    "> What members suggested and maintainers approved. The coach appends; edit as you like.\n"
)
PATIENCE = 20.0
"""Seconds to wait for another process that is writing."""

_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class ApprovedFile:
    """The port `Approved` over a Markdown file of the seed's format.

    `render` writes a question as a part of a chapter, `read` reads a whole file back: nothing is
    written that would not read back as one more question behind those that were there.
    """

    path: Path
    render: Callable[[Question], str]
    read: Callable[[bytes], Sequence[Question]]

    async def add(self, question: Question) -> None:
        """Write a question behind those that are there; one whose id is there is not written again.

        BankTrouble where it cannot be written; then what was there stands as it was.
        """
        await asyncio.to_thread(self._add, question)

    def _add(self, question: Question) -> None:
        file = self.path.resolve()  # a link goes on being one
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with _alone(file.with_name(f".{file.name}.lock")):
                data = file.read_bytes() if file.exists() else b""
                before = list(self.read(data)) if data else []
                if all(one.explicit_id != question.explicit_id for one in before):
                    _put(file, self._with(data or HEAD.encode(), before, question))
        except OSError as exc:
            reason = exc.strerror or type(exc).__name__
            raise BankTrouble(
                "error.approved_not_written", file=self.path.name, reason=reason
            ) from exc

    def _with(self, data: bytes, before: Sequence[Question], question: Question) -> bytes:
        """The file with the question behind it, as it reads back; BankTrouble where it does not."""
        whole = _joined(data, self.render(question).encode("utf-8", "replace"))
        after = list(self.read(whole))
        if after and after[:-1] == before and _same(after[-1], question):
            return whole
        raise BankTrouble("error.approved_unreadable", file=self.path.name)


def _same(added: Question, question: Question) -> bool:
    """Whether it is the same question with every letter: headings may have moved, and what was
    open is closed."""
    title, answer = _letters(added.title), _letters(added.answer)
    named = added.explicit_id == question.explicit_id and title == _letters(question.title)
    return named and answer.startswith(_letters(question.answer))


def _letters(text: str) -> str:
    return _MARKS.sub("", text)


def _joined(data: bytes, entry: bytes) -> bytes:
    """The file with the entry behind it, apart from what was there by one empty line."""
    gap = b"" if data.endswith(b"\n\n") else b"\n" if data.endswith(b"\n") else b"\n\n"
    return data + gap + entry.strip(b"\n") + b"\n"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Nobody else on this machine is in such a block with the same lock; OSError after a while."""
    with lock.open("ab") as opened:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield


def _put(file: Path, data: bytes) -> None:
    """Put the bytes in the file's place at once: whoever reads it meanwhile, or after a crash,
    finds all of the old ones or all of the new."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.chmod(stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o644)
        temporary.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise

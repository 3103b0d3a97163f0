"""Prints for a pipe or a file: plain text and Markdown as it stands, no colours, nothing moves."""

import os
from dataclasses import dataclass, field
from typing import TextIO

from bot.core.errors import CannotReach
from bot.platforms.terminal.pieces import Piece


@dataclass
class PlainPaper:
    """The paper of a pipe. Without a file (standard output was closed) it prints nowhere."""

    file: TextIO | None
    _begun: bool = field(default=False, init=False)
    _gap: bool = field(default=False, init=False)
    _within_line: bool = field(default=False, init=False)

    def put(self, piece: Piece) -> None:
        """Print a piece; a model's reasoning is left out, a spoiler is not."""
        match piece.kind:
            case "text":
                self._write(piece.text)
            case "reasoning":
                pass
            case "end":
                self._end_line()
            case "gap":
                self._end_line()
                self._gap = self._begun
            case "place":
                self._line(f"-- {piece.text} --")
            case "said":
                self._line("\n".join(f"> {line}" for line in piece.text.split("\n")))
            case _:
                self._line(piece.text)

    def _line(self, text: str) -> None:
        self._end_line()
        self._write(f"{text}\n")

    def _end_line(self) -> None:
        if self._within_line:
            self._write("\n")

    def _write(self, text: str) -> None:
        if self._gap:
            text = f"\n{text}"
        self._begun, self._gap = True, False
        self._within_line = not text.endswith("\n")
        if self.file is None:
            return
        try:
            self.file.write(text)
            self.file.flush()
        except OSError as error:
            _let_go(self.file)
            if isinstance(error, BrokenPipeError):
                raise
            raise CannotReach("terminal.cannot_write", reason=error.strerror or "") from error


def _let_go(file: TextIO) -> None:
    """Point the file at nothing, so that flushing what it still holds fails no more at the exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, file.fileno())
    os.close(nothing)

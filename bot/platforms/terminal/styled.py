"""Prints for a person at a terminal: readable Markdown, colours, text that grows as it comes."""

import re
from collections.abc import Callable
from typing import TextIO

from markdown_it import MarkdownIt
from rich.console import Console, RenderableType
from rich.markdown import Markdown
from rich.text import Text

from bot.platforms.terminal.pieces import Kind, Piece

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_COLON = re.compile(r": |：")
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
_STYLES: dict[Kind, str] = {
    "title": "bold",
    "note": "dim italic",
    "buttons": "cyan",
    "aside": "italic",
    "spoiler": "dim",
}
_TAIL_LINES = 4


class StyledPaper:
    """The paper of a terminal. Growing text is printed a block at a time, as soon as it is whole.

    The block that is not whole yet is the `tail`: a person sees its end above the prompt, and
    `on_tail` is called when it has changed.
    """

    def __init__(self, file: TextIO, on_tail: Callable[[], None]) -> None:
        self._file = file
        self._console = Console(
            file=file, force_terminal=True, markup=False, highlight=False, emoji=False
        )
        self._on_tail = on_tail
        self._open = ""
        self._reasons = False
        self._begun = False
        self._gap = False

    @property
    def tail(self) -> str:
        """The last lines of the block that is being written, as wide as the terminal."""
        text = self._open.strip("\n")
        if not text:
            return ""
        wrapped = Text(text[-4000:]).wrap(self._console, max(self._console.width - 1, 1))
        return "\n".join(line.plain for line in list(wrapped)[-_TAIL_LINES:])

    def put(self, piece: Piece) -> None:
        """Print a piece, or keep it as the tail until its block is whole."""
        match piece.kind:
            case "text" | "reasoning":
                self._grow(piece.text, reasons=piece.kind == "reasoning")
                return
            case "end":
                self._finish()
                return
        self._finish()
        match piece.kind:
            case "gap":
                self._gap = self._begun
            case "body":
                self._print(_markdown(piece.text))
            case "facts":
                self._print(_facts(piece.text))
            case "place":
                self._print(Text(f"── {piece.text} ──", style="dim"))
            case "said":
                self._print(Text(f"› {piece.text}", style="dim"))
            case _:
                self._print(Text(piece.text, style=_STYLES[piece.kind]))

    def _grow(self, text: str, *, reasons: bool) -> None:
        if reasons != self._reasons:
            self._finish()
        self._reasons = reasons
        whole, self._open = _blocks(self._open + text)
        self._block(whole)
        self._on_tail()

    def _finish(self) -> None:
        whole, self._open = self._open, ""
        if whole:
            self._block(whole)
            self._on_tail()

    def _block(self, text: str) -> None:
        if text.strip():
            plain = Text(text.strip("\n"), style="dim italic")
            self._print(plain if self._reasons else _markdown(text))
            self._gap = True

    def _print(self, what: RenderableType) -> None:
        with self._console.capture() as printed:
            self._console.print(what)
        gap = "\n" if self._gap else ""
        self._begun, self._gap = True, False
        self._file.write(gap + printed.get().strip("\n") + "\n")
        self._file.flush()


def _blocks(text: str) -> tuple[str, str]:
    """The whole blocks of Markdown, up to the last empty line outside a fence, and the rest."""
    fence, end, position = "", 0, 0
    for line in text.splitlines(keepends=True):
        position += len(line)
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and not line.strip() and line.endswith("\n"):
            end = position
    return text[:end], text[end:]


def _markdown(text: str) -> Markdown:
    """Markdown in which HTML is shown as it was written and a link shows where it leads."""
    rendered = Markdown(text, hyperlinks=False)
    rendered.parsed = _PARSER.parse(text)
    return rendered


def _facts(lines: str) -> Text:
    shown = Text()
    for number, line in enumerate(lines.split("\n")):
        colon = _COLON.search(line)
        end = colon.end() if colon else len(line)
        shown.append("\n" if number else "").append(line[:end], style="dim").append(line[end:])
    return shown

"""A file as a reader gets it: its bytes, its text and, for Markdown, its blocks."""

from dataclasses import dataclass
from functools import cached_property

from bot.readers.parts.blocks import Document
from bot.readers.parts.encodings import encoding

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """`name` is the file's own name, `label` what people call it: its path, or
    `archive.zip!path/within`.
    """

    name: str
    label: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """The text without a byte order mark, stray bytes as U+FFFD, newlines as ends."""
        decoded = self.data.decode(self.encoding, errors="replace").removeprefix("\ufeff")
        return decoded.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def encoding(self) -> str:
        """What the text is written in, as Python calls it: UTF-8, GB18030 or UTF-16."""
        return encoding(self.data)

    @property
    def stray_line(self) -> int | None:
        """The line, from 1, of the first byte that is not UTF-8."""
        try:
            self.data.decode()
        except UnicodeDecodeError as exc:
            before = self.data[: exc.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            return before.count(b"\n") + 1
        return None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their endings; what follows a last ending is no line."""
        lines = self.text.split("\n")
        return lines[:-1] if lines and not lines[-1] else lines

    @cached_property
    def document(self) -> Document:
        """The text as Markdown: parsed once, however many readers look at it."""
        return Document(self.text)

"""A file as the loaders see it: its name and its text, whatever it is encoded in."""

import codecs
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.core.errors import BadInput

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Source:
    """The bytes of a file under the name that people are told."""

    label: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """The text: UTF-16 where a mark says so, UTF-8 where the bytes are that, else GB18030, as
        Chinese spreadsheets save. BadInput where they are none of these."""
        for encoding in (_MARKS.get(self.data[:2], "utf-8-sig"), "gb18030"):
            try:
                return self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise BadInput(
            "error.eval_file", path=self.label, reason="it is neither UTF-8 nor GB18030 text"
        )

    @property
    def opening(self) -> str:
        """The first characters of the text, for telling its format; empty for what is no text."""
        head = self.data[:4096]
        return "" if b"\0" in head and head[:2] not in _MARKS else self.text[:4096]


def source(file: Path, label: str) -> Source:
    """The file, opened; BadInput where it cannot be."""
    try:
        return Source(label, file.read_bytes())
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        raise BadInput("error.eval_file", path=str(file), reason=reason) from exc

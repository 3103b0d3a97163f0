"""Draws pages in this process: as PNG, within bounds, and never with a letter that no font has."""

import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typst

from bot.core.pictures import Drawable
from bot.render import fonts
from bot.render.sheet import SCALE, page, specimen
from bot.render.typst_text import Undrawable, letters

WIDEST, TALLEST, LARGEST = 2400, 3200, 4_000_000
"""Pixels of a picture: across, down, and in all."""
_HEAVIEST = 4 * 1024 * 1024
_POINTS_AN_INCH = 72
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
_NO_LETTER = "\U0010fffd"
"""For private use, and used by no font that we know."""
_GLYPH = re.compile(r'<use [^>]*?href="#(\w+)"')


@dataclass
class Easel:
    """Typst's compiler, with its own fonts and those beside the one for Chinese.

    It may read no other files than this room's own, whatever is written on a page.
    """

    chinese: fonts.Font | None = field(default_factory=fonts.chinese)

    def __post_init__(self) -> None:
        files = self.chinese.files if self.chinese else ()
        self._compiler: Any = typst.Compiler(
            root=str(Path(__file__).parent),
            font_paths=sorted({str(one.parent) for one in files}),
            ignore_system_fonts=True,
        )
        self._family = self.chinese.family if self.chinese else None
        self._known: set[str] = set()
        self._boxes = frozenset(self._glyphs(_NO_LETTER)) - frozenset(self._glyphs(" "))

    def png(self, drawing: Drawable) -> bytes:
        """The picture. Undrawable where there is none."""
        source = page(drawing, self._family)
        svg = self._svg(source)
        size = _SIZE.search(svg)
        if size is None:
            raise Undrawable("no page")
        width, height = (float(one) * SCALE for one in size.groups())
        if width > WIDEST or height > TALLEST or width * height > LARGEST:
            raise Undrawable(f"{width:.0f} by {height:.0f} pixels")
        self._check(letters(source))
        data = self._compile(source, "png")
        if len(data) > _HEAVIEST or not data.startswith(b"\x89PNG"):
            raise Undrawable(f"{len(data)} bytes")
        return data

    def _check(self, used: frozenset[str]) -> None:
        """Undrawable where a font would draw a box for one of these."""
        new = used - self._known
        if new and not self._boxes.isdisjoint(self._glyphs("".join(sorted(new)))):
            raise Undrawable("a letter that no font has")
        self._known |= new

    def _glyphs(self, letters: str) -> list[str]:
        """The names of what is drawn for letters: the same shape has the same name."""
        return _GLYPH.findall(self._svg(specimen(letters, self._family)))

    def _svg(self, source: str) -> str:
        return self._compile(source, "svg").decode()

    def _compile(self, source: str, kind: str) -> bytes:
        try:
            made = self._compiler.compile(source.encode(), format=kind, ppi=_POINTS_AN_INCH * SCALE)
        except typst.TypstError as error:
            raise Undrawable("Typst finds a mistake in it") from error
        if not isinstance(made, bytes):
            raise Undrawable("more than one page")
        return made


def pixels(png: bytes) -> tuple[int, int]:
    """The width and height that a PNG file states."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height

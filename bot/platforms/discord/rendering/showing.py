"""Which parts of a text are shown as pictures."""

import re
from dataclasses import dataclass, field

from bot.core.pictures import Drawing

ALT = 1024
"""Characters of a picture's description; what needs more is said in words."""
MOST = 10
"""Pictures of one text."""
_MARK = "\x01"
"""Around the number of a picture, on a line of its own. No text that is read has one."""
_STANDS_FOR = re.compile(f"\n*{_MARK}(\\d+){_MARK}\n*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would better be a picture: a drawing, or an image's address; `alt` says it in words."""

    what: Drawing | str
    alt: str


@dataclass(frozen=True, slots=True)
class Read:
    """A text for Discord. Of what it would have as pictures, those that are shown are left out of
    it: `pieces` tells where they stand."""

    text: str
    wanted: tuple[Wanted, ...] = ()

    @property
    def pieces(self) -> list[str | Wanted]:
        """Text and pictures as they follow each other; none is empty."""
        parts = _STANDS_FOR.split(self.text)
        found: list[str | Wanted] = []
        for at, part in enumerate(parts):
            if at % 2:
                found.append(self.wanted[int(part)])
            elif part.strip():
                found.append(part)
        return found


@dataclass(slots=True)
class Showing:
    """The pictures of a text while it is read. `shown` are the drawings of which there are
    pictures; `beside` is the file of the bank that the text is from, else no images are shown.
    """

    beside: str = ""
    shown: frozenset[Drawing] = frozenset()
    wanted: list[Wanted] = field(default_factory=list)

    def offer(self, what: Drawing | str, alt: str) -> str | None:
        """The line that stands for a picture; None where there is none, at least not yet."""
        if len(self.wanted) == MOST or not alt.strip() or len(alt) > ALT:
            return None
        self.wanted.append(Wanted(what, alt.strip()))
        if isinstance(what, str) or what in self.shown:
            return f"{_MARK}{len(self.wanted) - 1}{_MARK}"
        return None

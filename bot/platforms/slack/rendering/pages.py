"""Fills messages with parts, one after the other, within what Slack takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.platforms.slack.rendering.bare import escaped
from bot.platforms.slack.rendering.parting import parted
from bot.platforms.slack.rendering.parts import Block, Part, block_of
from bot.platforms.slack.rendering.pieces import Piece
from bot.typography.splitting import clipped

Payload = dict[str, Any]

HEAVIEST, BLOCKS = 9000, 45
"""What a message may weigh (characters, and something for each element), and its blocks: Slack
takes 50 of them, and about 13,000 characters, counted in a way that it does not tell (S11, S13)."""
_ROWS = 5
"""Blocks of a message that are left for its buttons."""
_FALLBACK = 3900
"""Characters for notifications and screen readers."""
_WORTH = HEAVIEST // 4
"""What must be left of a message for a piece that does not fit to begin in it."""


@dataclass
class Page:
    """One message as it is filled."""

    parts: list[Part] = field(default_factory=list)
    rows: list[Block] = field(default_factory=list)

    @property
    def room(self) -> int:
        """What it may still take up."""
        return HEAVIEST - sum(one.weight for one in self.parts)

    @property
    def has_table(self) -> bool:
        """Whether Slack takes no other table in it."""
        return any(isinstance(one, Piece) and one.kind == "table" for one in self.parts)

    @property
    def payload(self) -> Payload:
        """The message."""
        blocks = [block_of(one) for one in self.parts]
        said = [one.said if isinstance(one, Piece) else one.words for one in self.parts]
        words = clipped("\n".join(said), _FALLBACK) or "…"
        return {"text": escaped(words), "blocks": blocks + self.rows}


@dataclass
class Pages:
    """The messages as they are filled, one after the other."""

    pages: list[Page] = field(default_factory=lambda: [Page()])

    def add(self, part: Part) -> None:
        """Say a part where there is room; go on in further messages where there is none."""
        page = self.pages[-1]
        crowded = len(page.parts) >= BLOCKS - _ROWS
        if page.has_table and isinstance(part, Piece) and part.kind == "table":
            part = part.instead or part
        small_rest = part.weight > page.room and page.room < _WORTH
        if page.parts and (crowded or small_rest):
            self._turn()
        room = self.pages[-1].room
        pieces: Iterable[Part] = [part]
        if isinstance(part, Piece) and part.kind not in ("table", "rule"):
            pieces = parted(part, room if room >= _WORTH else HEAVIEST)
        for one in pieces:
            if one.weight > self.pages[-1].room and self.pages[-1].parts:
                self._turn()
            self.pages[-1].parts.append(one)

    def _turn(self) -> None:
        """Begin the next message; a heading goes with what it stands above."""
        last = self.pages[-1].parts
        moved: list[Part] = []
        if len(last) > 1 and isinstance(last[-1], Piece) and last[-1].bold:
            moved.append(last.pop())
        self.pages.append(Page(moved))

    def add_rows(self, rows: Sequence[Block]) -> None:
        """Rows of buttons under the last message, and in further ones where it is full."""
        for row in rows:
            page = self.pages[-1]
            if len(page.parts) + len(page.rows) >= BLOCKS:
                self.pages.append(Page())
            self.pages[-1].rows.append(row)

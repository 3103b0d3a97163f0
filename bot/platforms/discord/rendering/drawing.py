"""Draws what a card would show as pictures, before it is said."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.chat import Card
from bot.core.pictures import Draw, Drawing, Picture, draws_nothing
from bot.platforms.discord.rendering import cards

MOST = 20
"""Pictures of a card and the text under it."""


@dataclass(frozen=True)
class Pictures:
    """What is not drawn within `seconds` is said in words."""

    draw: Draw = draws_nothing
    seconds: float = 4.0
    _late: set[asyncio.Task[Picture | None]] = field(default_factory=set)

    async def of(
        self, card: Card | None, text: str = "", *, seconds: float | None = None
    ) -> Mapping[Drawing, Picture]:
        """The pictures that there are of a card and the text under it."""
        loop = asyncio.get_running_loop()
        until = loop.time() + (self.seconds if seconds is None else seconds)
        drawn: dict[Drawing, Picture] = {}
        for what, alt in list(dict(cards.wanted(card, text)).items())[:MOST]:
            task = asyncio.ensure_future(self.draw(what, alt))
            self._late.add(task)  # one that comes too late is there the next time
            task.add_done_callback(self._late.discard)
            await asyncio.wait({task}, timeout=max(0.0, until - loop.time()))
            if not task.done():
                break
            if picture := task.result():
                drawn[what] = picture
        return drawn

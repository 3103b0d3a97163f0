"""Tells a reader at once what could not be done."""

from collections.abc import Awaitable

from nicegui import ui

from bot.core.errors import CoachError
from bot.platforms.web.cards import Words


async def attempted(work: Awaitable[object], words: Words) -> bool:
    """Whether the work was done; where it could not be, its reader is told why."""
    try:
        await work
    except CoachError as error:
        ui.notify(words(error.key, **error.facts), type="negative", position="top")
        return False
    return True

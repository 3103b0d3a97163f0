"""Asks the parts of a running house whether they are ready to work."""

import asyncio
from collections.abc import Mapping

from bot.app import App
from bot.core.errors import ModelTrouble, StoreTrouble

_PATIENCE = 2.0
"""Seconds that the database, and the model's server, have to say that they are there."""


async def readiness(app: App) -> Mapping[str, bool]:
    """Which parts are: the bank is read; the database answers, its tables are of this version; this
    process gives signs of life; each platform that it listens to is heard; the model answers."""
    found = {"bank": len(app.bank()) > 0, "database": True, "tables": True}
    try:
        async with asyncio.timeout(_PATIENCE):
            found["tables"] = await app.observed.overview.is_current()
    except (StoreTrouble, TimeoutError):
        found["database"] = found["tables"] = False
    if app.beating is not None:
        found["work"] = app.beating.is_heard
    found |= {name: pulse().hears for name, pulse in app.observed.gauges.pulses.items()}
    return found | {"model": await _model(app)}


async def _model(app: App) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await app.model.facts()
    except (ModelTrouble, TimeoutError):
        return False
    return True

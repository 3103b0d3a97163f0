"""Draws what a card would show as pictures, and brings them to Slack before it is said."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.chat import Card
from bot.core.errors import CoachError, where
from bot.core.keeping import Ledger
from bot.core.pictures import Draw, Drawing, Picture
from bot.platforms.slack import blocks
from bot.platforms.slack.line import Line

logger = logging.getLogger(__name__)

MOST = 10
"""Pictures of a card and the text under it."""
_KEPT = timedelta(days=60)
"""How long a picture that was brought to Slack is used again."""


@dataclass(frozen=True)
class Pictures:
    """What is not drawn and brought within `seconds` is said in words. Never raises."""

    line: Line
    ledger: Ledger
    draw: Draw
    seconds: float = 6.0
    _late: set["asyncio.Task[str | None]"] = field(default_factory=set)

    async def of(
        self, team: str, card: Card | None, text: str = "", *, private: bool = False
    ) -> Mapping[Drawing, str]:
        """The pictures that there are of a card and the text under it, by Slack's id."""
        wishes = list(blocks.wanted(card, text, private=private).items())[:MOST]
        if not wishes:
            return {}
        tasks = [asyncio.ensure_future(self._brought(team, what, alt)) for what, alt in wishes]
        self._late.update(tasks)  # one that comes too late is there the next time
        for task in tasks:
            task.add_done_callback(self._late.discard)
        await asyncio.wait(tasks, timeout=self.seconds)
        ended = zip(wishes, tasks, strict=True)
        return {what: id_ for (what, _), task in ended if task.done() and (id_ := task.result())}

    async def _brought(self, team: str, what: Drawing, alt: str) -> str | None:
        """Slack's id of the picture; None where there is none."""
        picture = await self.draw(what, alt)
        if picture is None:
            return None
        digest = hashlib.sha256(picture.data + alt.encode()).hexdigest()
        row = f"slack:picture:{team}:{digest}"
        try:
            if known := await self.ledger.get(row):
                return known
            brought = await self._bring(team, picture)
            await self.ledger.put(row, brought, until=datetime.now(UTC) + _KEPT)
        except CoachError as error:
            logger.info("a picture is said in words: %s", where(error))
            return None
        return brought

    async def _bring(self, team: str, picture: Picture) -> str:
        asked = {"filename": picture.name, "length": len(picture.data), "alt_txt": picture.alt}
        told = await self.line.call(team, "files.getUploadURLExternal", asked)
        await self.line.bring(str(told["upload_url"]), picture.data)
        one = {"id": str(told["file_id"]), "title": picture.name}
        await self.line.call(team, "files.completeUploadExternal", {"files": [one]})
        return one["id"]

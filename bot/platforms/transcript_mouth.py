"""The mouth of every platform without a server of its own: it writes to the transcript, readers
follow."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bot.core.chat import Card, Channel, Entry, Member, MessageRef, Place, Thread
from bot.core.completion import Delta
from bot.core.keeping import Transcript
from bot.core.ports import Clock

SHOWN_EVERY = 0.05
"""Seconds between two states of a stream that followers are shown."""


@dataclass(frozen=True)
class TranscriptMouth:
    """Says cards and streams as entries of the transcript. An entry's id is made from its key."""

    transcript: Transcript
    clock: Clock

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card in the channel; its thread has the id of that entry."""
        entry = self._entry(channel, key)
        await self.transcript.put(replace(entry, card=card.in_words, opens_thread=True))
        return Thread(channel, entry.id)

    async def reply(
        self,
        place: Place,
        card: Card,
        *,
        key: str,
        only_to: Member | None = None,
        answers: str | None = None,
    ) -> MessageRef:
        """Say the card in the place; with `only_to`, as an entry that only that member can read."""
        entry = self._entry(place, key, only_to=only_to)
        await self.transcript.put(replace(entry, card=card.in_words))
        return MessageRef(place, entry.id)

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        """Say what comes as it comes: each card at once, deltas together; what was said so far is
        kept even if the stream breaks."""
        entry = replace(self._entry(place, key), streaming=True)
        changed = asyncio.Event()

        async def show() -> None:
            while await changed.wait():
                changed.clear()
                await self.transcript.put(entry, durable=False)
                await asyncio.sleep(SHOWN_EVERY)

        showing = asyncio.create_task(show())
        try:
            async for update in updates:
                if isinstance(update, Card):
                    entry = replace(entry, card=update.in_words)
                    changed.clear()
                    await self.transcript.put(entry, durable=False)
                    continue
                if update.kind == "reasoning":
                    entry = replace(entry, reasoning=entry.reasoning + update.text)
                else:
                    entry = replace(entry, text=entry.text + update.text)
                changed.set()
        finally:
            showing.cancel()
            await self.transcript.put(replace(entry, streaming=False))
        return MessageRef(place, entry.id)

    async def update(self, message: MessageRef, card: Card, *, key: str = "") -> None:
        """Replace the card of an entry; its text stays."""
        said = await self.transcript.get(message.place.community, message.id)
        entry = said or Entry(message.id, message.place, 0, self.clock())
        await self.transcript.put(replace(entry, card=card.in_words))

    def _entry(self, place: Place, key: str, *, only_to: Member | None = None) -> Entry:
        name = hashlib.sha256(f"{place.community}\n{key}".encode()).hexdigest()[:16]
        return Entry(name, place, 0, self.clock(), only_to=only_to)

"""A text that grows for longer than Slack lets a stream live."""

import asyncio
import time
from collections.abc import AsyncIterator

from rich.table import Table

from bot.core.completion import Delta
from tests.platforms.slack.speaking import Speaking, speaking_at, written
from tests.wire.slack.server import LocalSlack

TOKENS_A_SECOND, SECONDS = 30, 330
WORDS_IN_A_PARAGRAPH = 60


async def table() -> Table:
    """What is seen of it."""
    shown = Table("seconds", "tokens", "messages", "words seen", "lost", "streams begun", "calls")
    async with LocalSlack() as slack, speaking_at(slack) as speaking:
        shown.title = await _grown(slack, speaking, shown)
    return shown


async def _grown(slack: LocalSlack, speaking: Speaking, shown: Table) -> str:
    place, count, before = speaking.thread(), TOKENS_A_SECOND * SECONDS, len(slack.api.requests)

    async def updates() -> AsyncIterator[Delta]:
        for number in range(count):
            yield Delta(
                "text", f"w{number}" + ("\n\n" if number % WORDS_IN_A_PARAGRAPH == 0 else " ")
            )
            if number % TOKENS_A_SECOND == 0:
                slack.clock.push(1)
                await asyncio.sleep(0.02)

    began = time.monotonic()
    await speaking.mouth.stream(place, updates(), key="feedback:1", to=speaking.ann)
    said = speaking.said()
    words = " ".join(written(one) or one.text for one in said).split()
    seen = {one for one in words if one[:1] == "w" and one[1:].isdigit()}
    lost = count - len(seen)
    begun = len(slack.sent("chat.startStream"))
    calls = len(slack.api.requests) - before
    cells = (SECONDS, count, len(said), len(seen), lost, begun, calls)
    shown.add_row(*map(str, cells))
    return f"in {time.monotonic() - began:.1f} s of ours"

"""What every ear does with a request: record it, or answer it at once."""

import asyncio

from bot.core.chat import Card, Form
from bot.core.errors import CoachError, StoreTrouble
from bot.core.ports import Accept, Ask
from bot.core.requests import Inquiry, Refused, Request


async def deliver(request: Request, accept: Accept, ask: Ask) -> Card | Form | None:
    """The card or form that answers an inquiry, for its member alone; None once a request is on
    disk.

    A request that cannot be recorded is answered with a card that says so.
    """
    if isinstance(request, Inquiry):
        return await ask(request)
    try:
        await accept(request)
    except CoachError as error:
        return await ask(Refused.of(request, error))
    return None


def patient(accept: Accept, *, seconds: float = 3600.0, every: float = 2.0) -> Accept:
    """The same, for words: nobody waits for an acknowledgement of them, so they are recorded once
    that can be.

    StoreTrouble where it could not be for so many seconds.
    """

    async def accept_in_time(request: Request) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while True:
            try:
                await accept(request)
            except StoreTrouble:
                if loop.time() + every > ends:
                    raise
                await asyncio.sleep(every)
            else:
                return

    return accept_in_time

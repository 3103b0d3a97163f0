"""What every ear does with a request: record it, or answer it at once."""

from bot.core.chat import Card, Form
from bot.core.errors import CoachError
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

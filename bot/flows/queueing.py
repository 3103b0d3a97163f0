"""Has what needs the model wait for its turn."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from bot.core.queueing import Line, Standing, Ticket

T = TypeVar("T")


async def in_turn(
    line: Line, ticket: Ticket, work: AsyncGenerator[T, None]
) -> AsyncGenerator[T | Standing, None]:
    """Where the job stands while it waits, then what comes of the work; NotNow, and the work is
    not begun, where too much waits already."""
    async with line.turn(ticket) as waiting:
        async for standing in waiting:
            yield standing
        async with aclosing(work):
            async for one in work:
                yield one

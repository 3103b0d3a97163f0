"""What Discord refuses, as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.core.errors import CannotReach, DirectClosed, PlatformDown

UNKNOWN_MESSAGE = 10008
THREAD_EXISTS = 160004
NOT_A_TEXT_CHANNEL = 50008
ARCHIVED = 50083
ACKNOWLEDGED = 40060
OLD_EDITS = 30046
"""Too many changes of messages that are older than an hour."""

_KEYS = {
    10003: "error.discord_gone",  # unknown channel
    10004: "error.discord_gone",  # unknown server
    UNKNOWN_MESSAGE: "error.discord_gone",
    30033: "error.discord_threads_full",
    50001: "error.discord_rights",  # missing access
    50013: "error.discord_rights",  # missing permissions
    160005: "error.discord_locked",
    160006: "error.discord_threads_full",
}
_CLOSED = (10013, 50007, 50278)
"""Unknown user, cannot send messages to this user, no server in common."""
_STATUSES = {401: "error.discord_token", 403: "error.discord_rights", 404: "error.discord_gone"}


def translated(status: int, code: int) -> CannotReach:
    """The error that a person may meet for a status and one of Discord's codes."""
    if code in _CLOSED:
        return DirectClosed("error.discord_dm_closed")
    if key := _KEYS.get(code) or _STATUSES.get(status):
        return CannotReach(key)
    if status >= 500 or status == 429:
        return PlatformDown("error.discord_down")
    return CannotReach()


def of(exc: discord.HTTPException) -> CannotReach:
    """The same for an exception of the library, whose text may hold what a member wrote."""
    return translated(exc.status, exc.code)


@contextmanager
def translating() -> Iterator[None]:
    """Turns the library's errors into sentences, also those of a connection that broke."""
    try:
        yield
    except discord.HTTPException as exc:
        raise of(exc) from exc
    except (discord.RateLimited, aiohttp.ClientError, OSError) as exc:
        raise PlatformDown("error.discord_down") from exc

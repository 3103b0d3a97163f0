"""What Discord refuses, as sentences."""

import discord

from bot.core.errors import CannotReach, CoachError

UNKNOWN_MESSAGE = 10008
THREAD_EXISTS = 160004
NOT_A_TEXT_CHANNEL = 50008
ARCHIVED = 50083
ACKNOWLEDGED = 40060

_KEYS = {
    10003: "error.discord_gone",  # unknown channel
    10004: "error.discord_gone",  # unknown server
    UNKNOWN_MESSAGE: "error.discord_gone",
    10013: "error.discord_dm_closed",  # unknown user
    30033: "error.discord_threads_full",
    50001: "error.discord_rights",  # missing access
    50007: "error.discord_dm_closed",
    50013: "error.discord_rights",  # missing permissions
    50278: "error.discord_dm_closed",  # no server in common
    160005: "error.discord_locked",
    160006: "error.discord_threads_full",
}
_STATUSES = {401: "error.discord_token", 403: "error.discord_rights", 404: "error.discord_gone"}


def translated(status: int, code: int) -> CoachError:
    """The error that a person may meet for a status and one of Discord's codes."""
    key = _KEYS.get(code) or _STATUSES.get(status)
    if key is None:
        key = "error.discord_down" if status >= 500 or status == 429 else "error.cannot_reach"
    return CannotReach(key)


def of(exc: discord.HTTPException) -> CoachError:
    """The same for an exception of the library, whose text may hold what a member wrote."""
    return translated(exc.status, exc.code)

"""Who did something, and what they may do: as far as Slack tells in time."""

import asyncio
import contextlib
from dataclasses import replace

from bot.core.chat import Role
from bot.core.daily import daily_of
from bot.core.daily_requests import AskDailyNow, PreviewDaily, SkipDaily, StartDaily, StopDaily
from bot.core.errors import CoachError
from bot.core.requests import Request, Skip
from bot.platforms.slack.hearing.payloads import Heard
from bot.platforms.slack.people import People, Person

_STRANGER, _AT_HOME = 0.3, 3.0
"""Seconds for which a first command waits for who its member is; and a Home, which nobody awaits an
acknowledgement of."""
_RIGHTS = 1.5
"""Seconds for which a request that not everybody may make waits for that."""
_SURE = 600.0
"""Seconds for which somebody's rights count as told."""
_DAILY = StartDaily | StopDaily | SkipDaily | AskDailyNow | PreviewDaily


async def met(people: People, heard: Heard) -> Person:
    """Who did it, as far as is known at once."""
    patience = _AT_HOME if heard.kind == "home" else _STRANGER
    return await people.met(heard.team, heard.member.id, patience=patience)


def matters(request: Request) -> bool:
    """Whether not everybody may ask for this."""
    return request.needs is Role.ORGANISER or isinstance(request, _DAILY) or _is_of_channel(request)


async def sure(people: People, heard: Heard, known: Person, request: Request) -> Person:
    """Who did it, as of now: an administrator manages; what is a channel's own may also be done by
    who made that channel."""
    user = heard.member.id
    with contextlib.suppress(CoachError, TimeoutError):
        async with asyncio.timeout(_RIGHTS):
            if known.at + _SURE < people.now():
                known = await people.told(heard.team, user)
            elsewhere = known.foreign if known.at else heard.foreign
            if elsewhere:  # who manages there manages nothing here
                return replace(known, manages=False)
            if not known.manages and request.channel and _is_of_channel(request):
                made = await people.maker(heard.team, request.channel.id)
                return replace(known, manages=made == user)
    return known


def _is_of_channel(request: Request) -> bool:
    if isinstance(request, _DAILY):
        here = request.channel is not None and daily_of(request.channel)
        return not request.where and request.daily in ("", here)
    return isinstance(request, Skip) or getattr(request, "scope", "") == "channel"

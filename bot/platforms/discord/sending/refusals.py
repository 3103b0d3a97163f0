"""Remembers for some seconds what Discord refused us, so that nobody who presses a button again and
again makes us ask again and again: refusals count towards a ban (D21)."""

import time
from collections import OrderedDict
from collections.abc import Callable

import discord
from discord.http import Route

REMEMBERED = 10.0
"""Seconds for which we do not ask again; who mends a permission waits no longer than that."""
_MANY = 1000


class Refusals:
    """Of what we would say in a place. What changes or reads something is not remembered."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._met: OrderedDict[tuple[str, object], tuple[float, discord.Forbidden]] = OrderedDict()

    def check(self, route: Route) -> None:
        """Returns where it may be asked; else raises what Discord said a moment ago."""
        at, met = self._met.get(_name(route), (float("-inf"), None))
        if met is not None and self._now() - at < REMEMBERED:
            raise met.with_traceback(None)

    def note(self, route: Route, met: discord.Forbidden) -> None:
        """Discord has refused it."""
        if route.method != "POST" or route.channel_id is None:
            return
        self._met[_name(route)] = self._now(), met
        self._met.move_to_end(_name(route))
        if len(self._met) > _MANY:
            self._met.popitem(last=False)


def _name(route: Route) -> tuple[str, object]:
    return route.path, route.channel_id

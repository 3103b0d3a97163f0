"""How often each of Slack's methods may be called (S7), and a channel be written to (S8)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from bot.pacing.budget import Budgets

TIERS: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls that a team takes in a minute, by tier: Slack's "and more" is not counted on."""

METHODS: Mapping[str, int] = {
    "assistant.threads.setSuggestedPrompts": 4,
    "chat.appendStream": 4,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.startStream": 2,
    "chat.stopStream": 2,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "users.info": 4,
    "usergroups.list": 2,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.update": 4,
}
"""The tier of each method that we call often; what is not here has no budget of its own."""

_GROWING: Mapping[str, int] = {
    "chat.appendStream": 9,
    "chat.update": 3,
    "conversations.history": 4,
    "conversations.replies": 4,
}
"""How many calls show that a text grows, or read again what was not heard, in `_PART` seconds.
Spread over the minute: who used up its calls at once would stand still for the rest. Of changes,
half are left for what must be said; of reading, a quarter for looking for a message of ours."""
_PART = 6.7
_MINUTE = 60.5
"""Seconds: a little more, for what is on the way."""
_BURST = 3
"""Messages that a channel takes at once; then it is one a second."""


@dataclass
class Rates:
    """One for each process: what several of them send in sum is Slack's to count, whose
    Retry-After all of them honour (`pause`)."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _budgets: dict[int, Budgets] = field(default_factory=dict)
    _growing: dict[str, Budgets] = field(default_factory=dict)
    _paused: dict[str, float] = field(default_factory=dict)

    BY_CHANNEL: ClassVar[frozenset[str]] = frozenset({"chat.postMessage"})
    """Methods that Slack counts by the channel."""

    def __post_init__(self) -> None:
        for tier, calls in TIERS.items():
            self._budgets[tier] = Budgets(calls, _MINUTE, now=self.now, sleep=self.sleep)
        for method, calls in _GROWING.items():
            self._growing[method] = Budgets(calls, _PART, now=self.now, sleep=self.sleep)
        self._posts = Budgets(_BURST, float(_BURST) + 0.2, now=self.now, sleep=self.sleep)

    async def take(self, method: str, team: str, channel: str = "") -> None:
        """Returns once one more call of a method may go to a team (and a message to a channel)."""
        if method in self.BY_CHANNEL:
            await self._posts.take(method, f"{team}/{channel}")
        elif (tier := METHODS.get(method)) is not None:
            await self._budgets[tier].take(method, team)
        paused = f"{method}:{team}:{channel}"
        while (wait := self._paused.get(paused, 0.0) - self.now()) > 0:
            await self.sleep(wait)
        self._paused.pop(paused, None)

    async def grow(self, method: str, team: str) -> None:
        """Returns once one more call of a method may go that is none of those that cannot wait."""
        await self._growing[method].take(method, team)

    def pause(self, method: str, team: str, channel: str, until: float) -> None:
        """Let no call of this method go before a moment (of `now`): Slack said so."""
        paused = f"{method}:{team}:{channel}"
        self._paused[paused] = max(until, self._paused.get(paused, 0.0))

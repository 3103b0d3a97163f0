"""The rates that Slack allows: a tier a method, and a message a second a channel (S7, S8)."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.wire.discord.clock import Clock

TIERS: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute; 5 stands for what Slack calls special."""
METHODS: Mapping[str, int] = {
    "auth.test": 5,
    "apps.connections.open": 2,
    "assistant.threads.setStatus": 5,
    "assistant.threads.setSuggestedPrompts": 4,
    "chat.appendStream": 4,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.postMessage": 5,
    "chat.startStream": 2,
    "chat.stopStream": 2,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.update": 4,
}
BURST = 3
"""Messages that a channel takes at once, before it takes one a second."""


@dataclass(slots=True)
class Pace:
    """Counts calls; `on` may be switched off."""

    clock: Clock
    on: bool = True
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, method: str, channel: str) -> int | None:
        """Let a call through, or say after how many whole seconds it may come again."""
        if not self.on:
            return None
        windows = [(method, TIERS[METHODS.get(method, 3)], 60.0)]
        if method == "chat.postMessage":
            windows.append((f"{method}:{channel}", BURST, float(BURST)))
        now = self.clock.now()
        taken = []
        for key, calls, seconds in windows:
            past = self._calls.setdefault(key, deque())
            while past and past[0] <= now - seconds:
                past.popleft()
            if len(past) >= calls:
                return max(1, math.ceil(past[0] + seconds - now))
            taken.append(past)
        for past in taken:
            past.append(now)
        return None

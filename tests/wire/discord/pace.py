"""The rates that Discord allows: 50 requests a second in all, and a bucket for each route and
channel (D19, D20)."""

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.wire.discord.clock import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: float


CHANNEL = Rate(5, 5.0)
RATES: Mapping[str, Rate] = {
    "post": CHANNEL,
    "edit": CHANNEL,
    "thread": CHANNEL,
    "forum": CHANNEL,
    "typing": CHANNEL,
    "followup": Rate(5, 2.0),
    "original": Rate(5, 2.0),
    "edit_followup": Rate(5, 2.0),
}
"""What routes allow for each channel, or interaction token; all else has `OTHER`."""
OTHER = Rate(50, 1.0)


@dataclass(frozen=True, slots=True)
class Limited:
    """A request that came too early: how long to wait (seconds) and whose limit it was."""

    retry_after: float
    scope: str
    """`user` (this bucket), `global` (all of this application) or `shared` (everybody's)."""


@dataclass(slots=True)
class _Bucket:
    left: int = 0
    ends: float = 0.0


@dataclass(slots=True)
class Pace:
    """Counts requests; `on` may be switched off, `per_second` is the global limit."""

    clock: Clock
    on: bool = True
    per_second: int = 50
    _all: deque[float] = field(default_factory=deque)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def take(
        self, route: str, major: str, *, counts_globally: bool
    ) -> tuple[Limited | None, dict[str, str]]:
        """Let a request through or not, and the headers that say how the bucket stands."""
        now = self.clock.now()
        if self.on and counts_globally:
            while self._all and self._all[0] <= now - 1:
                self._all.popleft()
            if len(self._all) >= self.per_second:
                return Limited(self._all[0] + 1 - now, "global"), {}
        rate = RATES.get(route, OTHER)
        bucket = self._buckets.setdefault(f"{route}:{major}", _Bucket())
        if now >= bucket.ends:
            bucket.left, bucket.ends = rate.requests, now + rate.seconds
        early = self.on and bucket.left <= 0
        if not early:
            bucket.left = max(0, bucket.left - 1)
            if counts_globally:
                self._all.append(now)
        rest = bucket.ends - now
        headers = {
            "X-RateLimit-Bucket": hashlib.blake2b(route.encode(), digest_size=16).hexdigest(),
            "X-RateLimit-Limit": str(rate.requests),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{bucket.ends:.3f}",
            "X-RateLimit-Reset-After": f"{rest:.3f}",
        }
        return (Limited(rest, "user") if early else None), (headers if self.on else {})

"""What is being worked on, as a log line or a span may name it."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from bot.core.question import digest
from bot.core.requests import Request


@dataclass(frozen=True, slots=True)
class Current:
    """`request` is the request's key by its digest, since a key may name a member: the id of its
    trace, and the name of its workflow behind the platform's. `since` is when it was recorded, in
    seconds since 1970 (0: not known); `calls` are those to the model that have begun for it."""

    request: str
    kind: str
    platform: str = ""
    community: str = ""
    since: float = 0.0
    calls: list[str] = field(default_factory=list, compare=False)

    def facts(self) -> dict[str, str]:
        """What may be told of it."""
        named = {
            "request": self.request,
            "kind": self.kind,
            "platform": self.platform,
            "community": self.community,
        }
        return {name: value for name, value in named.items() if value}


CURRENT: ContextVar[Current | None] = ContextVar("current", default=None)


def named(key: str) -> str:
    """The digest of a request's key."""
    return digest(key, 32)


def of(request: Request) -> Current:
    """A request, as it may be told."""
    return Current(
        named(request.key),
        type(request).__name__,
        request.community.platform,
        str(request.community),
    )

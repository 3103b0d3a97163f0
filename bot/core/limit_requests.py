"""What a person asks about the work that is done for them."""

from dataclasses import dataclass

from bot.core.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Request):
    """End the job that is under way for this person: just the one of this name, where there is
    one."""

    job: str | None = None

"""What whoever manages a community chose for it: where and when its daily question is asked."""

import re
from dataclasses import dataclass, replace
from datetime import time
from typing import Self

from bot.core.chat import Channel, Community
from bot.core.errors import BadInput
from bot.core.preferences import Preferences, language_of
from bot.core.question import digest

NAMES = ("channel", "time", "zone", "language")
"""What can be chosen, by the names of a command's options and a form's inputs."""

_TIME = re.compile(r"(\d{1,2})(?:\s*[:：.时点h]\s*(\d{2})?分?)?")


@dataclass(frozen=True, slots=True)
class Setup:
    """None means: not chosen. `at` is the local time of `zone`, an IANA name."""

    community: Community
    channel: Channel | None = None
    at: time | None = None
    zone: str | None = None
    language: str | None = None

    @property
    def revision(self) -> str:
        """What tells one setup of a community from another: twelve characters."""
        kept = (self.channel and self.channel.id, self.at, self.zone, self.language)
        return digest("\n".join(map(str, kept)))

    def chosen(self, name: str, value: str) -> Self:
        """The setup with another time, zone or language; nothing, or `-`, takes the choice back.

        BadInput for an odd value.
        """
        left = value.strip() in ("", "-")
        match name:
            case "time":
                return replace(self, at=None if left else time_of(value))
            case "zone":
                return replace(self, zone=Preferences().chosen("zone", value).zone)
            case "language":
                return replace(self, language=None if left else language_of(value))
        raise BadInput("error.unknown_option", option=name, near=" ".join(NAMES))


def time_of(text: str) -> time:
    """The time of day that a person wrote, by the 24-hour clock; BadInput for what is none."""
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise BadInput("error.unknown_time", value=text.strip())
    return time(hour, minute)

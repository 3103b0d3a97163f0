"""Who keeps the bank by the operator's choice: people of a platform, named by their ids."""

import re
from dataclasses import dataclass
from typing import Self

from bot.core.chat import Community, Member

_NAMED = re.compile(r"(?P<platform>[a-z]+):(?:(?P<community>[^/\s]+)/)?(?P<member>[^/\s]+)")


@dataclass(frozen=True, slots=True)
class Maintainer:
    """A person, in one community, or in every one of the platform where `community` is None."""

    platform: str
    member: str
    community: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """The person that `discord:ID`, `slack:TEAM/ID`, `web:ID` or `terminal:ID` names;
        ValueError, with what would be right, for anything else.
        """
        found = _NAMED.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not written as discord:ID or slack:TEAM/ID")
        if found["platform"] == "discord" and not found["member"].isdecimal():
            raise ValueError(f"{text!r}: a Discord ID is a number (copy it with developer mode on)")
        if found["platform"] == "slack" and found["community"] is None:
            raise ValueError(f"{text!r}: a Slack ID counts within its workspace: slack:TEAM/ID")
        return cls(found["platform"], found["member"], found["community"])

    def __str__(self) -> str:
        within = f"{self.community}/" if self.community else ""
        return f"{self.platform}:{within}{self.member}"

    def within(self, community: Community) -> Member | None:
        """The person as a member of a community; None where they keep no bank there."""
        there = community.platform == self.platform
        if not there or self.community not in (None, community.id):
            return None
        return Member(community, self.member)

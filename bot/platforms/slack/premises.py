"""The port `Premises` on Slack: a workspace's channels, whether we are in them, and its people."""

import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Channel, Community, Group, Member, MessageRef, Thread
from bot.core.errors import CannotReach
from bot.core.premises import Spot
from bot.platforms.slack.line import Line, code_of
from bot.platforms.slack.people import People

_PERSON = re.compile(r"(?:<@)?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?")
_GROUP = re.compile(r"(?:<!subteam\^)?(S[A-Z0-9]{2,})(?:\|[^>]*)?>?")
_KINDS = "public_channel,private_channel"
_PAGE, _PAGES = 900, 10
_FRESH = 60.0
"""Seconds for which a list counts: a big workspace has many pages of it."""
_KEPT = 50
"""Lists that are remembered, of all workspaces: one of the longest takes some MB."""
_FIELDS = frozenset({"id", "name", "handle", "real_name", "is_member", "is_bot", "deleted"})
"""What is remembered of a row, besides the name that is shown."""
_MOST = 10
"""People that a name may mean."""
_PATIENCE = 8.0
_ALREADY_GONE = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
Row = dict[str, Any]


@dataclass(frozen=True)
class SlackPremises:
    """Lists are remembered for a minute, for each workspace by itself."""

    line: Line
    people: People
    now: Callable[[], float] = time.monotonic
    _lists: dict[tuple[str, str], tuple[float, list[Row]]] = field(default_factory=dict, repr=False)

    async def spots(self, community: Community) -> Sequence[Spot]:
        """The channels of a workspace by their names; private ones only where we are in them."""
        named = {"types": _KINDS, "exclude_archived": True}
        rows = await self._list(community.id, "conversations.list", "channels", named)
        found = [
            Spot(
                Channel(community, str(one["id"])),
                str(one["name"]),
                outside=not one.get("is_member", False),
            )
            for one in rows
        ]
        return sorted(found, key=lambda one: one.name)

    async def manages(self, member: Member) -> bool:
        """Whether the member is an administrator or an owner of the workspace."""
        try:
            return (await self.people.told(member.community.id, member.id)).manages
        except CannotReach as error:
            if code_of(error) in _ALREADY_GONE:
                return False
            raise

    async def find(self, community: Community, text: str) -> Sequence[Member]:
        """The member of an id or a mention, else those whose name begins so."""
        if person := _PERSON.fullmatch(text.strip()):
            found = await self.known(Member(community, person[1]))
            return [found] if found.name else []
        wanted = text.strip().removeprefix("@").casefold()
        if not wanted:
            return []
        rows = await self._list(community.id, "users.list", "members", {})
        people = [one for one in rows if not (one.get("deleted") or one.get("is_bot"))]
        names = [(one, names_of(one)) for one in people if one["id"] != "USLACKBOT"]
        fitting = [
            (wanted not in map(str.casefold, called), called[0], one["id"])
            for one, called in names
            if any(name.casefold().startswith(wanted) for name in called)
        ]
        return [Member(community, person, name) for _, name, person in sorted(fitting)[:_MOST]]

    async def groups(self, community: Community, text: str) -> Sequence[Group]:
        """The user groups of a workspace, by their handle or their name."""
        rows = await self._list(community.id, "usergroups.list", "usergroups", {})
        found, wanted = _GROUP.fullmatch(text.strip()), text.strip().casefold()
        fitting = [
            (wanted not in map(str.casefold, called), str(one["handle"]), str(one["id"]))
            for one in rows
            if (called := [str(one["handle"]), str(one["name"])])
            and (
                (found and found[1] == one["id"])
                or (wanted and any(each.casefold().startswith(wanted) for each in called))
            )
        ]
        return [Group(id_, handle) for _, handle, id_ in sorted(fitting)[:_MOST]]

    async def known(self, member: Member) -> Member:
        """The member with the name that they bear in the workspace."""
        try:
            person = await self.people.told(member.community.id, member.id)
        except CannotReach as error:
            if code_of(error) in _ALREADY_GONE:
                return member
            raise
        return Member(member.community, member.id, person.name) if person.name else member

    async def link(self, message: MessageRef) -> str:
        """Where a message of a channel is read, as Slack tells."""
        match message.place:
            case Thread(channel=channel) | (Channel() as channel):
                asked = {"channel": channel.id, "message_ts": message.id}
                said = await self.line.call(
                    channel.community.id, "chat.getPermalink", asked, patience=_PATIENCE
                )
                return str(said.get("permalink") or "")
        return ""

    async def owner(self, community: Community) -> Member | None:
        """The primary owner of a workspace, where Slack tells."""
        async for one in self._pages(community.id, "users.list", "members", {}):
            if one.get("is_primary_owner"):
                return Member(community, str(one["id"]), names_of(one)[0])
        return None

    async def _list(self, team: str, method: str, key: str, named: Row) -> list[Row]:
        at, rows = self._lists.get((team, method), (0.0, []))
        if not rows or self.now() - at > _FRESH:
            rows = [_slim(one) async for one in self._pages(team, method, key, named)]
            self._lists.pop((team, method), None)
            self._lists[team, method] = (self.now(), rows)
            if len(self._lists) > _KEPT:
                del self._lists[next(iter(self._lists))]
        return rows

    async def _pages(self, team: str, method: str, key: str, named: Row) -> AsyncIterator[Row]:
        cursor = ""
        for _ in range(_PAGES):
            asked = {**named, "limit": _PAGE, "cursor": cursor or None}
            said = await self.line.call(team, method, asked, patience=_PATIENCE)
            for one in said.get(key) or ():
                yield one
            cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return


def _slim(row: Row) -> Row:
    shown = (row.get("profile") or {}).get("display_name")
    kept = {name: value for name, value in row.items() if name in _FIELDS}
    return kept | ({"profile": {"display_name": shown}} if shown else {})


def names_of(row: Row) -> list[str]:
    """What a person is called, the name that is shown first; never nothing."""
    profile = row.get("profile") or {}
    names = (profile.get("display_name"), row.get("real_name"), row.get("name"), row["id"])
    return list(dict.fromkeys(str(one) for one in names if one))

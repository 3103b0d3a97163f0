"""Who can read what we send to a local Discord: everybody, or one person alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.wire.discord.rest import Sent
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import EPHEMERAL, Interaction, User

_OFFERED, _OPENED = 8, 9
_PARTS = ("channels", "interactions", "webhooks")


@dataclass(frozen=True, slots=True)
class Said:
    """Words that left us: `reader` alone reads them, or everybody (None). `hidden` are those that
    a reader must open."""

    sent: Sent
    reader: User | None
    shown: str
    hidden: str


def said(local: LocalDiscord) -> Iterator[Said]:
    """Everything that was sent so far, with who can read it."""
    for one in local.requests:
        if one.body:
            shown, hidden = parted(one.body)
            yield Said(one, _reader(local, one), "\n".join(shown), "\n".join(hidden))


def _reader(local: LocalDiscord, sent: Sent) -> User | None:
    """Whoever alone can read a request's words; None where it is not known that one alone can."""
    kind, *ids = [one for one in sent.path.split("/api/v10/")[-1].split("/") if one]
    if kind == "channels":
        channel = local.world.channels.get(int(ids[0]))
        return channel.person if channel else None
    if kind not in ("interactions", "webhooks") or len(ids) < 2:
        return None
    used = local.world.interactions.get(ids[1])
    return _of_interaction(used, sent, ids[-1]) if used else None


def _of_interaction(used: Interaction, sent: Sent, last: str) -> User | None:
    if used.channel.person is not None:
        return used.channel.person
    if sent.route == "callback":
        data = sent.body.get("data") or {}
        alone = data.get("flags", 0) & EPHEMERAL or sent.body["type"] in (_OFFERED, _OPENED)
        return used.user if alone else None
    if sent.route == "followup":
        return used.user if sent.body.get("flags", 0) & EPHEMERAL else None
    known = [one for one in (used.original, used.message, *used.followups) if one]
    named = used.original or used.message
    if last != "@original":
        named = next((one for one in known if str(one.id) == last), None)
    return named.only_to if named else None


def parted(body: Any, *, hidden: bool = False) -> tuple[list[str], list[str]]:
    """Every string of a body: those that are read at once, and those in a frame to be opened. What
    is told of files shows nothing by itself."""
    if isinstance(body, str):
        return ([], [body]) if hidden else ([body], [])
    inside: Any = ()
    if isinstance(body, dict):
        hidden = hidden or body.get("spoiler") is True
        inside = [value for key, value in body.items() if key != "attachments"]
    elif isinstance(body, list):
        inside = body
    shown: list[str] = []
    opened: list[str] = []
    for one in inside:
        more, more_hidden = parted(one, hidden=hidden)
        shown += more
        opened += more_hidden
    return shown, opened

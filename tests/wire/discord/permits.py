"""What one may do in a local Discord: permissions of roles, and what a channel takes or adds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permit(IntFlag):
    """Discord's permissions, as far as this house meets them."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


NOTHING = Permit(0)
EVERYTHING = ~NOTHING
EVERYONE = (
    Permit.ADD_REACTIONS
    | Permit.VIEW_CHANNEL
    | Permit.SEND_MESSAGES
    | Permit.EMBED_LINKS
    | Permit.ATTACH_FILES
    | Permit.READ_MESSAGE_HISTORY
    | Permit.USE_APPLICATION_COMMANDS
    | Permit.CREATE_PUBLIC_THREADS
    | Permit.SEND_MESSAGES_IN_THREADS
    | Permit.USE_EXTERNAL_APPS
)
"""What a new server lets everybody do."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a server; the one of everyone has the server's id."""

    id: int
    name: str
    permits: Permit
    managed: bool = False
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel adds to or takes from a role (or a member, when `member`)."""

    id: int
    allow: Permit = NOTHING
    deny: Permit = NOTHING
    member: bool = False


def permitted(
    roles: Iterable[Role], overwrites: Iterable[Overwrite], member: int, everyone: int
) -> Permit:
    """What a member may do in a channel: roles, then the channel's word on everyone, on roles, on
    the member, in this order (Discord's documented algorithm)."""
    held = list(roles)
    permits = Permit(0)
    for role in held:
        permits |= role.permits
    if Permit.ADMINISTRATOR in permits:
        return EVERYTHING
    ids = {role.id for role in held} - {everyone}
    steps = (
        [one for one in overwrites if not one.member and one.id == everyone],
        [one for one in overwrites if not one.member and one.id in ids],
        [one for one in overwrites if one.member and one.id == member],
    )
    for step in steps:
        for one in step:
            permits &= ~one.deny
        for one in step:
            permits |= one.allow
    return permits

"""Who may manage a channel."""

from bot.core.chat import Role
from bot.core.ports import Choices
from bot.core.requests import Who


async def manages(who: Who, choices: Choices) -> bool:
    """Whether the person manages the channel: the platform says so, or the role was given here."""
    held = who.roles | await choices.roles(who.member)
    return bool(held & {Role.ORGANISER, Role.OPERATOR})

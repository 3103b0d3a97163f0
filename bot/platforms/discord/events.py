"""What people do on Discord, as requests."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import discord

from bot.core import actions, commands
from bot.core.chat import Channel, Community, Direct, Member, Place, Role, Thread
from bot.core.elsewhere_requests import OpenElsewhereForm
from bot.core.requests import Request, Say, Who
from bot.platforms.discord import catalogue, forms
from bot.platforms.discord.languages import Languages
from bot.platforms.discord.sending.directs import PLATFORM, Directs

_WORDS = (discord.MessageType.default, discord.MessageType.reply)


def guild_of(message: discord.Message) -> int | None:
    """The server that a message was said in, also one that the gateway has not told us of; None
    for a direct conversation."""
    if message.guild is not None:
        return message.guild.id
    return getattr(message.channel, "guild_id", None)


def key_of(interaction: discord.Interaction) -> str:
    """The key of what an interaction asks for: the same interaction, the same key."""
    return f"{PLATFORM}:i:{interaction.id}"


def request_of(interaction: discord.Interaction, who: Who) -> Request:
    """The request of a command, a pressed button, a form or a message's menu."""
    data = dict(interaction.data or {})
    match interaction.type:
        case discord.InteractionType.component:
            return actions.press(str(data.get("custom_id", "")), who)
        case discord.InteractionType.modal_submit:
            return forms.request_of(data, who)
    pointed = catalogue.pointed_of(data)
    if pointed is None:
        return catalogue.request_of(data, who)
    me = interaction.client.user
    text = _without(me.id if me else 0, pointed.text)
    return who.wants(OpenElsewhereForm, author=pointed.author, by_bot=pointed.by_bot, text=text)


@dataclass(frozen=True)
class Events:
    """`content` says whether the privileged intent was granted: words in our threads are heard
    without a mention. `fetch` asks for a channel that the gateway has not told us of, such as a
    thread that was in the archive, and `rights` for what a person may do in a server, where
    the message does not say."""

    directs: Directs
    languages: Languages
    fetch: Callable[[int], Awaitable[object]]
    rights: Callable[[int, int], Awaitable[discord.Permissions]]
    content: bool = False

    async def who(self, interaction: discord.Interaction) -> Who:
        """Everything of a request but what is wanted."""
        user = interaction.user
        about = interaction.message.id if interaction.message else None
        community = await self._community(interaction.guild_id, user, about)
        member = Member(community, str(user.id), user.display_name)
        rights = interaction.permissions
        return Who(
            key=key_of(interaction),
            member=member,
            place=_place(interaction.channel, member),
            language=catalogue.language(interaction.locale.value),
            roles=_roles(rights),
        )

    async def said(self, message: discord.Message, me: int) -> Request | None:
        """The request of words; None for what is not said to us."""
        if message.author.bot or message.type not in _WORDS:
            return None
        text = _without(me, message.content)
        if not text:
            return None
        guild = guild_of(message)
        channel: object = message.channel
        if isinstance(channel, discord.PartialMessageable) and guild is not None:
            channel = await self.fetch(channel.id)
        if not self._is_to_us(message, channel, me):
            return None
        reference = message.reference
        about = reference.message_id if reference else None
        community = await self._community(guild, message.author, about)
        member = Member(community, str(message.author.id), message.author.display_name)
        place = _place(channel, member)
        if isinstance(place, Channel) and (thread := _thread_under(message)):
            place = Thread(place, thread)
        who = Who(
            key=f"{PLATFORM}:m:{message.id}",
            member=member,
            place=place,
            language=await self.languages.of(member.id),
        )
        request = commands.read(text, who)
        if guild is None or isinstance(request, Say):
            return request
        rights = getattr(message.author, "guild_permissions", None)
        if rights is None:
            rights = await self.rights(guild, message.author.id)
        return commands.read(text, replace(who, roles=_roles(rights)))

    def _is_to_us(self, message: discord.Message, channel: object, me: int) -> bool:
        if guild_of(message) is None or any(one.id == me for one in message.mentions):
            return True
        replied = message.reference.resolved if message.reference else None
        if isinstance(replied, discord.Message) and replied.author.id == me:
            return True
        return self.content and isinstance(channel, discord.Thread) and channel.owner_id == me

    async def _community(
        self, guild: int | None, user: discord.abc.User, about: int | None
    ) -> Community:
        if guild is not None:
            return Community(PLATFORM, str(guild))
        return await self.directs.community(str(user.id), str(about) if about else None)


def _without(me: int, text: str) -> str:
    """Words without the mention by which they were said to us."""
    return re.sub(rf"<@!?{me}>", "", text).strip()


def _place(channel: object, member: Member) -> Place:
    if isinstance(channel, discord.Thread):
        return Thread(Channel(member.community, str(channel.parent_id)), str(channel.id))
    if isinstance(channel, discord.abc.GuildChannel):
        return Channel(member.community, str(channel.id))
    return Direct(member)


def _thread_under(message: discord.Message) -> str | None:
    """The thread that hangs on the message which this one replies to."""
    replied = message.reference.resolved if message.reference else None
    if isinstance(replied, discord.Message) and replied.flags.has_thread:
        return str(replied.id)
    return None


def _roles(rights: discord.Permissions) -> frozenset[Role]:
    manages = rights.manage_guild or rights.administrator
    return frozenset({Role.ORGANISER}) if manages else frozenset()

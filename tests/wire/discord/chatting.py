"""What people do in a local Discord, so that a test reads like a chat."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.wire.discord.desk import Desk
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.interactions import COMMAND, COMPLETION, COMPONENT, SUBMITTED
from tests.wire.discord.invoking import command_data, form_data
from tests.wire.discord.payloads import of_channel, of_guild, of_interaction, of_message
from tests.wire.discord.permits import Overwrite, Permit, Role
from tests.wire.discord.world import (
    TEXT,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
    World,
    walk,
)


class Chatting:
    """People and what they do; `ann` is in the server `home`, which has the channel `general` and
    where the bot has been for a month."""

    def __init__(self, world: World, desk: Desk, gateway: Gateway) -> None:
        self.world, self.desk, self.gateway = world, desk, gateway
        self.ann = world.user("Ann")
        self.home = world.guild("Interviewers", owner=world.user("Olga"), installer=self.ann)
        self.home.joined -= 30 * 86_400
        self.general = world.channel(self.home, "general")

    # People and places

    def person(self, name: str, *permits: Permit, locale: str = "en-US") -> User:
        """Somebody new in the server `home`, with a role of her own where she may do more."""
        one = self.world.user(name, locale=locale)
        roles = []
        if permits:
            held = Permit(0)
            for permit in permits:
                held |= permit
            roles = [Role(self.world.clock.snowflake(), f"{name}'s", held)]
            self.home.roles += roles
        self.home.members[one.id] = (one, roles)
        return one

    def open_channel(self, name: str, kind: int = TEXT, guild: Guild | None = None) -> Channel:
        one = self.world.channel(guild or self.home, name, kind)
        self.gateway.tell("CHANNEL_CREATE", of_channel(one), one.guild, 1)
        return one

    def install(
        self,
        name: str,
        by: User,
        *permits: Permit,
        owner: User | None = None,
        locale: str = "en-US",
    ) -> Guild:
        """`by` adds the bot, which may do more there where told, to a server of hers (or of
        `owner`), which has one channel."""
        guild = self.world.guild(name, owner=owner or by, installer=by)
        guild.locale = locale
        held = guild.roles[1].permits
        for permit in permits:
            held |= permit
        guild.roles[1] = replace(guild.roles[1], permits=held)
        guild.members[self.world.bot.id] = (self.world.bot, [guild.roles[1]])
        self.world.channel(guild, "general")
        self.tell_of(guild)
        return guild

    def install_again(self, guild: Guild) -> None:
        """The bot is added to a server that it was thrown out of."""
        guild.joined = self.world.clock.now()
        self.world.guilds[guild.id] = guild
        self.tell_of(guild)

    def throw_out(self, guild: Guild) -> None:
        """The bot is thrown out of a server."""
        del self.world.guilds[guild.id]
        self.gateway.tell("GUILD_DELETE", {"id": str(guild.id)}, guild, 1)

    def tell_of(self, guild: Guild) -> None:
        """Tell of a server, as Discord does when the bot is added, and after an outage."""
        self.gateway.tell("GUILD_CREATE", of_guild(self.world, guild), guild, 1)

    def deny(self, channel: Channel, *permits: Permit) -> None:
        """Take from the bot what it may do in a channel."""
        denied = Permit(0)
        for permit in permits:
            denied |= permit
        channel.overwrites.append(Overwrite(self.world.bot.id, deny=denied, member=True))
        if channel.guild is not None:
            self.gateway.tell("CHANNEL_UPDATE", of_channel(channel), channel.guild, 1)

    def direct(self, user: User) -> Channel:
        return self.world.direct(user)

    # What is there to be read

    def messages(self, channel: Channel) -> list[Message]:
        """What everybody sees, oldest first."""
        return [one for one in channel.messages.values() if one.only_to is None]

    def seen(self, channel: Channel, user: User) -> list[Message]:
        """What `user` sees, with what only she sees, oldest first."""
        return [one for one in channel.messages.values() if one.only_to in (None, user)]

    async def until(self, so: Callable[[], Any], within: float = 2.0) -> Any:
        """Wait until something is so, and return it; AssertionError after `within` seconds."""
        ends = time.monotonic() + within
        while not (value := so()):
            assert time.monotonic() < ends, f"not so within {within} s"
            await asyncio.sleep(0.005)
        return value

    # What people do

    def say(
        self,
        channel: Channel,
        text: str,
        user: User | None = None,
        *,
        mention: bool = False,
        reply_to: Message | None = None,
    ) -> Message:
        """Somebody writes; a reply mentions the bot when it is to a message of the bot that answers
        no interaction."""
        bot = self.world.bot
        if mention:
            text = f"<@{bot.id}> {text}"
        id_ = self.world.clock.snowflake()
        one = Message(id_, channel, user or self.ann, text, reply_to=reply_to)
        regular = reply_to is not None and reply_to.author is bot and reply_to.interaction is None
        one.mentions = [bot] if mention or regular else []
        channel.messages[id_] = one
        channel.active, channel.archived = self.world.clock.now(), False
        self.gateway.tell_message("MESSAGE_CREATE", one)
        return one

    async def slash(
        self,
        command: str,
        /,
        *,
        user: User | None = None,
        channel: Channel | None = None,
        wait: bool = True,
        user_installed: bool = False,
        **options: Any,
    ) -> Interaction:
        """`/command option:…`; returns when it is acknowledged (or, without `wait`, at once).

        `user_installed` when the user brought the application, and the server did not (D30).
        """
        where = channel or self.general
        return await self.use(
            command, options, user, where, wait=wait, user_installed=user_installed
        )

    async def use(
        self,
        command: str,
        given: Mapping[str, Any],
        user: User | None,
        where: Channel,
        *,
        wait: bool = True,
        user_installed: bool = False,
    ) -> Interaction:
        """As `slash`, for options of any names."""
        guild = where.guild.id if where.guild else None
        data = command_data(self.desk, command, given, guild=guild)
        return await self._act(COMMAND, data, user, where, wait=wait, by_user=user_installed)

    async def menu(self, command: str, message: Message, user: User | None = None) -> Interaction:
        """Use a command of the menu of a message."""
        shown = of_message(message)
        data = {
            "id": str(self.world.application),
            "name": command,
            "type": 3,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): shown}},
        }
        return await self._act(COMMAND, data, user, message.channel)

    async def complete(
        self,
        command: str,
        /,
        *,
        focused: str,
        user: User | None = None,
        channel: Channel | None = None,
        **options: Any,
    ) -> list[Json]:
        """What is offered while the option `focused` is typed."""
        return await self.completes(command, options, focused, user, channel or self.general)

    async def completes(
        self,
        command: str,
        given: Mapping[str, Any],
        focused: str,
        user: User | None,
        where: Channel,
    ) -> list[Json]:
        """As `complete`, for options of any names."""
        guild = where.guild.id if where.guild else None
        data = command_data(self.desk, command, given, guild=guild, focused=focused)
        return (await self._act(COMPLETION, data, user, where)).choices

    async def press(
        self, message: Message, which: str, user: User | None = None, *, wait: bool = True
    ) -> Interaction:
        """Press a button: its custom id, the word before the id's first colon, or its label."""
        found = [
            key
            for key, label in message.buttons.items()
            if which in (key, key.partition(":")[0], label)
        ]
        assert len(found) == 1, f"{which}: {len(found)} buttons of {message.buttons}"
        data = {"custom_id": found[0], "component_type": 2, "id": 0}
        return await self._act(COMPONENT, data, user, message.channel, message, wait=wait)

    async def choose(
        self, message: Message, which: str, values: Sequence[str], user: User | None = None
    ) -> Interaction:
        """Choose from a select: its custom id, or the word before the id's first colon."""
        every = [one for one in walk(message.components) if one.get("type") in (3, 5, 6, 7, 8)]
        found = [one for one in every if which in (x := one["custom_id"], x.partition(":")[0])]
        assert len(found) == 1, f"{which}: {len(found)} selects"
        data = {"custom_id": found[0]["custom_id"], "component_type": found[0]["type"], "id": 0}
        data["values"] = list(values)
        return await self._act(COMPONENT, data, user, message.channel, message)

    async def submit(
        self, opened: Interaction, /, *, wait: bool = True, **given: Any
    ) -> Interaction:
        """Fill in and send the form that an interaction opened."""
        data = form_data(opened.form, given)
        who, where, message = opened.user, opened.channel, opened.message
        return await self._act(SUBMITTED, data, who, where, message, wait=wait)

    def again(self, one: Interaction) -> None:
        """Deliver an interaction once more, as a gateway sometimes does."""
        body = of_interaction(self.world, one)
        self.gateway.tell("INTERACTION_CREATE", body, one.guild)

    async def _act(
        self,
        kind: int,
        data: Json,
        user: User | None,
        channel: Channel,
        message: Message | None = None,
        *,
        wait: bool = True,
        by_user: bool = False,
    ) -> Interaction:
        who = user or self.ann
        if message is not None:
            assert message.only_to in (None, who), f"{who.name} does not see this message"
        one = Interaction(
            self.world.clock.snowflake(),
            secrets.token_hex(24),
            kind,
            data,
            who,
            channel,
            message,
            born=self.world.clock.now(),
            sent=time.monotonic(),
            user_installed=by_user,
        )
        self.world.interactions[one.token] = one
        self.gateway.tell("INTERACTION_CREATE", of_interaction(self.world, one), one.guild)
        if wait:
            await self.acknowledged(one)
        return one

    async def acknowledged(self, one: Interaction) -> Interaction:
        """Wait for the first answer; AssertionError when it does not come in time (D1)."""
        within = self.desk.rules.answer_within
        try:
            await asyncio.wait_for(one.acknowledged.wait(), within)
        except TimeoutError:
            raise AssertionError(f"the application did not respond within {within} s") from None
        return one

    async def answered(self, one: Interaction, within: float = 2.0) -> Message:
        """Wait until the answer is no longer "thinking…", and return it."""
        await self.acknowledged(one)
        assert one.original is not None, f"callback {one.callback} has no message"
        await self.until(lambda: one.original is not None and not one.original.loading, within)
        return one.original

"""What stands in a local Discord, as Discord's JSON writes it."""

from tests.wire.discord.clock import born, iso
from tests.wire.discord.permits import Role
from tests.wire.discord.world import (
    DM,
    FORUM,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
    World,
)


def of_user(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def of_role(role: Role) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permits)),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def of_member(guild: Guild, user: User, channel: Channel | None = None) -> Json:
    """A member; with `channel`, also what the member may do there."""
    roles = guild.members[user.id][1] if user.id in guild.members else []
    body: Json = {
        "user": of_user(user),
        "roles": [str(role.id) for role in roles],
        "joined_at": iso(guild.joined if user.bot else born(guild.id)),
        "nick": None,
        "avatar": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    if channel is not None:
        body["permissions"] = str(channel.permits(user) & ((1 << 53) - 1))
    return body


def of_channel(channel: Channel) -> Json:
    last = next(reversed(channel.messages), None)
    body: Json = {
        "id": str(channel.id),
        "type": channel.kind,
        "last_message_id": None if last is None else str(last),
        "flags": 0,
    }
    if channel.kind == DM:
        assert channel.person is not None
        return body | {"recipients": [of_user(channel.person)]}
    assert channel.guild is not None
    body |= {"guild_id": str(channel.guild.id), "name": channel.name, "nsfw": False}
    if channel.parent is not None:
        return body | _of_thread(channel, channel.parent)
    overwrites = [
        {
            "id": str(one.id),
            "type": int(one.member),
            "allow": str(int(one.allow)),
            "deny": str(int(one.deny)),
        }
        for one in channel.overwrites
    ]
    body |= {"position": 0, "parent_id": None, "topic": None, "permission_overwrites": overwrites}
    if channel.kind == FORUM:
        body |= {"available_tags": [], "default_reaction_emoji": None, "rate_limit_per_user": 0}
        body |= {"default_sort_order": None, "default_forum_layout": 0}
    return body


def _of_thread(thread: Channel, parent: Channel) -> Json:
    return {
        "parent_id": str(parent.id),
        "owner_id": str(thread.owner.id) if thread.owner else None,
        "message_count": len(thread.messages),
        "total_message_sent": len(thread.messages),
        "member_count": len(thread.members),
        "rate_limit_per_user": 0,
        "applied_tags": thread.applied_tags,
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": thread.archive_after,
            "archive_timestamp": iso(thread.active),
            "create_timestamp": iso(born(thread.id)),
        },
    }


def of_guild(world: World, guild: Guild) -> Json:
    """A server as GUILD_CREATE tells it: of its threads, only those that are not archived."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "roles": [of_role(role) for role in guild.roles],
        "channels": [of_channel(channel) for channel in guild.channels],
        "threads": [of_channel(thread) for thread in world.threads(guild)],
        "members": [of_member(guild, world.bot)],
        "member_count": len(guild.members),
        "joined_at": iso(guild.joined),
        "large": False,
        "unavailable": False,
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "system_channel_id": str(guild.channels[0].id) if guild.channels else None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "afk_timeout": 300,
        "afk_channel_id": None,
    }


def of_message(message: Message, *, readable: bool = True) -> Json:
    """A message; what it says is left out when it is not `readable` to the application (D27)."""
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": 19 if message.reply_to else 0,
        "author": of_user(message.author),
        "content": message.content if readable else "",
        "embeds": message.embeds if readable else [],
        "components": message.components if readable else [],
        "attachments": message.attachments if readable else [],
        "mentions": [of_user(one) for one in message.mentions],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "timestamp": iso(born(message.id)),
        "edited_timestamp": None if message.edited is None else iso(message.edited),
        "flags": message.flags,
        "reactions": [],
    }
    if message.nonce is not None:
        body["nonce"] = message.nonce
    if message.thread is not None:
        body["thread"] = of_channel(message.thread)
    if message.reply_to is not None:
        before = message.reply_to
        body["message_reference"] = {
            "type": 0,
            "message_id": str(before.id),
            "channel_id": str(before.channel.id),
        }
        mine = before.author.bot
        body["referenced_message"] = of_message(before, readable=readable or mine)
    if message.interaction is not None:
        body["webhook_id"] = body["application_id"] = str(message.author.id)
        body["interaction_metadata"] = {
            "id": str(message.interaction.id),
            "type": message.interaction.kind,
            "user": of_user(message.interaction.user),
            "authorizing_integration_owners": {},
        }
    return body


def of_interaction(world: World, one: Interaction) -> Json:
    guild, channel = one.guild, one.channel
    installed = "1" if one.user_installed else "0"
    owner = one.user.id if one.user_installed else guild.id if guild else 0
    body: Json = {
        "version": 1,
        "id": str(one.id),
        "type": one.kind,
        "token": one.token,
        "application_id": str(world.application),
        "channel_id": str(channel.id),
        "channel": of_channel(channel),
        "locale": one.user.locale,
        "data": one.data,
        "entitlements": [],
        "context": 1 if guild is None else 0,
        "authorizing_integration_owners": {installed: str(owner)},
        "app_permissions": str(channel.permits(world.bot) & ((1 << 53) - 1)),
        "attachment_size_limit": 10 << 20,
    }
    if guild is None:
        body["user"] = of_user(one.user)
    else:
        body["guild_id"] = str(guild.id)
        body["guild_locale"] = guild.locale
        body["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        body["member"] = of_member(guild, one.user, channel)
    if one.message is not None:
        body["message"] = of_message(one.message)
    return body

"""A bare discord.py bot that answers a command with the requests that a `/quiz` takes, and keeps,
chooses and renders nothing: what the library alone costs."""

import asyncio
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Bare(discord.AutoShardedClient):
    """Says "thinking…", a message, its thread, and where that is."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing, where the library waits five seconds."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Four requests."""
        await interaction.response.defer(ephemeral=True)
        channel = str(interaction.channel_id)
        said = await self.http.request(
            Route("POST", "/channels/{channel_id}/messages", channel_id=channel),
            json={"content": "Why?", "allowed_mentions": {"parse": []}},
        )
        thread = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=channel,
            message_id=said["id"],
        )
        await self.http.request(thread, json={"name": "Why?", "auto_archive_duration": 10080})
        await interaction.edit_original_response(content=f"<#{said['id']}>")


if __name__ == "__main__":
    token, Route.BASE, gateway = sys.argv[1:]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    hears = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)  # as the coach
    asyncio.run(Bare(intents=hears, max_messages=None).start(token))

"""A plain bot as a program of its own: discord.py and the model's client, for each thread one text
that grows by an edit a second, without a store, a limiter or a grade.

    python -m benchmarks.on_discord.plain_program TOKEN API MODEL THREAD…
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import discord
from discord.http import Route
from openai import AsyncOpenAI

from benchmarks.on_discord.plain import says
from bot.core.completion import Delta


async def written(model: AsyncOpenAI) -> AsyncIterator[Delta]:
    """What the model writes."""
    stream = await model.chat.completions.create(
        model="coach", messages=[{"role": "user", "content": "Judge this."}], stream=True
    )
    async for piece in stream:
        if piece.choices and (text := piece.choices[0].delta.content):
            yield Delta("text", text)


async def main(token: str, url: str, *threads: str) -> None:
    """Begin with the first line of standard input, say when all is said, end with the second."""
    model = AsyncOpenAI(base_url=url, api_key="none")
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(token)
        await asyncio.to_thread(sys.stdin.readline)
        await asyncio.gather(*(says(client, int(one), written(model)) for one in threads))
        print("said", flush=True)
        await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    Route.BASE = sys.argv.pop(2)
    asyncio.run(main(*sys.argv[1:]))

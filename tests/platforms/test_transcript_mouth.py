"""The mouth of the platforms without a server: one message a key, shown as it grows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.core.chat import Card, Channel, Community, Entry, Member
from bot.core.completion import Delta
from bot.platforms.transcript_mouth import TranscriptMouth
from tests.platforms.web.memory_transcript import MemoryTranscript

HERE = Community("web", "x")
YOU, GENERAL = Member(HERE, "you"), Channel(HERE, "general")


def mouth() -> tuple[TranscriptMouth, MemoryTranscript]:
    transcript = MemoryTranscript()
    return TranscriptMouth(transcript, lambda: datetime.now(UTC)), transcript


async def said(transcript: MemoryTranscript) -> list[Entry]:
    return await transcript.read(GENERAL, YOU)


async def test_the_same_key_is_the_same_message_and_another_is_another() -> None:
    say, transcript = mouth()
    first = await say.reply(GENERAL, Card(title="one"), key="k")
    again = await say.reply(GENERAL, Card(title="two"), key="k")
    await say.reply(GENERAL, Card(title="three"), key="other")
    assert first == again
    assert [one.card.title for one in await said(transcript) if one.card] == ["two", "three"]


async def test_the_same_key_opens_the_same_thread() -> None:
    say, transcript = mouth()
    threads = {await say.open_thread(GENERAL, Card(title="Why?"), key="k") for _ in range(2)}
    assert len(threads) == 1
    (entry,) = await said(transcript)
    assert entry.opens_thread


async def test_a_piece_is_shown_soon_even_if_the_model_then_pauses() -> None:
    say, transcript = mouth()
    go_on = asyncio.Event()

    async def updates() -> AsyncIterator[Delta | Card]:
        yield Card(title="Feedback")
        yield Delta("reasoning", "hm")
        yield Delta("text", "first ")
        await go_on.wait()
        yield Delta("text", "second")

    streaming = asyncio.create_task(say.stream(GENERAL, updates(), key="k", to=YOU))
    await asyncio.sleep(0.15)
    (entry,) = await said(transcript)
    assert (entry.text, entry.reasoning, entry.streaming) == ("first ", "hm", True)
    go_on.set()
    await streaming
    (entry,) = await said(transcript)
    assert (entry.text, entry.streaming) == ("first second", False)


async def test_what_was_said_is_kept_when_the_stream_breaks() -> None:
    say, transcript = mouth()

    async def updates() -> AsyncIterator[Delta | Card]:
        yield Delta("text", "so far")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        await say.stream(GENERAL, updates(), key="k", to=YOU)
    (entry,) = await said(transcript)
    assert (entry.text, entry.streaming) == ("so far", False)

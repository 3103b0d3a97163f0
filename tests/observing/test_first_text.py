"""The first of a feedback is what follows upon the model, and not a place in line before it."""

from collections.abc import AsyncIterator

import pytest

from bot.core.chat import Card, Direct, Member, MessageRef, Place
from bot.core.completion import Delta, Message
from bot.core.happenings import Happening, Shown, Streamed
from bot.llm.scripted import ScriptedModel
from bot.observing.current import CURRENT, Current
from bot.observing.spans import NoSpans
from bot.observing.watched_model import WatchedModel
from bot.observing.watched_mouth import WatchedMouth
from bot.platforms.transcript_mouth import TranscriptMouth
from tests.house import YOU


class Reading(TranscriptMouth):
    """Asks for one update after the other, and says nothing."""

    def __init__(self) -> None:
        self.read: list[Delta | Card] = []

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        async for one in updates:
            self.read.append(one)
        return MessageRef(place, "1")


@pytest.mark.parametrize(("calls", "first_after"), [(1, 3), (0, 2)])
async def test_the_first_text_is_told_once_the_model_has_begun_or_at_the_end(
    calls: int, first_after: int
) -> None:
    told: list[tuple[int, Happening]] = []
    mouth = Reading()

    def tell(happening: Happening) -> None:
        told.append((len(mouth.read), happening))

    model = WatchedModel(ScriptedModel(["one two"]), tell, NoSpans())

    async def updates() -> AsyncIterator[Delta | Card]:
        yield Card("third in line")
        yield Card("second in line")
        for _ in range(calls):
            async for delta in model.stream([Message("user", "q")]):
                yield delta

    before = CURRENT.set(Current("abc", "Say"))
    watched = WatchedMouth("web", mouth, tell, NoSpans())
    await watched.stream(Direct(YOU), updates(), key="k", to=YOU)
    CURRENT.reset(before)
    firsts = [at for at, one in told if isinstance(one, Shown) and not one.whole]
    assert firsts == [first_after]
    assert [one.change for _, one in told if isinstance(one, Streamed)] == [1, -1]

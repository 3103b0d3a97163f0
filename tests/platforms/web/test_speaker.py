"""What is done at the page becomes a request with everything that a coach must know."""

import uuid

import pytest

from bot.core.chat import Card, Direct, Form, Role, Thread
from bot.core.errors import StoreTrouble
from bot.core.requests import Say, StartQuiz, SubmitAnswer, TakeHint
from bot.platforms.transcript_mouth import TranscriptMouth
from bot.platforms.web.speaker import Speaker
from bot.words import say
from tests.platforms.web.conftest import GENERAL, ME, now
from tests.platforms.web.memory_transcript import MemoryTranscript
from tests.platforms.web.scripted_coach import ScriptedCoach

KEY = uuid.UUID(int=7)


@pytest.fixture
def transcript() -> MemoryTranscript:
    return MemoryTranscript()


@pytest.fixture
def coach(transcript: MemoryTranscript) -> ScriptedCoach:
    return ScriptedCoach(TranscriptMouth(transcript, now), say, pace=0)


@pytest.fixture
def speaker(transcript: MemoryTranscript, coach: ScriptedCoach) -> Speaker:
    return Speaker(ME, "zh", transcript, now, coach.accept, coach.ask)


async def test_words_stand_in_the_transcript_before_they_are_acted_on(
    speaker: Speaker, transcript: MemoryTranscript, coach: ScriptedCoach
) -> None:
    coach.deaf = True
    await speaker.write(GENERAL, KEY, "hello")
    said, refusal = await transcript.read(GENERAL, ME)
    assert (said.text, said.said_by, said.only_to) == ("hello", ME, None)
    assert refusal.only_to == ME
    assert refusal.card is not None


async def test_a_request_says_who_where_and_in_which_language(
    speaker: Speaker, coach: ScriptedCoach
) -> None:
    thread = Thread(GENERAL, "t1")
    await speaker.write(thread, KEY, "an answer")
    await speaker.press(Direct(ME), "hint:p1")
    await speaker.fill(thread, "answer:p1", {"text": "mine"})
    written, pressed, filled = coach.heard
    assert isinstance(written, Say)
    assert (written.key, written.place, written.language) == (f"web:{KEY}", thread, "zh")
    assert written.roles == frozenset(Role)
    assert isinstance(pressed, TakeHint)
    assert isinstance(filled, SubmitAnswer)
    assert len({written.key, pressed.key, filled.key}) == 3


async def test_the_same_words_sent_again_are_one_request(
    speaker: Speaker, transcript: MemoryTranscript, coach: ScriptedCoach
) -> None:
    for _ in range(2):
        await speaker.write(GENERAL, KEY, "hello")
    assert len(coach.heard) == 1
    assert len(await transcript.read(GENERAL, ME)) == 1


async def test_a_form_is_handed_back_and_a_card_is_put_where_only_its_member_sees_it(
    speaker: Speaker, transcript: MemoryTranscript
) -> None:
    form = await speaker.press(GENERAL, "answer:p1")
    assert isinstance(form, Form)
    assert await speaker.write(GENERAL, KEY, "/help") is None
    used, helped = await transcript.read(GENERAL, ME)
    assert (used.only_to, helped.only_to) == (ME, ME)
    assert isinstance(helped.card, Card)


async def test_a_question_is_expected_only_where_it_was_asked_for(
    speaker: Speaker, coach: ScriptedCoach
) -> None:
    await speaker.write(Thread(GENERAL, "t1"), KEY, "/quiz")
    assert isinstance(coach.heard[0], StartQuiz)
    assert speaker.expected == {GENERAL}
    speaker.expected.clear()
    await speaker.press(Direct(ME), "next:p1")
    await speaker.write(GENERAL, uuid.uuid4(), "/quizz")
    coach.deaf = True
    await speaker.write(GENERAL, uuid.uuid4(), "/quiz")
    assert speaker.expected == set()


async def test_words_that_cannot_be_kept_are_not_acted_on(
    speaker: Speaker, transcript: MemoryTranscript, coach: ScriptedCoach
) -> None:
    transcript.broken = True
    with pytest.raises(StoreTrouble):
        await speaker.write(GENERAL, KEY, "hello")
    assert coach.heard == []

"""An answer that was written elsewhere: which question it is taken for, and what becomes of it."""

from pathlib import Path

import pytest

from bot.core import actions
from bot.core.chat import Card, Direct, Form, Input, Thread
from bot.core.elsewhere_requests import OpenElsewhereForm
from bot.llm.scripted import ScriptedModel
from tests.house import GENERAL, YOU, House, house
from tests.judges import judged_by

ANSWER = "The KV cache keeps keys and values of earlier tokens, so decoding does not redo them."


async def opened(you: House, text: str = ANSWER, *, place: object = GENERAL) -> Form:
    """The form that opens on a message of one's own."""
    who = you.who(place)  # type: ignore[arg-type]
    form = await you.does(who.wants(OpenElsewhereForm, author=you.member.id, text=text))
    assert isinstance(form, Form), form
    return form


def part(form: Form, name: str) -> Input:
    return next(one for one in form.inputs if one.name == name)


async def test_an_answer_is_graded_privately_for_the_question_that_was_chosen(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, judged_by()) as you:
        form = await opened(you)
        offered = part(form, "question").choices
        assert 1 <= len(offered) <= 25
        assert "Greedy Search" in offered[0].label
        await you.fills(form, GENERAL, question=offered[0].value, other="", text=ANSWER)
        private = await you.sees(Direct(YOU))
        others = await you.as_("other").sees()

    assert private[-1].card is not None
    assert any(one.action.startswith("retry:") for one in private[-1].card.buttons)
    assert others == []


async def test_the_question_of_the_thread_comes_first_and_its_posting_is_the_one_that_is_answered(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, judged_by()) as you:
        thread, card = await you.quiz("/quiz tag:Chain of Thought")
        await you.quiz("/quiz tag:KV Cache")
        posting = await you.app.coach.quiz.postings.at(thread)
        form = await opened(you, place=thread)
        question = part(form, "question")
        assert question.choices[0].label == card.title
        assert question.value == question.choices[0].value
        await you.fills(form, thread, question=question.value, other="", text=ANSWER)
        kept = await you.app.coach.grading.attempts.latest(YOU, Direct(YOU))

    assert kept is not None and posting is not None
    assert (kept.posting, kept.private) == (posting.id, True)


async def test_a_question_of_mine_is_offered_in_another_channel_before_what_the_words_tell(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as you:
        _, card = await you.quiz("/quiz tag:Chain of Thought")
        elsewhere = Thread(GENERAL, "far away")
        first = part(await opened(you, place=elsewhere), "question")

    assert first.choices[0].label == card.title
    assert first.value == ""


async def test_what_is_typed_goes_before_what_is_chosen(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by()) as you:
        form = await opened(you)
        wanted = next(one for one in you.app.bank().questions if "思维链" in one.title)
        chosen = part(form, "question").choices[0].value
        await you.fills(form, GENERAL, question=chosen, other=wanted.title, text=ANSWER)
        kept = await you.app.coach.grading.attempts.latest(YOU, Direct(YOU))

    assert kept is not None and kept.question == wanted.id


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("", "Which question"),
        ("大模型推理的吞吐", "如何提升大模型推理的吞吐率？"),
        ("zzzz", "zzzz"),
    ],
)
async def test_without_a_known_question_nothing_is_graded_and_near_titles_are_told(
    tmp_path: Path, other: str, says: str
) -> None:
    async with house(tmp_path, judged_by()) as you:
        form = await opened(you)
        await you.fills(form, GENERAL, question="", other=other, text=ANSWER)
        told = (await you.sees())[-1].card
        kept = await you.app.coach.grading.attempts.latest(YOU, Direct(YOU))

    assert told is not None and says in told.body
    assert kept is None


async def test_a_request_that_is_done_twice_makes_one_posting_and_one_attempt(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ScriptedModel([])) as you:
        form = await opened(you)
        who = you.who()
        values = {"question": part(form, "question").choices[0].value, "text": ANSWER}
        request = actions.fill(form.action, values, who)
        attempting = you.app.coach.grading.attempting
        assert await attempting.record(request) == await attempting.record(request)
        recent = await attempting.postings.recent(YOU, GENERAL)

    assert len(recent) == 1


@pytest.mark.parametrize(
    ("author", "by_bot", "text", "says"),
    [
        ("somebody", False, ANSWER, "Somebody else"),
        ("coach", True, ANSWER, "bot"),
        ("you", False, "  \n ", "no words"),
    ],
)
async def test_what_is_not_ones_own_words_is_refused(
    tmp_path: Path, author: str, by_bot: bool, text: str, says: str
) -> None:
    async with house(tmp_path) as you:
        inquiry = you.who().wants(OpenElsewhereForm, author=author, by_bot=by_bot, text=text)
        told = await you.does(inquiry)

    assert isinstance(told, Card) and says in told.body


async def test_a_message_longer_than_a_form_is_cut_and_the_form_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        form = await opened(you, "word " * 2000)

    text = part(form, "text")
    assert len(text.value) == 4000
    assert "4000" in text.label and "9999" in text.label

"""What can be said in a thread after feedback, as a member sees it."""

from pathlib import Path

from bot.core.chat import Card, Direct, Form, Thread
from bot.core.completion import ModelFacts
from bot.core.errors import ModelUnreachable
from bot.llm.scripted import ScriptedModel
from tests.flows.conversation import ANSWER, BANK, FIRST, Changing, bank, feedback, last
from tests.house import GENERAL, House, button, house
from tests.judges import Judge, Said, in_turn, judged_by

ALL: Said = {
    "c1": ("covered", "Bandwidth of memory is the limit"),
    "c2": ("covered", "every token goes over the cached keys"),
    "c3": ("covered", "Bandwidth of memory"),
}


async def test_why_explains_what_cost_something_without_asking_the_model(tmp_path: Path) -> None:
    model = judged_by(FIRST, sure=0.95)
    async with house(tmp_path, model, bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        asked = len(model.asked), len(model.weighed)
        await you.says("why?", thread)
        card = await last(you, thread)
        assert (len(model.asked), len(model.weighed)) == asked
        assert card.title == "Why your answer was judged like this"
        assert "**missing** The whole cache is read in each step." in card.body
        assert "No words in your answer were found that say it." in card.body
        assert "almost certain: missing" in card.body
        assert "It earns 0 of 1 points." in card.body
        assert "Memory bandwidth limits" not in card.body
        assert "2 of 4 points are 50 %" in card.body
        assert "**Score: 50 %.**" in card.body
        assert len(await feedback(you, thread)) == 1
        assert (await you.as_("another").sees(thread))[-1].card != card


async def test_why_about_one_checkpoint_explains_that_one(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST, sure=0.6), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        for words in ("why did I get c1?", "why was memory bandwidth covered?", "why number 1?"):
            await you.says(words, thread)
            card = await last(you, thread)
            assert "**covered** Memory bandwidth limits decoding. (must-have)" in card.body
            assert "“Bandwidth of memory is the limit”" in card.body
            assert "not sure: between covered and" in card.body
            assert "It earns 2 of 2 points." in card.body
            assert "Batching" not in card.body


async def test_why_says_what_the_model_quoted_where_code_rejected_it(tmp_path: Path) -> None:
    said: Said = {**FIRST, "c2": ("covered", "the cache is read again and again")}
    async with house(tmp_path, judged_by(said), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("why is c2 missing?", thread)
        body = (await last(you, thread)).body
        assert "The model said “covered” and quoted “the cache is read again and again”." in body
        assert "does not hold these words" in body


async def test_why_names_the_cap_of_a_must_have(tmp_path: Path) -> None:
    said: Said = {**ALL, "c1": ("missing", "")}
    wrong: Said = {**ALL, "c1": ("wrong", "Bandwidth of memory is the limit")}
    text = BANK.replace("(must, weight 2)", "(must, weight 1)")
    for planted, sentence in (
        (said, "A must-have is missing, so the score stays at 60 % or below. **Score: 60 %.**"),
        (wrong, "is answered wrongly, so the score stays at 40 % or below. **Score: 40 %.**"),
    ):
        home = tmp_path / sentence[:12].strip()
        home.mkdir()
        async with house(home, judged_by(planted), bank=bank(home, text)) as you:
            thread, _ = await you.quiz("/quiz")
            await you.says(ANSWER, thread)
            await you.says("how was my score computed?", thread)
            assert sentence in (await last(you, thread)).body


async def test_questions_about_feedback_are_understood_in_chinese(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        await you.says("/settings language:中文")
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("为什么没给分", thread)
        card = await last(you, thread)
        assert card.title == "为什么这样判"
        assert "**缺失**" in card.body or "没有" in card.body
        await you.says("给我看答案", thread)
        assert "memory bandwidth limits it" in (await last(you, thread)).body


async def test_show_me_shows_the_reference_answer_to_who_asks_alone(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("show me the answer", thread)
        assert "memory bandwidth limits it" in (await last(you, thread)).body
        assert len(await you.as_("another").sees(thread)) == 1


async def test_the_same_words_are_an_answer_where_no_feedback_came_before(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says("I disagree with the verdict on c2", thread)
        assert len(await feedback(you, thread)) == 1
        another = you.as_("another")
        await another.says("why?", thread)
        assert len(await feedback(another, thread)) == 2


async def test_an_answer_that_begins_with_why_stays_one(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("Why is it slow? Because each token reads all the weights.", thread)
        assert len(await feedback(you, thread)) == 2


async def test_without_a_grade_why_says_why_not(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel([]), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("why?", thread)
        assert "was not graded. The model does not answer" in (await last(you, thread)).body
        await you.says("I did say that", thread)
        assert len(await feedback(you, thread)) == 2


async def test_an_unproven_model_s_verdicts_are_explained_as_such(tmp_path: Path) -> None:
    tiny = ModelFacts("tiny", proven=False)
    async with house(tmp_path, judged_by(FIRST, facts=tiny), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.presses(button((await feedback(you, thread))[0], "anyway"), thread)
        await you.says("why?", thread)
        card = await last(you, thread)
        assert "unproven" in card.body
        assert "%" not in card.body
        assert not any(one.action.startswith("dispute:") for one in card.buttons)


async def test_a_followup_s_answer_is_graded_in_its_turn(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read in each step?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        (main,) = await feedback(you, thread)
        assert "One more question:** What is read in each step?" in main.spoiler
        judge.now = Judge({"c2": ("covered", "all cached keys and values")})
        await you.says("All cached keys and values are read.", thread)
        first, followed = await feedback(you, thread)
        assert first == main
        assert followed.spoiler.startswith("*Follow-up:* What is read in each step?")
        assert "1. ✅ **covered**" in followed.body
        assert "1. The whole cache is read in each step." in followed.spoiler
        assert "Memory bandwidth" not in followed.spoiler
        assert "One more question" not in followed.spoiler
        assert "about the follow-up alone" in followed.note
        assert "Since your last try" not in followed.body


async def test_followups_go_no_deeper_than_two(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST, followup="And then?"), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        for words in (
            ANSWER,
            "Something about keys.",
            "Something about values.",
            "A whole answer.",
        ):
            await you.says(words, thread)
        cards = await feedback(you, thread)
        asks = ["One more question" in one.spoiler for one in cards]
        follows = [one.spoiler.startswith("*Follow-up:*") for one in cards]
        assert asks == [True, True, False, True]
        assert follows == [False, True, True, False]


async def test_an_answer_given_by_the_form_is_another_try_at_the_question(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        judge.now = Judge(ALL)
        form = await you.presses(button((await feedback(you, thread))[0], "retry"), thread)
        assert isinstance(form, Form)
        await you.fills(form, thread, text=ANSWER)
        card = (await feedback(you, thread))[-1]
        assert "Follow-up" not in card.spoiler
        assert "newly covered:** The whole cache is read in each step.; Batching" in card.spoiler
        assert "100 %" in card.body


async def test_words_that_say_so_are_another_try_at_the_question(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        judge.now = Judge({"c2": ("covered", "every token goes over the cached keys")})
        await you.says("let me try again: every token goes over the cached keys", thread)
        card = (await feedback(you, thread))[-1]
        assert "Follow-up" not in card.spoiler
        assert "**newly covered:** The whole cache" in card.spoiler
        assert "**still missing:** Batching" in card.spoiler
        assert "**no longer covered:** Memory bandwidth" in card.spoiler


async def test_another_try_without_an_answer_is_told_how(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.says("我再答一次", thread)
        card = await last(you, thread)
        assert card.title == "Another try"
        assert isinstance(await you.presses(button(card, "retry"), thread), Form)
        assert len(await feedback(you, thread)) == 1


async def answers_privately(you: House) -> None:
    """Ask for a question and answer it by the form."""
    thread, card = await you.quiz("/quiz")
    form = await you.presses(button(card, "answer"), thread)
    assert isinstance(form, Form)
    await you.fills(form, thread, text=ANSWER)


async def test_who_answered_privately_goes_on_in_private(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        await answers_privately(you)
        home = Direct(you.member)
        await you.says("why is c2 missing?", home)
        assert "**missing** The whole cache" in (await last(you, home)).body
        judge.now = Judge({"c2": ("covered", "All cached keys")})
        await you.says("All cached keys are read.", home)
        followed = (await feedback(you, home))[-1]
        assert followed.body.startswith("*Follow-up:* What is read?")
        judge.now = Judge(ALL)
        form = await you.presses(button(followed, "retry"), home)
        assert isinstance(form, Form)
        await you.fills(form, home, text=ANSWER)
        cards = await feedback(you, home)
        assert len(cards) == 3
        assert "newly covered" in cards[-1].body


async def test_a_public_try_after_a_private_one_says_what_changed(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        await answers_privately(you)
        thread = Thread(GENERAL, (await you.sees())[-1].id)
        judge.now = Judge(ALL)
        await you.says("let me try again: " + ANSWER, thread)
        (card,) = await feedback(you, thread)
        assert "newly covered:** The whole cache" in card.spoiler


async def test_a_try_by_another_rubric_compares_only_what_both_have(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST))
    file = bank(tmp_path)
    async with house(tmp_path, judge.model(), bank=file) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
    bank(tmp_path, BANK.replace("- Batching shares the reading of weights.\n", ""))
    judge.now = Judge({"c1": ("covered", "Bandwidth of memory is the limit")})
    async with house(tmp_path, judge.model(), bank=file) as you:
        await you.says(f"let me try again: {ANSWER}", thread)
        card = (await feedback(you, thread))[-1]
        assert "still missing:** The whole cache" in card.spoiler
        assert "Batching" not in card.spoiler
        assert "were changed in between" in card.spoiler


async def test_a_question_that_was_passed_over_hears_nothing_more(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, card = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.presses(button(card, "skip"), thread)
        before = len(await you.sees(thread))
        await you.says("why?", thread)
        await you.says("I did say that", thread)
        assert len(await you.sees(thread)) == before


async def test_after_trouble_the_words_still_reach_the_newest_feedback(tmp_path: Path) -> None:
    model = in_turn(ModelUnreachable(), then=Judge(FIRST))
    async with house(tmp_path, model, bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        await you.presses(button((await feedback(you, thread))[0], "again"), thread)
        await you.says("why?", thread)
        assert "2 of 4 points" in (await last(you, thread)).body


async def test_a_followup_is_answered_by_its_button_where_its_feedback_stands(
    tmp_path: Path,
) -> None:
    judge = Changing(Judge(FIRST, followup="What is read in each step?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        (main,) = await feedback(you, thread)
        refused = await you.as_("another").presses(button(main, "followup"), thread)
        assert isinstance(refused, Card) and "somebody else" in refused.body
        form = await you.presses(button(main, "followup"), thread)
        assert isinstance(form, Form)
        assert form.inputs[0].label == "What is read in each step?"
        judge.now = Judge({"c2": ("covered", "all cached keys")})
        await you.fills(form, thread, text="All cached keys are read.")
        followed = (await feedback(you, thread))[-1]
        assert followed.spoiler.startswith("*Follow-up:* What is read in each step?")


async def test_a_private_followup_stays_private(tmp_path: Path) -> None:
    judge = Changing(Judge(FIRST, followup="What is read?"))
    async with house(tmp_path, judge.model(), bank=bank(tmp_path)) as you:
        await answers_privately(you)
        home = Direct(you.member)
        (main,) = await feedback(you, home)
        form = await you.presses(button(main, "followup"), GENERAL)
        assert isinstance(form, Form)
        await you.fills(form, GENERAL, text="All cached keys are read.")
        assert (await feedback(you, home))[-1].body.startswith("*Follow-up:* What is read?")


async def test_whose_answer_it_is_sees_all_of_the_feedback_and_nobody_else(tmp_path: Path) -> None:
    async with house(
        tmp_path, judged_by(FIRST, followup="What is read?"), bank=bank(tmp_path)
    ) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        (main,) = await feedback(you, thread)
        told = await you.presses(button(main, "whole"), thread)
        refused = await you.as_("another").presses(button(main, "whole"), thread)
        assert isinstance(told, Card) and isinstance(refused, Card)
        assert "Memory bandwidth limits decoding. (must-have) · “Bandwidth of memory" in told.body
        assert "What is read?" in told.body and told.buttons == ()
        assert "somebody else" in refused.body


async def test_why_is_a_button_for_whose_answer_it_is(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        thread, _ = await you.quiz("/quiz")
        await you.says(ANSWER, thread)
        (main,) = await feedback(you, thread)
        told = await you.presses(button(main, "why"), thread)
        refused = await you.as_("another").presses(button(main, "why"), thread)
        assert isinstance(told, Card) and "2 of 4 points" in told.body
        assert isinstance(refused, Card) and "somebody else" in refused.body

"""Asking a question, and the help with it."""

from pathlib import Path

from bot.core import commands
from bot.core.chat import Card, Channel, Community, Direct, Role, Thread
from tests.house import GENERAL, button, house

SMALL = """\
# Small

## One

### Q. What is a token?
> **Company**: None | **Tags**: [Tokens]

A piece of text.

### Q. What is a batch?
> **Tags**: [Batches, Tokens]

Several requests at once.

### Q. 什么是词元？
> **Tags**: [词元]

文本的一小段。

### Q. Not answered yet?
> **Tags**: [Open]
"""


def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.md"
    file.write_text(SMALL, encoding="utf-8")
    return file


async def test_the_seed_alone_answers_quiz_kv_cache_with_its_first_question(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        for line in (
            "/quiz tag:KV Cache",
            "/quiz tag:kv-cache",
            "/quiz KV  CACHE",
            '/quiz tag:"kv cache"',
        ):
            _, card = await you.quiz(line)
            assert card.title.startswith("假设使用 Greedy Search")
            assert {one.name: one.value for one in card.fields}["Company"] == "阿里"


async def test_a_request_that_comes_twice_is_one_question(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        request = commands.read("/quiz", you.who())
        await you.does(request)
        await you.does(request)
        assert len(await you.sees()) == 1


async def test_acting_twice_on_one_request_says_the_same_once(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        request = commands.read("/quiz", you.who())
        await you.app.coach.act(request)
        first = await you.sees()
        await you.app.coach.act(request)
        assert [(one.id, one.card) for one in await you.sees()] == [
            (one.id, one.card) for one in first
        ]


async def test_nothing_repeats_until_all_were_asked_and_then_the_oldest_comes(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, bank=small(tmp_path)) as you:
        titles = [(await you.quiz("/quiz language:en"))[1].title for _ in range(4)]
        assert set(titles[:2]) == {"What is a token?", "What is a batch?"}
        assert titles[2:] == titles[:2]


async def test_the_members_language_is_asked_first_and_another_where_there_is_none(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, bank=small(tmp_path)) as you:
        you.language = "zh-CN"
        _, card = await you.quiz("/quiz")
        assert card.title == "什么是词元？"
        _, card = await you.quiz("/quiz tag:batches")
        assert card.title == "What is a batch?"


async def test_a_question_without_an_answer_is_asked_only_by_name(tmp_path: Path) -> None:
    async with house(tmp_path, bank=small(tmp_path)) as you:
        await you.says("/quiz tag:Open")
        refused = (await you.sees())[-1]
        assert refused.card and "lacks a reference answer" in refused.card.body
        _, card = await you.quiz("/quiz question:Not answered yet?")
        assert card.title == "Not answered yet?"
        assert not [one for one in card.buttons if one.action.startswith("reveal")]


async def test_an_unknown_tag_is_told_what_is_near_and_only_to_who_typed_it(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.says("/quiz tag:KV Cach")
        said = (await you.sees())[-1]
        assert said.card and "Did you mean: KV Cache" in said.card.body
        assert said.only_to == you.member
        assert await you.as_("another").sees() == []


async def test_filters_that_exclude_each_other_say_so(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.says("/quiz tag:KV Cache company:腾讯")
        said = (await you.sees())[-1].card
        assert said and said.body.startswith('No question has all of tag:"KV Cache" company:腾讯')


async def test_the_hint_and_the_answer_go_to_who_asked_for_them(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        thread, card = await you.quiz()
        await you.presses(button(card, "hint"), thread)
        await you.presses(button(card, "reveal"), thread)
        hint, answer = await you.sees(thread)
        assert hint.card and "KV Cache" in hint.card.body
        assert answer.card and "情况分析" in answer.card.body
        assert await you.as_("another").sees(thread) == []


async def test_skip_is_for_who_asked_and_for_organisers(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        thread, card = await you.quiz()
        other = you.as_("another")
        await other.presses(button(card, "skip"), thread)
        refused = (await other.sees(thread))[-1].card
        assert refused and "can skip it" in refused.body
        boss = you.as_("boss", Role.ORGANISER)
        await boss.presses(button(card, "skip"), thread)
        skipped = (await you.sees(thread))[-1].card
        assert skipped and skipped.title == "Skipped"


async def test_next_asks_for_the_same_filters_in_the_same_channel(tmp_path: Path) -> None:
    async with house(tmp_path, bank=small(tmp_path)) as you:
        thread, card = await you.quiz("/quiz tag:Tokens")
        await you.presses(button(card, "skip"), thread)
        skipped = (await you.sees(thread))[-1].card
        assert skipped
        await you.presses(button(skipped, "next"), thread)
        following = (await you.sees())[-1].card
        assert following and {card.title, following.title} == {
            "What is a token?",
            "What is a batch?",
        }


async def test_a_direct_conversation_is_a_home_for_questions_too(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        direct = Direct(you.member)
        await you.says("/quiz tag:KV Cache", direct)
        asked = (await you.sees(direct))[-1].card
        assert asked and asked.body == "Answer here, in your own words."
        assert await you.as_("another").sees(direct) == []


async def test_a_button_of_another_community_does_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        thread, card = await you.quiz()
        elsewhere = Community("web", "elsewhere")
        stranger = you.as_("you", community=elsewhere)
        there = Thread(Channel(elsewhere, "general"), thread.id)
        await stranger.presses(button(card, "reveal"), there)
        told = (await stranger.sees(there))[-1].card
        assert told and "not open any more" in told.body


async def test_a_forged_button_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        for action in ("", "hint:", "drop:table", "reveal:nothing:there:at:all", ":" * 50):
            told = await you.presses(action, GENERAL)
            if told is None:
                told = (await you.sees())[-1].card
            assert isinstance(told, Card)
            assert told.title == "That did not work"


async def test_help_shows_what_may_be_used_here_and_the_details_of_one(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        card = await you.says("/help")
        assert isinstance(card, Card)
        assert "/quiz" in card.body
        one = await you.says("/help quiz")
        assert isinstance(one, Card)
        assert "`tag:`" in one.body
        missing = await you.says("/help quizz")
        assert isinstance(missing, Card)
        assert "/quiz" in missing.body

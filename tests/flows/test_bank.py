"""Looking into the bank from the chat."""

from pathlib import Path

from bot.core import actions
from bot.core.chat import Card, Role, Thread
from tests.house import GENERAL, House, button, house

BANK = """\
# Serving

## Memory

### Q. Why does a KV cache help?
> **Id**: cache-why | **Company**: 阿里 | **Round**: 一面 | **Date**: 2025-08-26
> **Tags**: [KV Cache, Decoding] | **Difficulty**: easy

Because keys and values of earlier tokens are **kept**, and nothing is computed twice.

<mark>Core: nothing is computed twice.</mark>

#### Rubric
- (must) Keys and values are kept.
- Nothing is computed twice.

#### Hint
What would be computed again?

#### Sources
- A. Author, On caches, 2023

### Q. How large does a KV cache grow?
> **Id**: cache-size | **Company**: 腾讯 | **Date**: 2024-05 | **Tags**: [KV Cache]
> **Difficulty**: hard

It grows with the layers, the heads and the tokens.

### Q. What is paging?
> **Id**: paging | **Tags**: [PagedAttention]

Blocks of a fixed size.

### Q. Not answered yet?
> **Id**: open | **Tags**: [Open]
"""
CHINESE = """\
# 推理服务

## 显存

### Q. 为什么 KV cache 有用？
> **Translation of**: cache-why | **Tags**: [KV Cache]

因为前面 token 的键和值都**保留**下来，不用再算。
"""


def written(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "serving.md").write_text(BANK, encoding="utf-8")
    (folder / "serving.zh.md").write_text(CHINESE, encoding="utf-8")
    return folder


async def asked(you: House, line: str) -> Card:
    card = await you.says(line)
    assert isinstance(card, Card)
    return card


def named(card: Card) -> dict[str, str]:
    return {one.name: one.value for one in card.fields}


async def test_a_search_shows_titles_ids_and_what_each_is_about(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank search KV cache")
        assert card.title == "Questions for KV cache"
        assert "**Why does a KV cache help?**" in card.body
        assert "`cache-why` · 阿里 · 一面 · 2025-08-26 · KV Cache, Decoding" in card.body
        assert "How large does a KV cache grow?" in card.body
        assert "paging" not in card.body


async def test_no_search_result_shows_a_reference_answer(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for line in ("/bank search computed twice", "/bank search", "/bank search cache-why"):
            card = await asked(you, line)
            assert "Why does a KV cache help?" in card.body
            assert "computed twice" not in card.body
            assert card.spoiler == ""


async def test_the_filter_language_narrows_a_search_down(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for line in (
            '/bank search tag:"KV Cache" company:阿里 since:2025-08 keys',
            "/bank search company:Alibaba",
            "/bank search difficulty:easy",
            "/bank search 公司:阿里 到:2025年12月 cache",
        ):
            card = await asked(you, line)
            assert "cache-why" in card.body
            assert "cache-size" not in card.body
        card = await asked(you, "/bank search tag:KV Cache until:2024 cache")
        assert "cache-size" in card.body
        assert "cache-why" not in card.body


async def test_a_question_in_two_languages_is_found_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank search tag:KV Cache")
        assert [line[:3] for line in card.body.split("\n")[::2]] == ["1. ", "2. "]
        card = await asked(you, "/bank search 保留")
        assert "为什么 KV cache 有用？" in card.body


async def test_what_is_not_there_is_said_with_what_is_near(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank search zebra stripes")
        assert card.title == "Nothing found"
        assert "no question for zebra stripes" in card.body
        card = await asked(you, "/bank search company:阿里巴巴巴")
        assert card.title == "That did not work"
        assert "Did you mean" in card.body


async def test_a_result_can_be_asked_at_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank search paging")
        assert [one.label for one in card.buttons] == ["Ask me this", "Show it"]
        await you.presses(button(card, "ask"), GENERAL)
        question = (await you.sees())[-1]
        assert question.card and question.card.title == "What is paging?"
        assert question.opens_thread


async def test_more_goes_on_where_the_card_ended(tmp_path: Path) -> None:
    file = tmp_path / "many.md"
    lines = [f"### Q. What is cache number {n}?\n\nIt is cache {n}.\n" for n in range(1, 24)]
    file.write_text("\n".join(lines), encoding="utf-8")
    async with house(tmp_path, bank=file) as you:
        card = await asked(you, "/bank search What is cache number")
        seen = card.body.split("\n")[::2]
        assert seen[0].startswith("1. ") and seen[-1].startswith("10. ")
        while [one for one in card.buttons if one.action.startswith("more")]:
            pressed = await you.presses(button(card, "more"), GENERAL)
            assert isinstance(pressed, Card)
            card = pressed
            seen += card.body.split("\n")[::2]
        assert len(seen) == 23
        assert seen[-1].startswith("23. ")
        assert len({line.split(". ", 1)[1] for line in seen}) == 23


async def test_a_search_too_long_for_a_button_asks_for_fewer_words(tmp_path: Path) -> None:
    file = tmp_path / "many.md"
    words = " ".join(f"word{n}" for n in range(30))
    lines = [f"### Q. Number {n} of {words}?\n\nIt is {n}.\n" for n in range(12)]
    file.write_text("\n".join(lines), encoding="utf-8")
    async with house(tmp_path, bank=file) as you:
        card = await asked(you, f"/bank search {words}")
        assert all(actions.fits(one.action) for one in card.buttons)
        assert not [one for one in card.buttons if one.action.startswith("more")]
        assert card.note.startswith("Add words or filters")


async def test_show_keeps_the_reference_answer_behind_a_spoiler(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for line in ("/bank show question:cache-why", "/bank show Why does a KV cache help?"):
            card = await asked(you, line)
            assert card.title == "Why does a KV cache help?"
            assert "computed twice" not in card.body
            assert "nothing is computed twice" in card.spoiler
            assert card.spoiler_title == "Reference answer"
            assert "A. Author, On caches, 2023" in card.body
            facts = named(card)
            assert facts["Checkpoints"] == "2, by the author"
            assert facts["Company"] == "阿里"
            assert facts["Chapter"] == "Serving · Memory"
        assert await you.as_("another").sees() == []


async def test_where_a_question_stands_is_told_to_maintainers_alone(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        assert "File" not in named(await asked(you, "/bank show cache-why"))
        keeper = you.as_("keeper", Role.MAINTAINER)
        facts = named(await asked(keeper, "/bank show cache-why"))
        assert facts["File"] == "serving.md:5"


async def test_a_question_is_shown_in_its_other_language_at_a_button(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank show cache-why")
        other = next(one for one in card.buttons if one.label == "In Chinese")
        shown = await you.presses(other.action, GENERAL)
        assert isinstance(shown, Card)
        assert shown.title == "为什么 KV cache 有用？"
        assert "不用再算" in shown.spoiler


async def test_a_question_without_an_answer_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank show open")
        assert "no reference answer yet" in card.body
        assert card.spoiler == ""


async def test_an_unknown_question_is_refused_with_what_is_near(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank show cache wh")
        assert card.title == "That did not work"
        assert "cache-why" in card.body


async def test_statistics_count_a_question_in_two_languages_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank stats")
        assert named(card)["Questions"] == "4"
        assert named(card)["Files"] == "2"
        assert named(card)["Languages"] == "English 4, Chinese 1"
        assert "Serving (4)" in card.body
        assert "推理服务" not in card.body
        assert "KV Cache (2)" in card.body
        assert "- a reference answer: 3 / 4 (75 %)" in card.body
        assert "- both languages: 1 / 4 (25 %)" in card.body
        assert "Oddities" not in card.body


async def test_what_is_odd_in_the_files_is_told_to_maintainers_alone(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        keeper = you.as_("keeper", Role.MAINTAINER)
        card = await asked(keeper, "/bank stats")
        assert "Oddities in the files: 0 errors" in card.body
        assert "`serving.md:" in card.body
        assert "no-answer" in card.body
        assert str(tmp_path) not in card.body


async def test_a_broken_edit_is_told_to_maintainers_while_the_old_state_is_served(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path)
    async with house(tmp_path, bank=folder) as you:
        keeper = you.as_("keeper", Role.MAINTAINER)
        (folder / "serving.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
        await you.app.bank.reload()
        card = await asked(keeper, "/bank stats")
        assert "The files as they are now are broken" in card.body
        assert "`serving.md:" in card.body
        assert named(card)["Questions"] == "4"
        assert "broken" not in (await asked(you, "/bank stats")).body


async def test_an_empty_bank_says_that_it_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "empty.md"
    file.write_text("# Nothing yet\n", encoding="utf-8")
    async with house(tmp_path, bank=file) as you:
        assert "no questions yet" in (await asked(you, "/bank stats")).body
        assert (await asked(you, "/bank search cache")).title == "Nothing found"
        assert "no questions yet" in (await asked(you, "/bank show cache-why")).body


async def test_the_group_alone_shows_its_commands_and_the_queue_to_maintainers(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await asked(you, "/bank")
        assert "`/bank search`" in card.body
        assert "`/bank queue`" not in card.body
        keeper = you.as_("keeper", Role.MAINTAINER)
        assert "`/bank queue`" in (await asked(keeper, "/bank")).body
        assert "`since:`" in (await asked(you, "/help bank search")).body
        assert (await asked(you, "/help bank")).body == card.body


async def test_it_speaks_chinese(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        you.language = "zh"
        card = await asked(you, "/bank search 标签:KV Cache")
        assert card.title == '符合 tag:"KV Cache" 的题目'
        assert [one.label for one in card.buttons][:2] == ["出第 1 题", "出第 2 题"]
        assert (await asked(you, "/bank show paging")).spoiler_title == "参考答案"
        assert "有参考答案：" in (await asked(you, "/bank stats")).body


async def test_a_forged_page_far_away_is_no_harm(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for action in ("more:99999999:cache", "more:3:", 'more:0:tag:"'):
            card = await you.presses(action, Thread(GENERAL, "t"))
            assert isinstance(card, Card)
            assert card.title

"""Suggesting a question from the chat, and deciding on it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot import readers
from bot.core import actions, commands
from bot.core.chat import Card, Channel, Community, Direct, Form, Role
from bot.core.requests import Request
from tests.flows.test_bank import written
from tests.house import GENERAL, House, button, house

TEXT = {
    "title": "What is speculative decoding?",
    "answer": "A small model drafts, **the large one checks**.",
    "tags": "Speculative Decoding, decoding, hard",
    "company": "阿里",
    "round": "二面",
}


async def form(you: House, line: str = "/bank suggest") -> Form:
    opened = await you.says(line)
    assert isinstance(opened, Form)
    return opened


async def suggests(you: House, **changed: str) -> Card:
    """What the coach says to a suggestion."""
    assert await you.fills(await form(you), GENERAL, **(TEXT | changed)) is None
    return await told(you)


async def told(you: House, place: Channel | Direct = GENERAL) -> Card:
    """The newest card that this member can read."""
    card = (await you.sees(place))[-1].card
    assert card is not None
    return card


async def queue(you: House) -> Card:
    card = await you.says("/bank queue")
    assert isinstance(card, Card)
    return card


async def mine(you: House) -> Card:
    card = await you.says("/bank mine")
    assert isinstance(card, Card)
    return card


async def presses(you: House, card: Card, name: str) -> Card:
    """What a button answers, at once or with a message."""
    answer = await you.presses(button(card, name), GENERAL)
    return answer if isinstance(answer, Card) else await told(you)


def keeper(you: House, name: str = "keeper") -> House:
    return you.as_(name, Role.MAINTAINER)


def approved(home: Path) -> list[str]:
    """The titles in the file of approved questions."""
    file = home / "bank" / "approved.md"
    return [one.title for one in readers.load([file]).questions] if file.exists() else []


async def test_a_suggestion_is_queued_approved_written_and_can_be_read_back(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await suggests(you)
        assert card.title == "Thank you, it is in the queue"
        assert approved(tmp_path) == []
        boss = keeper(you)
        card = await queue(boss)
        assert card.title == TEXT["title"]
        assert card.body == TEXT["answer"]
        facts = {one.name: one.value for one in card.fields}
        assert facts == {
            "Company": "阿里",
            "Round": "二面",
            "Difficulty": "hard",
            "Tags": "Speculative Decoding, decoding",
        }
        done = await presses(boss, card, "approve")
        assert done.title == "Approved and written to the bank"
        (kept,) = readers.load([tmp_path / "bank" / "approved.md"]).questions
        assert (kept.title, kept.answer) == (TEXT["title"], TEXT["answer"])
        assert (kept.company, kept.round, kept.difficulty) == ("阿里", "二面", "hard")
        assert kept.tags == ("Speculative Decoding", "decoding")
        assert (await queue(boss)).body == "Nothing waits for a decision."


async def test_what_was_approved_is_live_within_two_seconds(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        boss = keeper(you)
        await presses(boss, await queue(boss), "approve")
        async with asyncio.timeout(4):
            while not await _found(you, "speculative decoding"):
                await asyncio.sleep(0.1)
    async with house(tmp_path, bank=tmp_path / "questions") as you:
        assert await _found(you, "speculative decoding")


async def _found(you: House, words: str) -> bool:
    card = await you.says(f"/bank search {words}")
    return isinstance(card, Card) and TEXT["title"] in card.body


async def test_its_author_is_told_of_the_decision_and_why(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = keeper(you)
        await suggests(you)
        await presses(boss, await queue(boss), "approve")
        assert (await told(you, Direct(you.member))).title == "Your question is in the bank"
        await suggests(you, title="Who invented the transformer?")
        reason = await boss.presses(button(await queue(boss), "deny"), GENERAL)
        assert isinstance(reason, Form)
        await boss.fills(reason, GENERAL, reason="It asks for a name, not for understanding.")
        said = await told(you, Direct(you.member))
        assert said.title == "Your question was not taken"
        assert "It asks for a name" in said.body
        assert said.fields[0].value == "Who invented the transformer?"
        assert approved(tmp_path) == [TEXT["title"]]


async def test_a_likely_duplicate_is_shown_before_anything_is_queued(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await suggests(you, title="Why does the KV cache help?")
        assert card.title == "Is it one of these?"
        assert "**Why does a KV cache help?**" in card.body
        assert (await queue(keeper(you))).body == "Nothing waits for a decision."
        shown = await presses(you, card, "show")
        assert shown.title == "Why does a KV cache help?"
        assert (await presses(you, card, "send")).title == "Thank you, it is in the queue"
        seen = await queue(keeper(you))
        assert seen.title == "Why does the KV cache help?"
        like = {one.name: one.value for one in seen.fields}["Like it"]
        assert like.startswith("1. Why does a KV cache help? (in the bank, ")


async def test_what_waits_in_the_queue_counts_as_a_duplicate_too(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        other = you.as_("other")
        card = await suggests(other, title="what is Speculative-Decoding")
        assert card.title == "Is it one of these?"
        assert "suggested, not decided yet, 100 % alike" in card.body
        assert not [one for one in card.buttons if one.action.startswith("show")]


async def test_a_duplicate_can_be_edited_into_another_question(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await suggests(you, title="Why does the KV cache help?")
        opened = await you.presses(button(card, "edit"), GENERAL)
        assert isinstance(opened, Form)
        values = {one.name: one.value for one in opened.inputs}
        assert values == TEXT | {"title": "Why does the KV cache help?"}
        await you.fills(opened, GENERAL, **(values | {"title": "When does a cache of keys hurt?"}))
        assert (await told(you)).title == "Thank you, it is in the queue"
        assert (await queue(keeper(you))).title == "When does a cache of keys hurt?"


async def test_an_author_sees_and_withdraws_their_own_and_its_words_are_gone(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        listed = await mine(you)
        assert f"**{TEXT['title']}**\n   waits for a maintainer" in listed.body
        assert "You have suggested nothing" in (await mine(you.as_("other"))).body
        waiting = await queue(keeper(you))
        gone = await presses(you, listed, "withdraw")
        assert gone.title == "Taken back"
        assert TEXT["title"] not in (await mine(you)).body
        late = await presses(keeper(you), waiting, "approve")
        assert late.title == "That did not work"
        assert "taken back" in late.body
        assert approved(tmp_path) == []
    with sqlite3.connect(tmp_path / "coach.db") as raw:
        kept = raw.execute("SELECT title, answer, tags, company, state FROM suggestions").fetchall()
    raw.close()
    assert kept == [("", "", "[]", None, "withdrawn")]


@pytest.mark.parametrize("action", ["edit", "send", "withdraw"])
async def test_nobody_else_touches_a_suggestion(tmp_path: Path, action: str) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await suggests(you, title="Why does the KV cache help?")
        forged = button(card, action)
        for other in (you.as_("other"), keeper(you)):
            answer = await other.presses(forged, GENERAL)
            refused = answer if isinstance(answer, Card) else await told(other)
            assert "That suggestion is not there" in refused.body
        assert "a draft, not sent" in (await mine(you)).body


async def test_only_maintainers_come_to_the_queue_whichever_way_they_try(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        seen = await queue(keeper(you))
        stranger = you.as_("stranger", Role.ORGANISER)
        refused = [await queue(stranger)]
        for name in ("approve", "deny", "revise"):
            answer = await stranger.presses(button(seen, name), GENERAL)
            refused.append(answer if isinstance(answer, Card) else await told(stranger))
        one, at = button(seen, "approve").split(":")[1:]
        for action in (f"deny:{one}:{at}", f"revise:{one}:{at}"):
            await stranger.does(actions.fill(action, {"title": "x"}, stranger.who()))
            refused.append(await told(stranger))
        assert len(refused) == 6
        for card in refused:
            assert card.body.startswith("Only those who keep the question bank may do this.")
        assert (await queue(keeper(you))).title == TEXT["title"]
        assert approved(tmp_path) == []


async def test_maintainers_are_those_whom_the_operator_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MAINTAINERS", "web:boss discord:1")
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = you.as_("boss")
        await suggests(you)
        notice = await told(boss, Direct(boss.member))
        assert notice.title == TEXT["title"]
        assert "A member has suggested this question" in notice.note
        help_card = await boss.says("/help bank")
        assert isinstance(help_card, Card)
        assert "/bank queue" in help_card.body
        await boss.presses(button(notice, "approve"), Direct(boss.member))
        assert approved(tmp_path) == [TEXT["title"]]
        settled = (await boss.sees(Direct(boss.member)))[0].card
        assert settled is not None
        assert settled.buttons == ()
        assert settled.body == "approved"


async def test_a_notice_forgets_what_its_author_took_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MAINTAINERS", "web:boss")
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = you.as_("boss")
        await suggests(you)
        await presses(you, await mine(you), "withdraw")
        (notice,) = await boss.sees(Direct(boss.member))
        assert notice.card is not None
        assert notice.card.body == "taken back"
        assert "speculative" not in repr(notice).casefold()


async def test_of_two_maintainers_at_once_one_decides_and_the_other_is_told(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        boss, chief = keeper(you, "boss"), keeper(you, "chief")
        card = await queue(boss)
        first = actions.press(button(card, "approve"), boss.who())
        denial = await chief.presses(button(card, "deny"), GENERAL)
        assert isinstance(denial, Form)
        second = actions.fill(denial.action, {"reason": "no"}, chief.who())
        await asyncio.gather(you.app.coach.act(first), you.app.coach.act(second))
        titles = {(await told(boss)).title, (await told(chief)).title}
        decided = titles & {"Approved and written to the bank", "Denied"}
        assert len(decided) == 1
        assert titles - decided == {"That did not work"}
        assert (approved(tmp_path) == [TEXT["title"]]) is ("Denied" not in decided)
        assert len(await you.sees(Direct(you.member))) == 1


async def test_two_who_approve_at_once_write_it_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        card = await queue(keeper(you))
        keepers = [keeper(you, f"keeper{n}") for n in range(5)]
        pressed = [actions.press(button(card, "approve"), one.who()) for one in keepers]
        await asyncio.gather(*(you.app.coach.act(one) for one in pressed))
        titles = [(await told(one)).title for one in keepers]
        assert sorted(titles) == ["Approved and written to the bank", *["That did not work"] * 4]
        assert approved(tmp_path) == [TEXT["title"]]


async def test_each_request_that_comes_twice_is_done_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        suggest = actions.fill("suggest", TEXT, you.who())
        boss = keeper(you)

        async def twice(who: House, request: Request) -> list[tuple[str, Card | None]]:
            await you.app.coach.act(request)
            first = await _cards(who)
            await you.app.coach.act(request)
            assert await _cards(who) == first
            return first

        await twice(you, suggest)
        assert len((await mine(you)).buttons) == 3
        approve = actions.press(button(await queue(boss), "approve"), boss.who())
        (said,) = await twice(boss, approve)
        assert said[1] is not None
        assert said[1].title == "Approved and written to the bank"
        assert approved(tmp_path) == [TEXT["title"]]
        assert len(await you.sees(Direct(you.member))) == 1


async def _cards(you: House) -> list[tuple[str, Card | None]]:
    return [(one.id, one.card) for one in await you.sees()]


async def test_what_its_author_changed_meanwhile_is_not_approved_unseen(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = keeper(you)
        await suggests(you)
        seen = await queue(boss)
        opened = await you.presses(button(await mine(you), "edit"), GENERAL)
        assert isinstance(opened, Form)
        await you.fills(opened, GENERAL, **(TEXT | {"answer": "Something rude."}))
        late = await presses(boss, seen, "approve")
        assert "was changed meanwhile" in late.body
        assert approved(tmp_path) == []
        assert (await queue(boss)).body == "Something rude."


async def test_a_maintainer_mends_a_suggestion_and_approves_it(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = keeper(you)
        await suggests(you, answer="")
        card = await queue(boss)
        assert "no reference answer yet" in card.body
        opened = await boss.presses(button(card, "revise"), GENERAL)
        assert isinstance(opened, Form)
        values = {one.name: one.value for one in opened.inputs}
        assert values["tags"] == "Speculative Decoding, decoding, hard"
        await boss.fills(opened, GENERAL, **(values | {"answer": "It drafts and checks."}))
        mended = await told(boss)
        assert mended.body == "It drafts and checks."
        await presses(boss, mended, "approve")
        (kept,) = readers.load([tmp_path / "bank" / "approved.md"]).questions
        assert kept.answer == "It drafts and checks."


async def test_two_texts_at_once_lose_neither(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = keeper(you)
        await suggests(you)
        theirs = await boss.presses(button(await queue(boss), "revise"), GENERAL)
        own = await you.presses(button(await mine(you), "edit"), GENERAL)
        assert isinstance(theirs, Form) and isinstance(own, Form)
        await boss.fills(theirs, GENERAL, **(TEXT | {"answer": "By the maintainer."}))
        await you.fills(own, GENERAL, **(TEXT | {"answer": "By the author, an hour long."}))
        refused = await told(you)
        assert "was changed meanwhile" in refused.body
        assert "By the author, an hour long." in refused.spoiler
        assert (await queue(boss)).body == "By the maintainer."


async def test_the_queue_begins_with_the_oldest_and_goes_round(tmp_path: Path) -> None:
    titles = ["What is alpha decay?", "How are mixtures routed?", "Who trains a reward model?"]
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for title in titles:
            await suggests(you, title=title)
        boss = keeper(you)
        card = await queue(boss)
        seen = [(card.title, card.note)]
        for _ in range(3):
            card = await presses(boss, card, "queue")
            seen.append((card.title, card.note))
        assert [title for title, _ in seen] == [*titles, titles[0]]
        assert seen[1][1] == "2 of 3 in the queue, the oldest first"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "The question itself is missing"),
        ({"title": " \n\t\u3000 "}, "The question itself is missing"),
        ({"title": "\x00\ud800\u202e"}, "The question itself is missing"),
        ({"title": "x" * 301}, "Question has room for 300 characters"),
        ({"answer": "x" * 4001}, "Reference answer, if you know it has room for 4000"),
        ({"company": "x" * 81}, "Company has room for 80"),
        ({"tags": "x" * 100_000}, "has room for 200"),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_given_back(
    tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        values = TEXT | {"answer": "The only copy."} | changed
        await you.does(actions.fill("suggest", values, you.who()))
        card = await told(you)
        assert card.title == "That did not work"
        assert says in card.body
        if "answer" not in changed:
            kept = card.spoiler
            if not kept:
                opened = await you.presses(button(card, "edit"), GENERAL)
                assert isinstance(opened, Form)
                kept = opened.inputs[1].value
            assert "The only copy." in kept
        assert (await queue(keeper(you))).body == "Nothing waits for a decision."


async def test_a_draft_without_a_question_can_be_mended(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        card = await suggests(you, title="  ")
        one = button(card, "edit").split(":")[1]
        await you.presses(f"send:{one}", GENERAL)
        assert "The question itself is missing" in (await told(you)).body
        opened = await you.presses(button(card, "edit"), GENERAL)
        assert isinstance(opened, Form)
        await you.fills(opened, GENERAL, **TEXT)
        assert (await told(you)).title == "Thank you, it is in the queue"


async def test_one_member_cannot_fill_the_queue(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        for number in range(21):
            values = TEXT | {"title": f"{'abcdefghijklmnopqrstu'[number] * 9}?"}
            await you.does(actions.fill("suggest", values, you.who()))
        assert "You have 20 suggestions that wait" in (await told(you)).body
        assert "1 of 20" in (await queue(keeper(you))).note
        other = await suggests(you.as_("other"))
        assert other.title == "Thank you, it is in the queue"


async def test_a_file_that_cannot_be_written_loses_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way")
    monkeypatch.setenv("COACH_APPROVED", str(in_the_way / "approved.md"))
    async with house(tmp_path, bank=written(tmp_path)) as you:
        boss = keeper(you)
        await suggests(you)
        card = await queue(boss)
        for _ in range(2):
            failed = await presses(boss, card, "approve")
            assert failed.title == "That did not work"
            assert failed.body.startswith("approved.md could not be written: File exists.")
            assert str(tmp_path) not in failed.body
        in_the_way.unlink()
        done = await presses(boss, await queue(boss), "approve")
        assert done.title == "Approved and written to the bank"
    assert [one.title for one in readers.load([in_the_way]).questions] == [TEXT["title"]]


async def test_buttons_outlive_a_restart(tmp_path: Path) -> None:
    bank = written(tmp_path)
    async with house(tmp_path, bank=bank) as you:
        drafted = await suggests(you, title="Why does the KV cache help?")
    async with house(tmp_path, bank=bank) as you:
        await presses(you, drafted, "send")
        waiting = await queue(keeper(you))
    async with house(tmp_path, bank=bank) as you:
        done = await presses(keeper(you), waiting, "approve")
        assert done.title == "Approved and written to the bank"
        assert approved(tmp_path) == ["Why does the KV cache help?"]


async def test_an_approval_that_broke_off_is_finished_by_whoever_comes_next(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        boss, chief = keeper(you, "boss"), keeper(you, "chief")
        card = await queue(boss)
        await presses(boss, card, "approve")
        with sqlite3.connect(tmp_path / "coach.db") as raw:
            raw.execute("UPDATE suggestions SET state = 'writing'")
        raw.close()
        again = await queue(chief)
        assert again.title == TEXT["title"]
        denial = await chief.presses(button(again, "deny"), GENERAL)
        assert isinstance(denial, Form)
        await chief.fills(denial, GENERAL, reason="no")
        assert "Somebody else is deciding" in (await told(chief)).body
        late = await presses(chief, again, "approve")
        assert late.body == "Nothing can be done with this suggestion any more: approved."
        assert (await queue(chief)).body == "Nothing waits for a decision."
        assert approved(tmp_path) == [TEXT["title"]]
        (said,) = await you.sees(Direct(you.member))
        assert said.card is not None
        assert said.card.title == "Your question is in the bank"


async def test_a_suggestion_of_another_community_is_not_there(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you)
        seen = await queue(keeper(you))
        there = Community("web", "elsewhere")
        stranger = you.as_("keeper", Role.MAINTAINER, community=there)
        place = Channel(there, "general")
        for name in ("approve", "deny", "revise"):
            answer = await stranger.presses(button(seen, name), place)
            card = answer if isinstance(answer, Card) else await told(stranger, place)
            assert "That suggestion is not there" in card.body
        empty = await stranger.says("/bank queue", place)
        assert isinstance(empty, Card)
        assert empty.body == "Nothing waits for a decision."
        again = commands.read("/bank suggest", stranger.who(place))
        opened = await stranger.does(again)
        assert isinstance(opened, Form)
        await stranger.fills(opened, place, **TEXT)
        assert (await told(stranger, place)).title == "Thank you, it is in the queue"


async def test_it_works_in_chinese(tmp_path: Path) -> None:
    async with house(tmp_path, bank=written(tmp_path)) as you:
        you.language = "zh"
        boss = keeper(you)
        opened = await form(you, "/bank suggest title:什么是投机解码？ 难度:困难")
        assert opened.title == "推荐一道题"
        values = {one.name: one.value for one in opened.inputs}
        assert values["title"] == "什么是投机解码？"
        await you.fills(opened, GENERAL, **(values | {"tags": "投机解码，解码、困难"}))
        assert (await told(you)).title == "谢谢，已进入待处理列表"
        card = await queue(boss)
        facts = {one.name: one.value for one in card.fields}
        assert facts == {"难度": "困难", "标签": "投机解码, 解码"}
        assert (await presses(boss, card, "approve")).title == "已采纳，并写入题库"
        assert (await told(you, Direct(you.member))).title == "你推荐的题目已进入题库"
        (kept,) = readers.load([tmp_path / "bank" / "approved.md"]).questions
        assert (kept.language, kept.tags) == ("zh", ("投机解码", "解码"))


async def test_no_word_of_a_member_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    async with house(tmp_path, bank=written(tmp_path)) as you:
        await suggests(you, title="A secretive question?", answer="A secretive answer")
        await presses(keeper(you), await queue(keeper(you)), "approve")
    assert "secretive" not in caplog.text


def test_every_form_keeps_to_what_every_platform_can_carry(tmp_path: Path) -> None:
    async def forms() -> list[Form]:
        async with house(tmp_path, bank=written(tmp_path)) as you:
            found = []
            for language in ("en", "zh"):
                you.language = language
                boss = keeper(you)
                await you.fills(await form(you), GENERAL, **(TEXT | {"title": language * 9}))
                found.append(await form(you))
                for name in ("deny", "revise"):
                    opened = await boss.presses(button(await queue(boss), name), GENERAL)
                    assert isinstance(opened, Form)
                    found.append(opened)
            return found

    opened = asyncio.run(forms())
    assert len(opened) == 6
    for one in opened:
        assert len(one.inputs) <= 5
        assert len(one.title) <= 24
        assert len(one.submit) <= 24
        assert actions.fits(one.action)
        assert all(len(field.label) <= 45 and field.limit <= 4000 for field in one.inputs)

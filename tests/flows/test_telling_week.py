"""What a channel, and a member, are told of their week of questions."""

from datetime import timedelta
from pathlib import Path

from bot import coaching
from bot.core.chat import Card, Direct, Member, Place
from bot.core.daily import daily_of
from bot.core.daily_requests import TellWeek
from bot.core.requests import Who
from bot.store.blocked import StoredBlocked
from bot.store.dailies import StoredDailies
from bot.store.database import Database
from tests.flows.test_daily import (
    answered_by,
    asked_one,
    clock_says,
    feedback_of,
    fields,
    managed,
    questions,
    told,
)
from tests.house import GENERAL, House, button
from tests.judges import judged_by

MODEL = {"core": ("covered", "Several requests"), "c1": ("missing", "")}


async def shown(tmp_path: Path, posting: str) -> None:
    """The answer was shown to all."""
    database = Database(f"sqlite:///{tmp_path / 'coach' / 'coach.db'}")
    await StoredDailies(database).revealed(GENERAL.community, posting, coaching.clock())
    await database.close()


async def week(house: House, home: Place = GENERAL, key: str = "week:1") -> list[Card]:
    """What is told of the week that ends now."""
    nobody = Member(home.community, "")
    who = Who(key=key, member=nobody, place=Direct(nobody))
    until = (coaching.clock() + timedelta(seconds=1)).isoformat()
    await house.does(who.wants(TellWeek, daily=daily_of(home), until=until))
    entries = [one for one in await house.sees(home) if one.card]
    return [one.card for one in entries if one.card and "week" in one.card.title.casefold()]


async def test_a_week_has_its_questions_its_totals_and_what_was_missed(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by(MODEL)) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        asked, posting = await asked_one(boss)
        await answered_by(boss, posting, *(f"secret{one}" for one in range(5)))
        (card,) = await week(boss)
        assert asked.card is not None
        assert f"1. **{asked.card.title}** · answered by 5" in card.body
        assert "5 people gave 5 answers." in card.body
        assert "missed" not in card.body  # the answer is still a secret
        await shown(tmp_path, posting)
        _, card = await week(boss, key="week:2")
        assert "Missed most" in card.body
        assert card.body.count("| 5 |") >= 1
        assert card.note.startswith("Next question: ")
        assert "secret" not in str(card)


async def test_under_five_people_nothing_is_counted(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by(MODEL)) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        _, posting = await asked_one(boss)
        await answered_by(boss, posting, "secret1", "secret2", "secret3", "secret4")
        await shown(tmp_path, posting)
        (card,) = await week(boss)
        assert "answered by a few" in card.body and "From five people on" in card.body
        assert "4" not in card.body and "|" not in card.body


async def test_a_quiet_week_and_one_that_is_not_wanted_are_passed_over(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by(MODEL)) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        assert not await week(boss)
        _, posting = await asked_one(boss)
        assert not await week(boss, key="week:2")
        await answered_by(boss, posting, "secret")
        await boss.says("/daily start digest:-")
        assert not await week(boss, key="week:3")
        await boss.says("/daily start digest:sun 18:00")
        assert len(await week(boss, key="week:4")) == 1


async def test_a_best_answer_stands_in_it_while_its_author_agrees_and_is_let_in(
    tmp_path: Path,
) -> None:
    said_of_all = {f"c{number}": ("covered", "Several requests") for number in range(1, 4)}
    model = judged_by({"core": ("covered", "Several requests"), **said_of_all})
    async with managed(tmp_path, model) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        _, posting = await asked_one(boss)
        author = boss.as_("secret")
        place = Direct(author.member)
        offer = button(await feedback_of(boss, posting, "secret"), "offer")
        await author.presses(offer, place)
        await shown(tmp_path, posting)
        (card,) = await week(boss)
        assert "to question 1\n\n> Several requests are run" in card.body
        database = Database(f"sqlite:///{tmp_path / 'coach' / 'coach.db'}")
        await StoredBlocked(database).add(author.member, "spam", coaching.clock())
        first, card = await week(boss, key="week:2")
        assert "Several requests" in first.body and "Several requests" not in card.body
        await StoredBlocked(database).remove(author.member)
        await database.close()
        await author.presses(f"{offer}:back", place)
        told_anew = [one.card for one in await boss.sees() if one.card and one.card.title]
        assert [one.title for one in told_anew[-2:]] == [card.title] * 2
        assert not any("Several requests" in one.body for one in told_anew)


async def test_a_member_reads_of_their_own_week(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by(MODEL)) as boss:
        you = boss.as_("you")
        home = Direct(you.member)
        await you.says("/daily start tag:Batches", home)
        await clock_says(you, "2026-11-24", home=home)
        await you.says("Several requests are run at once.", home)
        (card,) = await week(you, home)
        assert "You answered 1 of 1." in card.body
        assert "people" not in card.body


async def test_it_is_chosen_shown_and_declined_in_chat_in_both_languages(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        card = await told(boss, await boss.says("/daily start"))
        assert fields(card)["Week in review"] == "Mon 09:00"
        for line, shown_as in (
            ("/daily start digest:friday 17:00", "Fri 17:00"),
            ("/daily start digest:周日20点", "Sun 20:00"),
            ("/daily start 每周回顾:off", "never"),
            ("/daily start digest:on", "Mon 09:00"),
        ):
            card = await told(boss, await boss.says(line))
            assert fields(card)["Week in review"] == shown_as, line
        refused = await told(boss, await boss.says("/daily start digest:weekdays"))
        assert "mon 09:00" in refused.body
        card = await told(boss, await boss.says("/daily show"))
        assert fields(card)["Week in review"] == "Mon 09:00"
        assert not await questions(boss)

"""Questions of the day: chosen in chat, asked at their time, explained, and revealed."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt

from bot import coaching
from bot.core.chat import Card, Channel, Direct, Entry, Group, Member, Role, Thread
from bot.core.daily import daily_of
from bot.core.daily_requests import AskDaily, CountDaily, RevealDaily
from bot.core.requests import Request, Who
from bot.flows.best_answer import as_written
from bot.jobs.tick import Tick
from bot.llm.scripted import ScriptedModel
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.weeks import StoredWeeks
from tests.flows.test_quiz import small
from tests.house import GENERAL, YOU, House, button, house
from tests.judges import judged_by

DAILY = daily_of(GENERAL)
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


@asynccontextmanager
async def managed(tmp_path: Path, model: ScriptedModel | None = None) -> AsyncIterator[House]:
    """A house whose bank has three questions with answers, seen by whoever manages the channel."""
    async with house(tmp_path / "coach", model, bank=small(tmp_path)) as you:
        yield you.as_("boss", Role.ORGANISER)


async def told(house: House, said: Card | object | None) -> Card:
    """What the person was told, alone."""
    if isinstance(said, Card):
        return said
    entries = [one for one in await house.sees() if one.card and one.only_to == house.member]
    assert entries
    assert entries[-1].card is not None
    return entries[-1].card


def fields(card: Card) -> dict[str, str]:
    return {one.name: one.value for one in card.fields}


async def clock_says(
    house: House, day: str, *missed: str, home: Channel | Direct = GENERAL
) -> None:
    """The clock's request for a day, as the tick makes it."""
    member = Member(home.community, "")
    key = f"daily:{daily_of(home)}:{day or missed[-1]}"
    who = Who(key=key, member=member, place=Direct(member))
    await house.does(who.wants(AskDaily, daily=daily_of(home), day=day, missed=missed))


async def questions(house: House) -> list[Entry]:
    """What was asked in the channel, in order."""
    return [one for one in await house.sees() if one.opens_thread]


async def test_it_is_started_with_a_line_and_says_what_it_will_do(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        said = await boss.says(
            "/daily start time:8:30 zone:Shanghai days:weekdays tag:Tokens reveal:18:00"
        )
        card = await told(boss, said)
        shown = fields(card)
        assert shown["At"] == "08:30 (Asia/Shanghai)"
        assert shown["On"] == "Monday to Friday"
        assert shown["Of"] == "tag:Tokens"
        assert shown["Answer shown at"] == "18:00"
        local = datetime.now(ZoneInfo("Asia/Shanghai"))
        coming = datetime.strptime(shown["Next"].split(" ", 1)[1], "%Y-%m-%d %H:%M")
        assert coming.isoweekday() <= 5
        assert timedelta(0) < coming - local.replace(tzinfo=None) < timedelta(days=4)
        assert not await questions(boss)


async def test_members_may_look_and_not_choose(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        you = boss.as_("you")
        refused = await told(you, await you.says("/daily start"))
        assert "manage" in refused.body
        await boss.says("/daily start")
        shown = await told(you, await you.says("/daily show"))
        assert fields(shown)["At"].startswith("09:00")
        for line in ("/daily stop", "/daily preview", "/daily now", "/daily skip", "/daily list"):
            refused = await told(you, await you.says(line))
            assert "manage" in refused.body, line
        assert await told(you, await you.says("/daily show")) == shown


async def test_what_is_odd_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        for line, words in (
            ("/daily start time:25:00", "no time of day"),
            ("/daily start days:someday", "no days of the week"),
            ("/daily start zone:Atlantis", "zone"),
            ("/daily start tag:Nothing", "Nothing"),
            ("/daily start tag:Open", "reference answer"),
            ("/daily start catchup:99", "hours"),
            ("/daily skip", "/daily start"),
            ("/daily show", "/daily start"),
        ):
            card = await told(boss, await boss.says(line))
            assert words in card.body, line
        assert "begins here" in (await told(boss, await boss.says("/daily list"))).body


async def test_a_day_is_asked_once_and_nothing_repeats_before_all_were_asked(
    tmp_path: Path,
) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start days:daily language:en")
        for day in ("2026-11-23", "2026-11-24", "2026-11-24", "2026-11-25", "2026-11-26"):
            await clock_says(boss, day)
        asked = [one.card for one in await questions(boss) if one.card]
        assert [one.note for one in asked] == [
            f"Question of 2026-11-{day}" for day in (23, 24, 25, 26)
        ]
        titles = [one.title for one in asked]
        assert {titles[0], titles[1]} == {titles[2], titles[3]}
        assert titles[0] != titles[1]
        assert titles[1] != titles[2]


async def test_what_is_previewed_is_what_is_asked_and_why_is_said(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start time:00:00 zone:Etc/UTC order:balanced")
        preview = await boss.says("/daily preview")
        assert isinstance(preview, Card)
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        assert tomorrow in preview.title
        assert "asked least" in preview.body
        assert "Batches" in preview.body or "Tokens" in preview.body
        await clock_says(boss, tomorrow)
        (asked,) = await questions(boss)
        assert asked.card is not None
        assert asked.card.title in preview.body


async def test_what_was_missed_is_said_once_and_what_was_asked_is_not_missed(
    tmp_path: Path,
) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start")
        await clock_says(boss, "2026-11-20")
        await clock_says(boss, "2026-11-23", "2026-11-20", "2026-11-21", "2026-11-22")
        await clock_says(boss, "", "2026-11-24")
        notes = [
            one.card.body for one in await boss.sees() if one.card and "missed" in one.card.body
        ]
        assert len(notes) == 2
        assert "2026-11-21, 2026-11-22" in notes[0]
        assert "2026-11-20" not in notes[0]
        assert "2026-11-24" in notes[1]
        assert len(await questions(boss)) == 2


async def test_a_day_is_skipped_and_taken_back_by_its_button(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start time:00:00 zone:Etc/UTC")
        days = [(datetime.now(UTC) + timedelta(days=one)).date().isoformat() for one in (1, 2)]
        card = await told(boss, await boss.says("/daily skip"))
        assert days[0] in card.body
        assert fields(card)["Not on"] == days[0]
        assert days[1] in fields(card)["Next"]
        await boss.presses(button(card, "daily_again"), GENERAL)
        card = await told(boss, None)
        assert "Not on" not in fields(card)
        assert days[0] in fields(card)["Next"]
        over = await told(boss, await boss.says("/daily skip 2020-01-01"))
        assert "is over" in over.body


async def test_stopped_it_asks_nothing_and_starts_again_as_it_was(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start time:7:15 count:2")
        stopped = await told(boss, await boss.says("/daily stop"))
        assert "Nothing is asked" in stopped.body
        await clock_says(boss, "2026-11-24")
        assert not await questions(boss)
        await boss.presses(button(stopped, "daily_start"), GENERAL)
        again = fields(await told(boss, None))
        assert (again["At"][:5], again["A day"]) == ("07:15", "2")
        await clock_says(boss, "2026-11-25")
        assert len(await questions(boss)) == 2


async def test_one_is_asked_at_once_beside_those_of_the_days(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start")
        await boss.says("/daily now")
        (asked,) = await questions(boss)
        assert asked.card is not None
        assert asked.card.note == ""


async def test_a_member_has_questions_of_the_day_of_their_own(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        you = boss.as_("you")
        home = Direct(you.member)
        card = await you.says("/daily start time:21:00", home)
        assert card is None
        await clock_says(you, "2026-11-24", home=home)
        said = [one.card.title for one in await you.sees(home) if one.card]
        assert any(title.endswith("?") for title in said)
        listed = await told(boss, await boss.says("/daily list"))
        assert "begins here" in listed.body  # nobody else's business


async def test_the_answer_is_offered_to_nobody_before_it_is_shown_to_all(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        await clock_says(boss, "2026-11-24")
        (asked,) = await questions(boss)
        assert asked.card is not None
        assert [one.action.split(":")[0] for one in asked.card.buttons] == ["answer", "hint"]
        posting = asked.card.buttons[0].action.split(":")[1]
        thread = Thread(GENERAL, asked.id)
        assert "Several requests" not in str(await boss.sees(thread))
        member = Member(GENERAL.community, "")
        who = Who(key=f"reveal:{posting}", member=member, place=Direct(member))
        await boss.does(who.wants(RevealDaily, posting=posting))
        await boss.does(who.wants(RevealDaily, posting=posting))
        (said,) = await boss.sees(thread)
        assert said.card is not None
        assert "Several requests at once." in said.card.body
        assert "covered" not in said.card.body


async def test_when_five_have_answered_what_they_missed_is_shown_without_names(
    tmp_path: Path,
) -> None:
    model = judged_by({"core": ("covered", "Several requests")})
    async with managed(tmp_path, model) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        await clock_says(boss, "2026-11-24")
        (asked,) = await questions(boss)
        assert asked.card is not None
        posting = asked.card.buttons[0].action.split(":")[1]
        for number in range(5):
            one = boss.as_(f"secret{number}")
            form = await one.presses(f"answer:{posting}", GENERAL)
            await one.fills(form, GENERAL, text="Several requests are run at once.")  # type: ignore[arg-type]
        who = Who(
            key="reveal", member=Member(YOU.community, ""), place=Direct(Member(YOU.community, ""))
        )
        await boss.does(who.wants(RevealDaily, posting=posting))
        (said,) = await boss.sees(Thread(GENERAL, asked.id))
        assert said.card is not None
        assert "What 5 people covered" in said.card.body
        assert "| 5 |" in said.card.body
        assert "secret" not in str(said)


async def test_a_start_at_a_time_to_come_is_found_by_the_clock(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start time:09:00 zone:Etc/UTC")
        database = Database(f"sqlite:///{tmp_path / 'coach' / 'coach.db'}")
        later = coaching.clock() + timedelta(days=1)
        ((found, at),) = await StoredDailies(database).due(["web"], later, most=9)
        await database.close()
        assert found.id == DAILY
        assert (at.hour, at.minute) == (9, 0)


async def answered_by(house: House, posting: str, *names: str) -> None:
    """Members answer by the form."""
    for name in names:
        one = house.as_(name)
        form = await one.presses(f"answer:{posting}", GENERAL)
        await one.fills(form, GENERAL, text="Several requests are run at once.")  # type: ignore[arg-type]


async def ticks(house: House, tmp_path: Path, seconds: float) -> list[Request]:
    """What the clock puts on the list so much later; it is done."""
    database = Database(f"sqlite:///{tmp_path / 'coach' / 'coach.db'}")
    found: list[Request] = []

    async def accept(request: Request) -> None:
        found.append(request)

    def later() -> datetime:
        return coaching.clock() + timedelta(seconds=seconds)

    await Tick(
        StoredDailies(database),
        StoredCounts(database),
        StoredWeeks(database),
        accept,
        ["web"],
        later,
    ).once()
    await database.close()
    for one in found:
        await house.does(one)
    return [one for one in found if isinstance(one, CountDaily)]


async def revealed(house: House, posting: str) -> None:
    """The clock's request to show the answer."""
    member = Member(GENERAL.community, "")
    who = Who(key=f"reveal:{posting}", member=member, place=Direct(member))
    await house.does(who.wants(RevealDaily, posting=posting))


async def asked_one(house: House) -> tuple[Entry, str]:
    """A question whose reveal is still to come, and its posting."""
    await clock_says(house, TOMORROW)
    (asked,) = await questions(house)
    assert asked.card is not None
    return asked, asked.card.buttons[0].action.split(":")[1]


async def test_the_card_counts_who_answered_without_names_and_is_changed_seldom(
    tmp_path: Path,
) -> None:
    async with managed(tmp_path, judged_by()) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        asked, posting = await asked_one(boss)
        await answered_by(boss, posting, "secret1", "secret2", "secret1")
        assert not await ticks(boss, tmp_path, 8)
        assert len(await ticks(boss, tmp_path, 11)) == 1
        (few,) = await questions(boss)
        assert few.card is not None and asked.card is not None
        assert few.card.note == f"Question of {TOMORROW} · answered by a few"
        assert replace(few.card, note=asked.card.note) == asked.card
        await answered_by(boss, posting, "secret3", "secret4")
        assert len(await ticks(boss, tmp_path, 11)) == 1
        assert (await questions(boss))[0].version == few.version  # nothing else is to be said
        await boss.says("I think that several requests are run.", Thread(GENERAL, asked.id))
        await revealed(boss, posting)  # has the last word, before the clock
        (five,) = await questions(boss)
        assert five.card is not None
        assert five.card.note.endswith("answered by 5")
        await answered_by(boss, posting, "secret4")
        assert len(await ticks(boss, tmp_path, 11)) == 1
        assert (await questions(boss))[0].version == five.version  # a retry is no further person
        assert "secret" not in str(five.card)


async def test_answers_to_other_questions_are_counted_nowhere(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by()) as boss:
        _, card = await boss.quiz("/quiz tag:Batches")
        await answered_by(boss, button(card, "answer").split(":")[1], "you")
        assert not await ticks(boss, tmp_path, 60)


async def test_a_group_is_told_with_each_question_until_it_is_taken_back(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        card = await told(boss, await boss.says("/daily start tells:@learners"))
        assert fields(card)["Tells"] == "@learners"
        assert card.tells is None  # whoever is told so calls nobody
        await clock_says(boss, "2026-11-23")
        await boss.says("/daily start tells:-")
        await clock_says(boss, "2026-11-24")
        assert [one.card.tells for one in await questions(boss) if one.card] == [
            Group("learners", "learners"),
            None,
        ]
        await boss.says("/daily start tells:learners time:10:00")
        card = await told(boss, await boss.says("/daily start time:11:00"))
        assert fields(card)["Tells"] == "@learners"
        refused = await boss.says("/daily start tells:learners", Direct(boss.member))
        assert refused is None
        said = [one.card.body for one in await boss.sees(Direct(boss.member)) if one.card]
        assert "nobody else to tell" in said[-1]


async def feedback_of(house: House, posting: str, name: str) -> Card:
    """Answer by the form as somebody: their feedback."""
    await answered_by(house, posting, name)
    one = house.as_(name)
    said = [entry.card for entry in await one.sees(Direct(one.member)) if entry.card]
    return said[-1]


async def test_an_answer_after_the_reveal_is_graded_and_marked_as_late(tmp_path: Path) -> None:
    async with managed(tmp_path, judged_by()) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        _, posting = await asked_one(boss)
        early = await feedback_of(boss, posting, "early")
        assert "late" not in early.note
        database = Database(f"sqlite:///{tmp_path / 'coach' / 'coach.db'}")
        await StoredDailies(database).revealed(GENERAL.community, posting, coaching.clock())
        await database.close()
        late = await feedback_of(boss, posting, "late")
        assert "A late answer" in late.note
        assert late.body.split("\n")[0] == early.body.split("\n")[0]


async def test_an_answer_is_shown_without_its_name_only_while_its_author_agrees(
    tmp_path: Path,
) -> None:
    said_of_all = {f"c{number}": ("covered", "Several requests") for number in range(1, 4)}
    model = judged_by({"core": ("covered", "Several requests"), **said_of_all})
    async with managed(tmp_path, model) as boss:
        await boss.says("/daily start reveal:18:00 tag:Batches")
        asked, posting = await asked_one(boss)
        thread = Thread(GENERAL, asked.id)
        author = boss.as_("secret")
        place = Direct(author.member)
        card = await feedback_of(boss, posting, "secret")
        await boss.as_("thief").presses(button(card, "offer"), place)
        await author.presses(button(card, "offer"), place)
        agreed = [one.card for one in await author.sees(place) if one.card][-1]
        assert replace(agreed, buttons=()) == replace(card, buttons=())
        assert button(agreed, "offer").endswith(":back")

        await ticks(boss, tmp_path, 3 * 86400)  # the time of the reveal
        (said,) = [one.card for one in await boss.sees(thread) if one.card]
        assert "An answer from among you" in said.body
        assert "> Several requests are run at once" in said.body.replace("\\.", "")
        assert "secret" not in str(said)

        await author.presses(button(agreed, "offer"), place)
        (said,) = [one.card for one in await boss.sees(thread) if one.card]
        assert "are run at once" not in said.body
        final = [one.card for one in await author.sees(place) if one.card][-1]
        assert not [one for one in final.buttons if one.action.startswith("offer")]


async def test_what_is_weak_public_or_no_daily_question_is_offered_to_nobody(
    tmp_path: Path,
) -> None:
    async with managed(tmp_path, judged_by()) as boss:  # all is missing
        await boss.says("/daily start reveal:18:00 tag:Batches")
        _, posting = await asked_one(boss)
        weak = await feedback_of(boss, posting, "weak")
        _, card = await boss.quiz("/quiz tag:Batches")
        other = await feedback_of(boss, button(card, "answer").split(":")[1], "other")
        for one in (weak, other):
            assert not [each for each in one.buttons if each.action.startswith("offer")]


@pytest.mark.parametrize(
    "words",
    [
        "# big\n- list\n1. one",
        "[x](https://evil.example) https://evil.example",
        "```\ncode",
        "$x$ <b>",
    ],
)
def test_a_members_words_are_shown_as_they_were_written(words: str) -> None:
    quoted = as_written(words)
    assert all(line.startswith(">") for line in quoted.split("\n"))
    assert "https://" not in quoted
    html = MarkdownIt().render(quoted)
    assert html.count("<blockquote>") == 1
    assert not re.search("<(a|code|h1|ul|ol|b|pre)\\b", html)


async def test_maintainers_are_told_once_a_turn_that_questions_run_low(tmp_path: Path) -> None:
    async with managed(tmp_path) as boss:
        keeper = boss.as_("keeper")
        await boss.app.coach.voice.choices.give(keeper.member, Role.MAINTAINER)
        place = Direct(keeper.member)
        await boss.says("/daily start language:en")
        told_of = []
        for day in range(20, 24):
            await clock_says(boss, f"2026-11-{day}")
            told_of.append([one.card.body for one in await keeper.sees(place) if one.card])
        assert [len(one) for one in told_of] == [1, 1, 2, 2]  # two questions a turn
        assert "1 of 2" in told_of[0][0]
        assert "0 of 2" in told_of[1][0]

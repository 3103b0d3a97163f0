"""No query crosses communities: what one of them keeps, another cannot see or change."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.sql import ClauseElement, Delete, Select, Update, visitors

from bot.core.attempt import Attempt, Posting, PostingState
from bot.core.chat import Card, Channel, Community, Direct, Entry, Member, Role, Thread
from bot.core.daily import Daily
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.keeping_daily import DailyPosting, ToldWeek
from bot.core.keeping_traces import KeptTrace
from bot.core.preferences import Preferences
from bot.core.problem import Problem
from bot.core.schedule import Schedule
from bot.core.setup import Setup
from bot.core.suggestion import State, Suggestion
from bot.core.trace import Trace
from bot.store.attempts import StoredAttempts
from bot.store.blocked import StoredBlocked
from bot.store.choices import StoredChoices
from bot.store.consented import StoredConsented
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.every_table import metadata
from bot.store.offered import StoredOffered
from bot.store.postings import StoredPostings
from bot.store.setups import StoredSetups
from bot.store.spending import StoredSpending
from bot.store.suggestions import StoredSuggestions
from bot.store.tables import MEMBERS_DATA
from bot.store.traces import StoredTraces
from bot.store.transcript import StoredTranscript
from bot.store.under_way import STOPPED, StoredUnderWay
from bot.store.weeks import StoredWeeks
from tests.store.conftest import now

ONE, TWO = Community("discord", "1"), Community("discord", "2")


@contextmanager
def statements(database: Database) -> Iterator[list[ClauseElement]]:
    """Every statement that reaches the database within the block."""
    seen: list[ClauseElement] = []

    def hear(_connection: Any, statement: ClauseElement, *_: Any) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_execute", hear)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_execute", hear)


def communities_named(statement: Select[Any] | Update | Delete) -> set[str]:
    """The tables whose community the statement's condition names."""
    named: set[str] = set()
    for part in (
        visitors.iterate(statement.whereclause) if statement.whereclause is not None else ()
    ):
        column = getattr(part, "left", None)
        if (
            getattr(column, "name", "") == "community"
            and getattr(column, "table", None) is not None
        ):
            named.add(column.table.name)  # type: ignore[union-attr]
    return named


async def live(community: Community, database: Database, word: str) -> None:
    """Do with every store whatever it can, in one community."""
    member, channel = Member(community, "m"), Channel(community, "c")
    thread = Thread(channel, "t")
    postings, attempts = StoredPostings(database), StoredAttempts(database)
    choices, transcript = StoredChoices(database), StoredTranscript(database)
    await postings.add(Posting("p", thread, channel, word, member, now()))
    await postings.at(thread)
    await postings.asked(channel)
    await postings.settle(community, "p", PostingState.SKIPPED)
    await postings.help_shown(community, "p", member)
    await postings.was_helped(community, "p", member)
    await attempts.add(Attempt("a", "p", word, member, Direct(member), word, now()))
    said = Feedback(
        "a",
        (Judgement("c1", Verdict.COVERED, word),),
        1.0,
        graded=True,
        advice=Advice((("", word),)),
    )
    await attempts.keep(community, said, now())
    await attempts.feedback(community, "a")
    language = "zh" if word == "two" else "en"
    await choices.choose(member, Preferences(language=language, training="on"))
    await choices.choose(channel, Preferences(zone="Etc/UTC"))
    await choices.of_member(member)
    await choices.of_channel(channel)
    await choices.give(member, Role.MAINTAINER)
    await choices.roles(member)
    await choices.take(member, Role.MAINTAINER)
    setups = StoredSetups(database)
    setup = Setup(community, channel, time(9, 30), "Etc/UTC", language)
    await setups.change(Setup(community), setup)
    await setups.of(community)
    await choices.holders(community, [Role.MAINTAINER])
    dailies = StoredDailies(database)
    when = Schedule("d", time(9), "Etc/UTC")
    daily = Daily(channel, when, member, filters=(("tag", word),))
    await dailies.keep(daily, now())
    await dailies.advance(daily, now(), now())
    await dailies.of(community)
    await dailies.get(community, "d")
    await dailies.asked(DailyPosting(community, "p", "d", "q", 1, now(), reveal_at=now()))
    await dailies.turn(community, "d")
    await dailies.posting(community, "p")
    await dailies.revealed(community, "p", now())
    offered = StoredOffered(database)
    await offered.offer(community, "p", "a", now())
    await offered.has(community, "a")
    await offered.best(community, ["p"], least=0.0)
    await offered.withdraw(community, "a")
    counts = StoredCounts(database)
    await counts.answered(community, "p", now())
    await counts.people(community, "p")
    await counts.taken(community, "p", now())
    await counts.show(community, "p", 5)
    await counts.shown(community, "p")
    weeks = StoredWeeks(database)
    await weeks.advance(daily, now(), now())
    await weeks.asked(community, "d", now(), now())
    await weeks.totals(community, ["p"])
    await weeks.told(ToldWeek(community, "w", "d", now(), "a"))
    await weeks.showing(community, "a")
    suggestions = StoredSuggestions(database)
    was = await suggestions.add(Suggestion("s", member, thread, now(), word))
    await suggestions.change(was, replace(was, state=State.QUEUED))
    await suggestions.waiting(community)
    await suggestions.by(member)
    await transcript.put(Entry("e", thread, 0, now(), card=Card(title=word)))
    await transcript.get(community, "e")
    await transcript.read(thread, member)
    await transcript.threads(channel)
    spending = StoredSpending(database)
    await spending.spend(member, channel, "a", len(word), now())
    await spending.of_member(member, now())
    await spending.of_channel(channel, now(), but="a")
    under_way = StoredUnderWay(database)
    await under_way.begin(member, "a", now(), now())
    await under_way.stop(member)
    await under_way.stop(member, "a")
    await under_way.is_stopped(member, "a")
    await under_way.end(member, "a")
    blocked = StoredBlocked(database)
    await blocked.add(member, word, now())
    await blocked.has(member)
    await blocked.remove(member)
    traces = StoredTraces(database)
    run = Trace("direct", Problem(word), "a model", "answered", word)
    await traces.keep(KeptTrace("r", member, now(), run))
    await traces.get(community, "r")
    await traces.of(member, most=1)
    consented = StoredConsented(database)
    await consented.withheld(community)
    assert [one.attempt.id async for one in consented.of(community)] == ["a"]


async def test_every_statement_on_members_data_names_its_community(database: Database) -> None:
    """All but a few: an operator's at the shell (`coach block list` says whom they keep out
    everywhere, `coach export` asks which communities there are, to read them one by one), the
    clock's, which asks what is due anywhere, and the look of whoever works at which jobs are to
    stop."""
    with statements(database) as seen:
        await live(ONE, database, "one")
        following = StoredTranscript(database).follow(Member(ONE, "m"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(following), 1.5)
    guarded = {table.name for table in MEMBERS_DATA}
    touched: set[str] = set()
    for statement in seen:
        if statement is STOPPED:
            continue
        if isinstance(statement, Select | Update | Delete):
            if isinstance(statement, Select):
                tables = {getattr(one, "name", "") for one in statement.get_final_froms()}
            else:
                tables = {statement.table.name}  # type: ignore[union-attr]
            touched |= tables & guarded
            assert tables & guarded <= communities_named(statement), str(statement)
    assert touched == guarded


def test_every_table_of_members_data_has_its_community_in_the_key() -> None:
    for table in MEMBERS_DATA:
        assert "community" in table.primary_key.columns
    carrying = {table.name for table in metadata.sorted_tables if "community" in table.columns}
    assert carrying == {table.name for table in MEMBERS_DATA} | {"inbox", "turns"}


async def test_the_same_ids_in_two_communities_are_two_things(database: Database) -> None:
    await live(ONE, database, "one")
    await live(TWO, database, "two")
    postings, attempts = StoredPostings(database), StoredAttempts(database)
    for community, word in ((ONE, "one"), (TWO, "two")):
        posting = await postings.get(community, "p")
        attempt = await attempts.get(community, "a")
        feedback = await attempts.feedback(community, "a")
        entry = await StoredTranscript(database).get(community, "e")
        chosen = await StoredChoices(database).of_member(Member(community, "m"))
        assert posting and posting.question == word
        assert attempt and attempt.answer == word
        assert feedback and feedback.advice == Advice((("", word),))
        assert entry and entry.card and entry.card.title == word
        suggestions = StoredSuggestions(database)
        suggestion = await suggestions.get(community, "s")
        assert suggestion and suggestion.title == word
        assert await suggestions.waiting(community) == [suggestion]
        assert await suggestions.by(Member(community, "m")) == [suggestion]
        assert chosen.language == {"one": "en", "two": "zh"}[word]


async def test_changing_one_community_leaves_the_other(database: Database) -> None:
    await live(ONE, database, "one")
    postings = StoredPostings(database)
    await postings.add(
        replace(
            (await postings.get(ONE, "p")) or pytest.fail("no posting"),
            place=Thread(Channel(TWO, "c"), "t"),
            home=Channel(TWO, "c"),
            state=PostingState.OPEN,
        )
    )
    suggestions = StoredSuggestions(database)
    mine = await suggestions.get(ONE, "s") or pytest.fail("no suggestion")
    theirs = replace(mine, member=Member(TWO, "m"))
    await suggestions.add(theirs)
    assert await suggestions.change(mine, mine.forgotten())
    assert await suggestions.get(TWO, "s") == replace(theirs, place=Thread(Channel(TWO, "c"), "t"))
    other = await postings.get(TWO, "p")
    assert other and other.state is PostingState.OPEN
    assert await postings.open_in(TWO, most=5) == [other.place]
    assert other.place not in await postings.open_in(ONE, most=5)
    assert not await postings.was_helped(TWO, "p", Member(TWO, "m"))

"""Consent is each member's own, in each community of its own, and is looked up each time."""

from bot.core.attempt import Attempt
from bot.core.chat import Channel, Community, Direct, Member
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.preferences import Preferences
from bot.store.attempts import StoredAttempts
from bot.store.choices import StoredChoices
from bot.store.consented import StoredConsented
from bot.store.database import Database
from tests.store.conftest import now

ONE, TWO = Community("discord", "1"), Community("discord", "2")


async def answered(database: Database, member: Member, name: str, *, said: bool = True) -> None:
    store = StoredAttempts(database)
    place = Direct(member)
    await store.add(Attempt(name, "p", "q", member, place, f"{member.community} {name}", now()))
    if said:
        found = (Judgement("core", Verdict.MISSING),)
        await store.keep(member.community, Feedback(name, found, 0.0, graded=True), now())


async def names(database: Database, community: Community) -> list[str]:
    return [one.attempt.answer async for one in StoredConsented(database).of(community)]


async def test_the_same_person_may_consent_in_one_community_alone(database: Database) -> None:
    choices, store = StoredChoices(database), StoredConsented(database)
    for community in (ONE, TWO):
        await answered(database, Member(community, "m"), "a")
    await choices.choose(Member(ONE, "m"), Preferences(training="on"))
    assert await names(database, ONE) == ["discord:1 a"]
    assert await names(database, TWO) == []
    assert (await store.withheld(ONE), await store.withheld(TWO)) == (0, 1)
    assert await store.communities() == [ONE, TWO]


async def test_those_who_chose_nothing_or_off_and_channels_do_not_count(
    database: Database,
) -> None:
    choices = StoredChoices(database)
    await answered(database, Member(ONE, "nothing"), "a")
    await answered(database, Member(ONE, "off"), "b")
    await choices.choose(Member(ONE, "off"), Preferences(training="off"))
    await choices.choose(Channel(ONE, "nothing"), Preferences(training="on"))
    assert await names(database, ONE) == []
    assert await StoredConsented(database).withheld(ONE) == 2


async def test_an_answer_without_feedback_teaches_nothing(database: Database) -> None:
    await answered(database, Member(ONE, "m"), "a", said=False)
    await StoredChoices(database).choose(Member(ONE, "m"), Preferences(training="on"))
    assert await names(database, ONE) == []
    assert await StoredConsented(database).communities() == []


async def test_consent_that_is_taken_back_counts_at_once(database: Database) -> None:
    choices, you = StoredChoices(database), Member(ONE, "m")
    await answered(database, you, "a")
    await choices.choose(you, Preferences(training="on"))
    assert len(await names(database, ONE)) == 1
    await choices.choose(you, Preferences(training="off"))
    assert await names(database, ONE) == []

"""What people do on Slack is heard once, in both ways of delivery."""

import asyncio

import pytest

from bot.core.chat import Channel, Community, Direct, Member, Thread
from bot.core.errors import StoreTrouble
from bot.core.requests import OpenAnswerForm, Refused, ShowHelp, StartQuiz, SubmitAnswer, TakeHint
from bot.core.requests import Say as Words
from tests.platforms.slack.listening import WAYS, Way, listening
from tests.wire.slack.clients import actions, button
from tests.wire.slack.delivery import Asked
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


def team(slack: LocalSlack) -> Community:
    return Community("slack", slack.world.team)


@pytest.mark.parametrize("way", WAYS)
async def test_a_command_is_recorded_before_it_is_acknowledged(slack: LocalSlack, way: Way) -> None:
    order = []
    async with listening(slack, way) as heard:

        async def noted() -> None:
            await asyncio.sleep(0.05)
            order.append("recorded")

        heard.before = noted
        asked = await slack.slash("quiz", 'tag:"KV Cache"', user=slack.bea)
        order.append("acknowledged")
        request = heard.only
    assert order == ["recorded", "acknowledged"]
    assert isinstance(request, StartQuiz)
    assert request.filters == (("tag", "KV Cache"),)
    assert request.key == f"slack:command:{slack.world.team}:{asked.payload['trigger_id']}"
    assert request.place == Channel(team(slack), slack.general.id)
    assert (request.member.id, request.member.name, request.language) == (slack.bea.id, "Bea", "zh")
    assert asked.ack == {}


@pytest.mark.parametrize("way", WAYS)
async def test_every_delivery_of_the_same_is_one_request(slack: LocalSlack, way: Way) -> None:
    async with listening(slack, way) as heard:
        said = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(_hint())])
        direct = slack.world.direct(slack.ann)
        acts = [
            await slack.slash("quiz", "tag:RAG"),
            *await slack.mention("quiz tag:RAG"),
            await slack.press(said, "hint:p1"),
            await slack.say(direct, "an answer"),
        ]
        await asyncio.gather(*(slack.again(one, 3) for one in reversed(acts)))
        kinds = sorted(type(one).__name__ for one in heard.requests.values())
    assert kinds == ["Say", "StartQuiz", "StartQuiz", "TakeHint"]
    assert set(heard.keys) == set(heard.requests)


def _hint() -> dict[str, object]:
    return button("hint:p1", "Hint") | {"value": "hint:p1"}


async def test_a_button_says_where_it_stands(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(_hint())])
        await slack.press(root, "hint:p1")
        assert heard.only == TakeHint(
            key=heard.only.key,
            posting="p1",
            place=Channel(team(slack), slack.general.id),
            member=Member(team(slack), slack.ann.id),
            language="en",
        )
        heard.requests.clear()
        direct = slack.world.direct(slack.ann)
        asked = slack.world.put(direct, slack.world.bot, "q", blocks=[actions(_hint())])
        await slack.press(asked, "hint:p1")
        assert heard.only.place == Direct(heard.only.member, asked.ts)


async def test_words_in_a_private_thread_are_said_there(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        direct = slack.world.direct(slack.ann)
        asked = slack.world.put(direct, slack.world.bot, "a question")
        await slack.say(direct, "KV heads are shared &amp; &lt;3", thread=asked)
        request = heard.only
    assert isinstance(request, Words)
    assert request.text == "KV heads are shared & <3"
    assert request.place == Direct(request.member, asked.ts)


async def test_words_in_a_thread_are_heard_where_the_question_is_ours(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        ours = slack.world.put(slack.general, slack.world.bot, "a question")
        theirs = slack.world.put(slack.general, slack.bea, "lunch?")
        await slack.say(slack.general, "nothing for the coach")
        await slack.say(slack.general, "pizza", thread=theirs)
        await slack.mention("my answer", thread=ours)
        request = heard.only
    assert isinstance(request, Words)
    assert (request.text, request.place) == (
        "my answer",
        Thread(Channel(team(slack), slack.general.id), ours.ts),
    )


async def test_a_mention_in_a_thread_of_others_is_a_command(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        theirs = slack.world.put(slack.general, slack.bea, "lunch?")
        await slack.mention("what do you think?", thread=theirs)
        await until(lambda: heard.asked)
        assert isinstance(heard.asked[0], Refused)
        await slack.mention("quiz tag:RAG", thread=theirs)
        assert isinstance(heard.only, StartQuiz)
        assert isinstance(heard.only.place, Thread)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("quiz tag:RAG", StartQuiz), ("帮助", ShowHelp), ("", ShowHelp), ("quizz", Refused)],
)
async def test_a_mention_in_a_channel_is_a_command(
    slack: LocalSlack, said: str, kind: type
) -> None:
    async with listening(slack) as heard:
        await slack.mention(said)
        await until(lambda: heard.asked or heard.requests)
        (found,) = [*heard.asked, *heard.requests.values()]  # type: ignore[misc]
    assert isinstance(found, kind)


async def test_everything_stands_under_one_command(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        await slack.slash("coach", 'quiz tag:"KV Cache"')
        assert isinstance(heard.only, StartQuiz)
        await slack.slash("coach", "quizz")
        await until(lambda: heard.asked)
        (refused,) = heard.asked
        assert isinstance(refused, Refused)
        assert dict(refused.facts)["near"] == "/quiz"
        await until(lambda: slack.messages(slack.general))
        (said,) = slack.messages(slack.general)
        assert said.only_to is slack.ann
        assert "/quiz" in said.text


@pytest.mark.parametrize("way", WAYS)
async def test_a_form_opens_and_what_is_sent_is_recorded(slack: LocalSlack, way: Way) -> None:
    async with listening(slack, way) as heard:
        press = button("answer:p1", "Answer") | {"value": "answer:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(press)])
        form = await slack.form(await slack.press(root, "answer:p1"))
        assert isinstance(heard.asked[0], OpenAnswerForm)
        sent = await slack.submit(form, {"text": "KV heads\r\nare shared"})
        assert sent.ack == {}
        request = heard.only
        assert isinstance(request, SubmitAnswer)
        assert (request.posting, request.text) == ("p1", "KV heads\nare shared")
        assert request.place == Channel(team(slack), slack.general.id)
        ticket = await heard.ears.answers.tickets.of(request.key)
        assert ticket is not None


async def test_a_form_that_cannot_be_kept_stays_open_and_says_so(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        press = button("answer:p1", "Answer") | {"value": "answer:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(press)])
        form = await slack.form(await slack.press(root, "answer:p1"))
        heard.trouble.append(StoreTrouble())
        refused = await slack.submit(form, {"text": "my words"})
        assert refused.ack["response_action"] == "errors"
        assert "again" in refused.ack["errors"]["text"]
        await slack.submit(form, {"text": "my words"})
        assert isinstance(heard.only, SubmitAnswer)


async def test_without_a_store_a_command_and_a_button_ask_to_be_repeated(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        heard.trouble += [StoreTrouble(), StoreTrouble()]
        asked = await slack.slash("quiz")
        assert "again" in asked.ack["text"]
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(_hint())])
        await slack.press(root, "hint:p1")
        await until(lambda: len(slack.messages(slack.general)) == 3)
        *_, said = slack.messages(slack.general)
        assert said.only_to is slack.ann
        assert "again" in said.text


async def test_words_are_delivered_again_until_they_are_recorded(slack: LocalSlack) -> None:
    slack.rules.retries, slack.rules.acknowledge = (0.0, 0.0), 1.2
    async with listening(slack) as heard:
        heard.trouble.append(StoreTrouble())
        asked = await slack.say(slack.world.direct(slack.ann), "an answer")
        assert asked.deliveries == 2
        assert isinstance(heard.only, Words)


SILENT = (
    {"subtype": "message_changed", "message": {"text": "by nobody"}},
    {"subtype": "message_deleted"},
    {"subtype": "channel_join"},
    {"subtype": "bot_message", "bot_id": "B1"},
    {"bot_id": "B1"},
    {"text": ""},
    {"type": "app_context_changed"},
    {"type": "reaction_added"},
    {"user": ""},
)


@pytest.mark.parametrize("more", SILENT, ids=range(len(SILENT)))
async def test_what_nobody_says_to_us_is_acknowledged_and_no_more(
    slack: LocalSlack, more: dict[str, object]
) -> None:
    async with listening(slack) as heard:
        direct = slack.world.direct(slack.ann)
        said = await slack.say(direct, "words")
        heard.requests.clear()
        event = {**said.payload["event"], "ts": "1.5", "event_ts": "1.5", **more}
        odd = Asked("events_api", {**said.payload, "event_id": "Ev9", "event": event}, slack.ann)
        await slack.delivery.bring(odd)
        assert (odd.deliveries, heard.requests, heard.asked) == (1, {}, [])


async def test_our_own_words_are_no_answer(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        await slack.say(slack.world.direct(slack.ann), "Coach speaks", slack.world.bot)
        assert (heard.requests, heard.asked) == ({}, [])


async def test_an_answer_with_a_file_or_shown_to_the_channel_counts(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        said = await slack.say(slack.world.direct(slack.ann), "one")
        for number, subtype in enumerate(("file_share", "thread_broadcast", "me_message")):
            stamp = {"ts": f"2.{number}", "event_ts": f"2.{number}", "subtype": subtype}
            event = {**said.payload["event"], **stamp}
            await slack.delivery.bring(
                Asked("events_api", {**said.payload, "event": event}, slack.ann)
            )
        assert len(heard.requests) == 4


async def test_help_that_is_delivered_four_times_is_shown_once(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        direct = slack.world.direct(slack.ann)
        asked = await slack.say(direct, "help")
        await slack.again(asked, 3)
        shown = await slack.slash("help", channel=direct)
        await slack.again(shown, 3)
        await until(lambda: len(slack.messages(direct)) == 3)
        assert len(heard.asked) == 2


async def test_a_refused_form_may_be_sent_again(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        press = button("answer:p1", "Answer") | {"value": "answer:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(press)])
        form = await slack.form(await slack.press(root, "answer:p1"))
        for _ in range(2):
            empty = await slack.submit(form, {"text": "  \u200b "})
            assert list(empty.ack["errors"]) == ["text"]
        assert (await slack.submit(form, {"text": "words"})).ack == {}
        assert isinstance(heard.only, SubmitAnswer)


async def test_a_form_that_comes_too_late_asks_to_press_again(slack: LocalSlack) -> None:
    async with listening(slack) as heard:

        async def late() -> None:
            slack.clock.push(5)

        heard.asking = late
        press = button("answer:p1", "Answer") | {"value": "answer:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(press)])
        await slack.press(root, "answer:p1")
        await until(lambda: len(slack.messages(slack.general)) == 2)
        assert "once more" in slack.messages(slack.general)[-1].text
        slack.violations.clear()


async def test_words_that_need_a_form_say_how_it_is_opened(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        direct = slack.world.direct(slack.ann)
        await slack.say(direct, "bank suggest")
        await until(lambda: len(slack.messages(direct)) == 2)
        assert "/coach bank suggest" in slack.messages(direct)[-1].text
        assert not slack.world.views
        assert heard.requests == {}

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.core.chat import Button, Card, Direct, MessageRef
from bot.core.completion import Delta
from bot.core.errors import CannotReach, DirectClosed, PlatformDown
from bot.platforms.slack.messages import mark
from bot.platforms.slack.trouble import code_of, translated
from tests.platforms.slack.speaking import Speaking, buttons, speaking_at, updates, written
from tests.wire.discord.faults import Fault, broken, dropped, hanging, limited
from tests.wire.slack.server import LocalSlack

CARD = Card(title="What is a KV cache?", body="Say it.", buttons=(Button("Hint", "hint:P"),))
FAULTS = {
    "429": limited(after=1),
    "500": broken(500),
    "503 after": broken(503, committed=True),
    "drop before": dropped(),
    "drop after": dropped(committed=True),
    "hang": hanging(),
    "hang after": hanging(committed=True),
}


def reading(*judged: str) -> Card:
    """The card of feedback as it fills in."""
    lines = [f"- ⏳ point {one} · waiting" for one in "abc"]
    for at, one in enumerate(judged):
        lines[at] = f"- ✅ **covered** point {one}"
    stop = Button("Stop", "stop:A")
    return Card("Feedback", "\n".join(["Reading your answer…", "", *lines]), buttons=(stop,))


GRADED = Card(
    "Feedback",
    "**67%** (2 of 3)\n\n- ✅ **covered** point a\n- ✅ **covered** point b\n- ⬜ point c\n\nSo.",
    buttons=(Button("Next", "next:P", "primary"),),
)
FEEDBACK = (reading(), reading("a"), reading("a", "b"), reading("a", "b", "c"), GRADED)


async def unhurried(slack: LocalSlack) -> AsyncIterator[Card]:
    """Feedback that goes on when what came before is shown, however slow the machine is."""
    shown = {1: ("chat.startStream", "chat.postMessage"), 3: ("chat.appendStream", "chat.update")}
    for number, card in enumerate(FEEDBACK):
        yield card
        await asyncio.sleep(0.03)
        for _ in range(100):
            if slack.sent(*shown.get(number, ())) or number not in shown:
                break
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def speaking(slack: LocalSlack) -> AsyncIterator[Speaking]:
    async with speaking_at(slack, patience=0.3) as one:
        yield one


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as one:
        yield one
        assert one.violations == []


async def test_a_question_is_a_message_with_its_thread_and_its_mark(speaking: Speaking) -> None:
    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    (message,) = speaking.said()
    assert (thread.channel, thread.id) == (speaking.general, message.ts)
    assert "Say it." in written(message)
    assert buttons(message) == ["hint:P"]
    assert message.metadata is not None
    assert message.metadata["event_payload"] == {"key": mark("k:question")}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
async def test_whatever_breaks_a_direct_word_stands_once(
    speaking: Speaking, method: str, fault: Fault
) -> None:
    speaking.slack.faults.on(method, fault)
    said = await speaking.mouth.reply(Direct(speaking.ann), CARD, key="k:question")
    (message,) = speaking.said(speaking.directly)
    assert said == MessageRef(Direct(speaking.ann, message.ts), message.ts)
    assert speaking.slack.faults.left == 0


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_whatever_breaks_the_same_key_changes_the_same_message(
    speaking: Speaking, fault: Fault
) -> None:
    thread = speaking.thread()
    await speaking.mouth.reply(thread, CARD, key="k:reply")
    speaking.slack.faults.on("chat.update", fault)
    await speaking.anew().reply(thread, Card(body="Changed."), key="k:reply")
    (message,) = speaking.said()
    assert "Changed." in written(message)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(
    "method",
    [
        "chat.startStream",
        "chat.appendStream",
        "chat.stopStream",
        "chat.update",
        "assistant.threads.setStatus",
    ],
)
async def test_whatever_breaks_feedback_arrives_once_and_whole(
    speaking: Speaking, method: str, fault: Fault
) -> None:
    speaking.slack.faults.on(method, fault)
    thread, stream = speaking.thread(), unhurried(speaking.slack)
    said = await speaking.mouth.stream(thread, stream, key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert message.ts == said.id
    assert message.thread_ts == thread.id
    assert message.stream in ("closed", "none")
    assert "67%" in written(message)
    assert "⏳" not in written(message) + message.text
    assert buttons(message) == ["next:P"]
    assert speaking.slack.faults.left == 0


async def test_feedback_grows_line_by_line_as_slack_streams_it(speaking: Speaking) -> None:
    stream = updates(*FEEDBACK[:-1], pause=0.06)
    await speaking.mouth.stream(speaking.thread(), stream, key="feedback:A", to=speaking.ann)
    (begun,) = speaking.slack.sent("chat.startStream")
    assert "Reading your answer" in begun.body["chunks"][0]["text"]
    assert begun.body["recipient_user_id"] == speaking.slack.ann.id
    added = [one.body["markdown_text"] for one in speaking.slack.sent("chat.appendStream")]
    assert added == [f"- ✅ **covered** point {one}\n" for one in "abc"]


async def test_a_text_that_grows_is_streamed_paragraph_by_paragraph(speaking: Speaking) -> None:
    said = [Delta("reasoning", "Hm. "), *(Delta("text", one) for one in ("On", "e.\n\nTw", "o."))]
    stream = updates(*said, pause=0.06)
    await speaking.mouth.stream(speaking.thread(), stream, key="k:essay", to=speaking.ann)
    (begun,) = speaking.slack.sent("chat.startStream")
    assert begun.body["chunks"][0]["text"] == "One.\n\n"
    (message,) = speaking.said()
    assert written(message).split() == ["One.", "Two."]


async def test_while_the_model_thinks_the_thread_says_so_in_the_member_s_language(
    speaking: Speaking,
) -> None:
    thread = speaking.thread()
    chinese = [replace(one, language="zh") for one in FEEDBACK if isinstance(one, Card)]
    stream = updates(*chinese, pause=0.02)
    await speaking.mouth.stream(thread, stream, key="feedback:A", to=speaking.ann)
    assert speaking.slack.general.statuses == [
        (thread.id, "正在阅读你的回答……"),
        (thread.id, ""),
    ]


async def test_feedback_ends_with_buttons_to_say_what_one_thinks_of_it(speaking: Speaking) -> None:
    stream = updates(*FEEDBACK)
    await speaking.mouth.stream(speaking.thread(), stream, key="feedback:A", to=speaking.ann)
    last = speaking.said()[0].blocks[-1]["elements"][0]
    assert last["type"] == "feedback_buttons"
    assert last["positive_button"]["value"] == "rate:A:useful"
    assert last["negative_button"]["value"] == "rate:A:useless"


async def test_a_long_text_that_grows_goes_on_in_further_messages(speaking: Speaking) -> None:
    text = [f"Paragraph {one}. " + "Some words. " * 30 + "\n\n" for one in range(60)]
    stream = updates(Card(body="Head."), *(Delta("text", one) for one in text), pause=0.003)
    await speaking.mouth.stream(speaking.thread(), stream, key="k:essay", to=speaking.ann)
    whole = " ".join(written(one) for one in speaking.said())
    assert len(speaking.said()) > 2
    assert all(whole.count(f"Paragraph {one}.") == 1 for one in range(60))
    assert whole.index("Head.") < whole.index("Paragraph 0.") < whole.index("Paragraph 59.")


async def test_where_slack_has_no_streams_feedback_grows_by_changes(speaking: Speaking) -> None:
    speaking.slack.rules.forbidden = frozenset({"chat.startStream"})
    stream = updates(*FEEDBACK, pause=0.05)
    await speaking.mouth.stream(speaking.thread(), stream, key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert len(message.versions) > 2
    assert "67%" in written(message)


async def test_who_is_killed_in_mid_stream_leaves_a_message_that_the_next_one_ends(
    speaking: Speaking,
) -> None:
    async def breaks() -> AsyncIterator[Delta | Card]:
        for one in FEEDBACK[:2]:
            yield one
            await asyncio.sleep(0.05)
        raise RuntimeError("killed")

    thread = speaking.thread()
    speaking.slack.faults.on("chat.stopStream", broken(), times=20)
    speaking.slack.faults.on("chat.update", broken(), times=20)
    with pytest.raises((RuntimeError, PlatformDown)):
        await speaking.mouth.stream(thread, breaks(), key="feedback:A", to=speaking.ann)
    speaking.slack.faults.clear()
    (message,) = speaking.said()
    assert message.stream == "open"
    stream = updates(*FEEDBACK)
    await speaking.anew().stream(thread, stream, key="feedback:A", to=speaking.ann)
    assert [one.ts for one in speaking.said()] == [message.ts]
    assert "67%" in written(message)


async def test_who_is_killed_before_a_stream_is_recorded_leaves_none_behind(
    speaking: Speaking,
) -> None:
    thread = speaking.thread()
    stream = updates(*FEEDBACK)
    await speaking.mouth.stream(thread, stream, key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    message.metadata = None  # as it was before it ended
    began = f"{speaking.general.id}/~{float(message.ts) - 0.5:.0f}"
    speaking.ledger.rows = {"slack:said:feedback:A": began}
    stream = updates(*FEEDBACK)
    await speaking.anew().stream(thread, stream, key="feedback:A", to=speaking.ann)
    assert [one.ts for one in speaking.said()] == [message.ts]


async def test_a_feedback_that_outlives_its_stream_arrives_whole(speaking: Speaking) -> None:
    async def long() -> AsyncIterator[Delta | Card]:
        for one in FEEDBACK:
            yield one
            for _ in range(3):
                speaking.slack.clock.push(25)
                await _settle()

    await speaking.mouth.stream(speaking.thread(), long(), key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert "67%" in written(message)
    assert [one.error for one in speaking.slack.sent("chat.appendStream") if one.error] == []


async def test_a_stream_that_slack_ends_before_its_time_goes_on_by_changes(
    speaking: Speaking,
) -> None:
    async def long() -> AsyncIterator[Delta | Card]:
        for one in FEEDBACK:
            yield one
            await _settle()
            speaking.slack.clock.push(400)

    mouth = replace(speaking.mouth, life=10_000.0)
    await mouth.stream(speaking.thread(), long(), key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert "67%" in written(message)
    (ended,) = [one.error for one in speaking.slack.sent("chat.appendStream") if one.error]
    assert ended == "message_not_in_streaming_state"


async def test_a_message_that_is_deleted_while_it_grows_is_said_once_more_in_the_end(
    speaking: Speaking,
) -> None:
    async def grows() -> AsyncIterator[Delta | Card]:
        for number, one in enumerate((*FEEDBACK[:-1], *FEEDBACK)):
            yield one
            await asyncio.sleep(0.05)
            if number == 1:
                speaking.said()[0].deleted = True

    speaking.slack.rules.forbidden = frozenset({"chat.startStream"})
    await speaking.mouth.stream(speaking.thread(), grows(), key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert "67%" in written(message)
    assert len(message.versions) == 1


async def test_while_slack_is_down_a_text_grows_on_unseen_and_is_said_when_it_is_back(
    speaking: Speaking,
) -> None:
    async def grows() -> AsyncIterator[Delta | Card]:
        for number, one in enumerate(FEEDBACK):
            if number == 2:
                speaking.slack.faults.on("chat.update", broken(503), times=6)
            yield one
            await asyncio.sleep(0.05)

    speaking.slack.rules.forbidden = frozenset({"chat.startStream"})
    await speaking.mouth.stream(speaking.thread(), grows(), key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert "67%" in written(message)
    assert speaking.slack.faults.left == 0


async def test_an_answer_for_one_is_seen_by_nobody_else(speaking: Speaking) -> None:
    await speaking.asked("k")
    await speaking.mouth.reply(speaking.general, CARD, key="k:reply", only_to=speaking.ann)
    (message,) = speaking.said()
    assert message.only_to is speaking.slack.ann
    await speaking.anew().reply(speaking.general, CARD, key="k:reply", only_to=speaking.ann)
    assert len(speaking.said()) == 1
    assert speaking.said(speaking.directly) == []


async def test_without_a_ticket_an_answer_for_one_is_said_directly(speaking: Speaking) -> None:
    said = await speaking.mouth.reply(speaking.general, CARD, key="k:reply", only_to=speaking.ann)
    (message,) = speaking.said(speaking.directly)
    assert said.place == Direct(speaking.ann, message.ts)
    assert speaking.said() == []


async def test_who_has_just_written_in_a_channel_is_answered_there_alone(
    speaking: Speaking,
) -> None:
    thread = speaking.thread()
    key = f"slack:message:{speaking.home.id}:{speaking.general.id}:{thread.id}"
    await speaking.mouth.reply(thread, CARD, key=f"{key}:reply", only_to=speaking.ann)
    (message,) = speaking.said()
    assert (message.only_to, message.thread_ts) == (speaking.slack.ann, thread.id)
    speaking.slack.clock.push(400)
    await speaking.mouth.reply(thread, CARD, key=f"{key}:later", only_to=speaking.ann)
    assert len(speaking.said()) == len(speaking.said(speaking.directly)) == 1


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_whatever_breaks_an_answer_for_one_is_not_lost_nor_said_twice_in_one_place(
    speaking: Speaking, fault: Fault
) -> None:
    await speaking.asked("k")
    speaking.slack.faults.on("response_url", fault)
    await speaking.mouth.reply(speaking.general, CARD, key="k:reply", only_to=speaking.ann)
    here, there = speaking.said(), speaking.said(speaking.directly)
    assert len(here) <= 1
    assert len(there) == (0 if fault.kind == "limited" else 1)
    assert here or there


@pytest.mark.parametrize(
    ("error", "kind", "key"),
    [
        ("not_in_channel", CannotReach, "error.slack_outside"),
        ("is_archived", CannotReach, "error.slack_archived"),
        ("restricted_action", CannotReach, "error.slack_rights"),
        ("user_disabled", DirectClosed, "error.slack_dm_closed"),
        ("some_new_word", CannotReach, "error.slack_refused"),
    ],
)
def test_what_slack_refuses_is_a_sentence(error: str, kind: type[CannotReach], key: str) -> None:
    met = translated(error)
    assert type(met) is kind
    assert (met.key, code_of(met)) == (key, error)


async def _settle() -> None:
    await asyncio.sleep(0.03)

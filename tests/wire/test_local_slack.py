"""The local Slack is right: the real slack_bolt and slack_sdk talk to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.discord.faults import Fault, broken, dropped, hanging, limited
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A test that means to break a limit empties `slack.violations` before it ends."""
    async with LocalSlack() as one:
        yield one
        assert one.violations == []


def client(slack: LocalSlack, **more: Any) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.base_url, **more)


def bolt(slack: LocalSlack) -> AsyncApp:
    return AsyncApp(client=client(slack), signing_secret=slack.secret)


@asynccontextmanager
async def online(slack: LocalSlack, app: AsyncApp, sockets: int = 1) -> AsyncIterator[None]:
    """The application on Socket Mode, over so many sockets."""
    handlers = [
        AsyncSocketModeHandler(app, slack.app_token, web_client=client(slack))
        for _ in range(sockets)
    ]
    for one in handlers:
        await one.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        for one in handlers:
            await one.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def by_http(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[str]:
    """The application at an address, which Slack is told."""

    async def answer(request: web.Request) -> web.Response:
        body = await request.text()
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        bolt_request = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        told = await app.async_dispatch(bolt_request)
        shown = {key: value[0] for key, value in told.headers.items()}
        kind = shown.pop("content-type", "text/plain").split(";")[0]
        return web.Response(status=told.status, text=told.body, headers=shown, content_type=kind)

    served = web.Application()
    served.router.add_post("/events", answer)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
    try:
        yield slack.delivery.request_url
    finally:
        await runner.cleanup()


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action: str, label: str, **more: Any) -> Json:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action, "text": text, "value": "7", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


MODAL: Json = {
    "type": "modal",
    "callback_id": "answer",
    "title": {"type": "plain_text", "text": "Your answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "said",
            "label": {"type": "plain_text", "text": "Answer"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}


async def test_a_command_is_acknowledged_a_card_posted_and_its_button_changes_it(
    slack: LocalSlack,
) -> None:
    app = bolt(slack)

    @app.command("/quiz")
    async def quiz(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await ack()
        blocks = [section(command["text"]), actions(button("hint", "Hint"))]
        await client.chat_postMessage(channel=command["channel_id"], text="Card", blocks=blocks)

    @app.action("hint")
    async def hint(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        said = f"hint {body['actions'][0]['value']}"
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text=said)

    async with online(slack, app):
        asked = await slack.slash("quiz", 'tag:"KV Cache"')
        assert asked.took is not None and asked.took < 1
        await until(lambda: slack.messages(slack.general))
        (card,) = slack.messages(slack.general)
        assert card.blocks[0]["text"]["text"] == 'tag:"KV Cache"'
        await slack.press(card, "Hint")
        await until(lambda: card.edited)
    assert [text for _, text in card.versions] == ["Card", "hint 7"]
    assert card.blocks == []


async def test_what_an_ack_says_is_shown_to_who_asked_alone(slack: LocalSlack) -> None:
    app = bolt(slack)

    @app.command("/help")
    async def help_(ack: Any) -> None:
        await ack("Ask me for a quiz")

    async with online(slack, app):
        asked = await slack.slash("/help", user=slack.bea)
    assert asked.message is not None
    assert (asked.message.text, asked.message.only_to) == ("Ask me for a quiz", slack.bea)


async def test_a_payload_goes_to_any_one_socket_and_a_refresh_loses_nothing(
    slack: LocalSlack,
) -> None:
    app, told = bolt(slack), []

    @app.event("message")
    async def heard(event: Json) -> None:
        told.append(event["text"])

    async with online(slack, app, sockets=2):
        for text in ("one", "two"):
            await slack.say(slack.world.direct(slack.ann), text)
        await slack.delivery.disconnect("refresh_requested")
        await slack.say(slack.world.direct(slack.ann), "three")
        await until(lambda: len(told) == 3)
        assert slack.delivery.opened >= 3
    assert told == ["one", "two", "three"]


async def test_bolt_hears_a_mention_twice_with_two_ids_and_one_ts(slack: LocalSlack) -> None:
    app, told = bolt(slack), []

    @app.event("message")
    async def heard(body: Json) -> None:
        told.append(body)

    @app.event("app_mention")
    async def mentioned(body: Json) -> None:
        told.append(body)

    async with online(slack, app):
        first, _ = await slack.mention("hello")
        await slack.again(first, 3)
        await until(lambda: len(told) == 5)
    assert len({one["event_id"] for one in told}) == 2
    assert len({one["event"]["ts"] for one in told}) == 1


@pytest.mark.parametrize(("skew", "status"), [(0, 200), (-299, 200), (-302, 401)])
async def test_a_signature_is_good_for_five_minutes(
    slack: LocalSlack, skew: float, status: int
) -> None:
    app = bolt(slack)

    @app.command("/quiz")
    async def quiz(ack: Any) -> None:
        await ack()

    async with by_http(slack, app):
        slack.delivery.skew = skew
        asked = await slack.slash("quiz")
    assert asked.statuses == [status]
    assert (asked.took is not None) == (status == 200)


async def test_an_event_that_is_not_taken_comes_again_after_a_minute(slack: LocalSlack) -> None:
    app = bolt(slack)
    heard = asyncio.Event()
    async with by_http(slack, app):
        saying = asyncio.create_task(slack.say(slack.world.direct(slack.ann), "hello"))
        await until(lambda: any(one.status == 200 for one in slack.api.requests))
        await asyncio.sleep(0.1)

        @app.event("message")
        async def message(request: AsyncBoltRequest) -> None:
            assert request.headers["x-slack-retry-num"] == ["2"]
            heard.set()

        assert not saying.done()
        slack.clock.push(61)
        asked = await saying
        await asyncio.wait_for(heard.wait(), 1)
    assert asked.statuses == [404, 404, 200]


async def test_a_form_opens_once_for_its_trigger_and_its_errors_come_back(
    slack: LocalSlack,
) -> None:
    app, errors = bolt(slack), []

    @app.shortcut("ask")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        except SlackApiError as no:
            errors.append(no.response["error"])

    @app.view("answer")
    async def answered(ack: Any, view: Json) -> None:
        said = view["state"]["values"]["said"]["text"]["value"]
        await (ack() if said else ack(response_action="errors", errors={"said": "Say something"}))

    async with online(slack, app):
        form = await slack.form(await slack.shortcut("ask"))
        assert (await slack.submit(form)).ack["errors"] == {"said": "Say something"}
        assert (await slack.submit(form, {"text": "Keys and values"})).ack == {}
        await until(lambda: errors)
    assert errors == ["exchanged_trigger_id"]
    assert [one.row for one in slack.violations] == ["S2"]
    slack.violations.clear()


async def test_a_trigger_dies_after_three_seconds(slack: LocalSlack) -> None:
    trigger = slack.world.trigger(slack.ann)
    slack.clock.push(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client(slack).views_open(trigger_id=trigger, view=MODAL)
    slack.violations.clear()


async def test_home_is_published_and_a_select_is_completed(slack: LocalSlack) -> None:
    app = bolt(slack)
    select = {"type": "external_select", "action_id": "tag", "min_query_length": 0}

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        blocks = [section("Settings"), actions(select)]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.options("tag")
    async def tags(ack: Any, body: Json) -> None:
        text = {"type": "plain_text", "text": body["value"] + " Cache"}
        await ack(options=[{"text": text, "value": "kv"}])

    async with online(slack, app):
        await slack.open_home(slack.bea)
        await until(lambda: slack.world.homes)
        home_of_bea = slack.world.homes[slack.bea.id]
        assert home_of_bea.body["blocks"][0]["text"]["text"] == "Settings"
        offered = await slack.suggest(home_of_bea, "tag", "KV")
    assert [one["text"]["text"] for one in offered] == ["KV Cache"]


async def test_a_response_url_answers_five_times(slack: LocalSlack) -> None:
    url = slack.world.hook(slack.general, slack.ann, None)
    async with aiohttp.ClientSession() as session:
        statuses = []
        for number in range(6):
            async with session.post(url, json={"text": f"{number}"}) as answer:
                statuses.append(answer.status)
        slack.clock.push(1801)
        late = slack.world.hook(slack.general, slack.ann, None)
        slack.clock.push(1801)
        async with session.post(late, json={"text": "late"}) as answer:
            statuses.append(answer.status)
    assert statuses == [200] * 5 + [404, 404]
    assert [one.only_to for one in slack.messages(slack.general)] == [slack.ann] * 5
    assert [one.what for one in slack.violations] == ["used_url", "expired_url"]
    slack.violations.clear()


async def test_a_stream_takes_text_until_its_five_minutes_are_over(slack: LocalSlack) -> None:
    web_client, where = client(slack), slack.world.direct(slack.ann)
    root = slack.world.put(where, slack.ann, "my answer")
    stream = await web_client.chat_stream(channel=where.id, thread_ts=root.ts, buffer_size=1)
    await stream.append(markdown_text="Good: ")
    await stream.append(markdown_text="you named it.")
    await stream.stop()
    (_, first) = slack.messages(where)
    assert (first.text, first.stream) == ("Good: you named it.", "closed")
    began = await web_client.chat_startStream(channel=where.id, thread_ts=root.ts)
    slack.clock.push(301)
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        await web_client.chat_appendStream(channel=where.id, ts=began["ts"], markdown_text="late")
    await web_client.chat_update(channel=where.id, ts=began["ts"], text="whole")
    assert slack.messages(where)[-1].text == "whole"


async def test_a_stream_in_a_channel_needs_to_know_for_whom(slack: LocalSlack) -> None:
    with pytest.raises(SlackApiError, match="missing_recipient_user_id"):
        await client(slack).chat_startStream(channel=slack.general.id, thread_ts="1.1")
    slack.violations.clear()


async def test_history_tells_of_metadata_and_replies_of_a_thread(slack: LocalSlack) -> None:
    web_client, key = client(slack), {"event_type": "post", "event_payload": {"key": "k1"}}
    posted = await web_client.chat_postMessage(
        channel=slack.ann.id, text="A question", metadata=key
    )
    where, ts = posted["channel"], posted["ts"]
    await web_client.chat_postMessage(channel=where, text="A reply", thread_ts=ts)
    found = await web_client.conversations_history(channel=where, include_all_metadata=True)
    assert [one.get("metadata") for one in found["messages"]] == [key]
    thread = await web_client.conversations_replies(channel=where, ts=ts)
    assert [one["text"] for one in thread["messages"]] == ["A question", "A reply"]
    assert (await web_client.conversations_open(users=slack.ann.id))["channel"]["id"] == where
    assert (await web_client.users_info(user=slack.bea.id))["user"]["locale"] == "zh-CN"
    assert (await web_client.auth_test())["user_id"] == slack.world.bot.id


async def test_a_file_is_uploaded_and_shown(slack: LocalSlack) -> None:
    await client(slack).files_upload_v2(
        channel=slack.general.id, content="a picture", filename="a.txt"
    )
    (one,) = slack.messages(slack.general)
    assert slack.world.files[one.files[0]["id"]].data == b"a picture"


async def test_status_prompts_and_what_only_one_sees(slack: LocalSlack) -> None:
    web_client, where = client(slack), slack.world.direct(slack.ann)
    thread: Json = {"channel_id": where.id, "thread_ts": "1.1"}
    await web_client.assistant_threads_setStatus(**thread, status="is thinking…")
    prompts = [{"title": "Quiz", "message": "quiz me"}]
    await web_client.assistant_threads_setSuggestedPrompts(**thread, prompts=prompts)
    await web_client.chat_postEphemeral(channel=slack.general.id, user=slack.bea.id, text="for you")
    assert where.statuses == [("1.1", "is thinking…")]
    assert where.prompts == prompts
    assert slack.messages(slack.general)[0].only_to is slack.bea


async def test_a_channel_takes_a_message_a_second_and_who_waits_is_served(
    slack: LocalSlack,
) -> None:
    retry = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    web_client = client(slack, retry_handlers=retry)
    for number in range(3):
        await web_client.chat_postMessage(channel=slack.general.id, text=f"{number}")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client(slack).chat_postMessage(channel=slack.general.id, text="3")
    slack.clock.push(3)
    slack.faults.on("chat.postMessage", limited(after=0))
    await web_client.chat_postMessage(channel=slack.general.id, text="4")
    sent = slack.sent("chat.postMessage")
    assert [one.status for one in sent] == [200, 200, 200, 429, 429, 200]
    assert [one.text for one in slack.messages(slack.general)] == ["0", "1", "2", "4"]


@pytest.mark.parametrize("committed", [False, True])
async def test_slack_sdk_posts_again_after_a_dropped_connection(
    slack: LocalSlack, committed: bool
) -> None:
    slack.faults.on("chat.postMessage", dropped(committed=committed))
    await client(slack).chat_postMessage(channel=slack.general.id, text="A question")
    assert len(slack.messages(slack.general)) == 1 + committed


@pytest.mark.parametrize("fault", [broken(503), broken(503, committed=True), hanging()])
async def test_an_error_or_silence_is_the_application_s_to_mend(
    slack: LocalSlack, fault: Fault
) -> None:
    slack.faults.on("chat.postMessage", fault)
    web_client = client(slack, timeout=1)
    with pytest.raises((SlackApiError, TimeoutError)):
        await asyncio.wait_for(
            web_client.chat_postMessage(channel=slack.general.id, text="A question"), 0.3
        )
    assert len(slack.messages(slack.general)) == fault.committed


PLAIN = {"type": "plain_text", "text": "x"}
TOO_MUCH = {
    "51 blocks": ([{"type": "divider"}] * 51, "invalid_blocks"),
    "section": ([section("x" * 3001)], "invalid_blocks"),
    "empty section": ([section("")], "invalid_blocks"),
    "header": (
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        "invalid_blocks",
    ),
    "context": ([{"type": "context", "elements": [PLAIN] * 11}], "invalid_blocks"),
    "button": ([actions(button("a", "x" * 76))], "invalid_blocks"),
    "value": ([actions(button("a", "x", value="x" * 2001))], "invalid_blocks"),
    "action_id": ([actions(button("a" * 256, "x"))], "invalid_blocks"),
    "block_id": ([section("x", block_id="b" * 256)], "invalid_blocks"),
    "26 buttons": ([actions(*(button(f"{n}", "x") for n in range(26)))], "invalid_blocks"),
    "same action": ([actions(button("a", "x"), button("a", "y"))], "invalid_blocks"),
    "markdown": ([{"type": "markdown", "text": "x" * 6001}] * 2, "invalid_blocks"),
    "all blocks": ([section("x" * 2900)] * 5, "msg_blocks_too_long"),
    "unknown": ([{"type": "carousel"}], "invalid_blocks"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
async def test_what_is_too_much_is_refused_and_remembered(slack: LocalSlack, case: str) -> None:
    blocks, error = TOO_MUCH[case]
    with pytest.raises(SlackApiError) as no:
        await client(slack).chat_postMessage(channel=slack.general.id, text="x", blocks=blocks)
    assert no.value.response["error"] == error
    assert slack.messages(slack.general) == []
    assert error in [one.error for one in slack.violations]
    slack.violations.clear()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"text": ""}, "no_text"),
        ({"text": "<!channel> hello"}, None),
        ({"text": "x", "link_names": True}, None),
    ],
)
async def test_texts_have_their_limits_and_nobody_calls_out_a_channel(
    slack: LocalSlack, body: Json, error: str | None
) -> None:
    posting = client(slack).api_call("chat.postMessage", json={"channel": slack.general.id, **body})
    if error is None:
        await posting
    else:
        with pytest.raises(SlackApiError, match=error):
            await posting
    assert [one.error for one in slack.violations] == [error]
    slack.violations.clear()


@pytest.mark.parametrize(
    "more",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"blocks": [{"type": "divider"}] * 101},
        {"submit": {"type": "plain_text", "text": "x" * 25}},
    ],
)
async def test_a_form_has_its_limits(slack: LocalSlack, more: Json) -> None:
    trigger = slack.world.trigger(slack.ann)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client(slack).views_open(trigger_id=trigger, view=MODAL | more)
    assert slack.violations
    slack.violations.clear()

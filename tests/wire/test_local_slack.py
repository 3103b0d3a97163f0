"""The local Slack is right: the real slack_bolt and slack_sdk talk to it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import conftest
from tests.wire.slack.clients import MODAL, actions, bolt, button, by_http, client, online, section
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json

slack = conftest.slack


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


@pytest.mark.parametrize(("skew", "status"), [(0, 200), (-295, 200), (-302, 401)])
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
        await until(lambda: [one.statuses for one in slack.delivery.brought] == [[404, 404]])

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

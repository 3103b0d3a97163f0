"""What is too much is refused by the local Slack with the word that Slack has for it."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.wire.slack.clients import MODAL, actions, button, client, section
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json

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
    "unknown": ([{"type": "nonsense"}], "invalid_blocks"),
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

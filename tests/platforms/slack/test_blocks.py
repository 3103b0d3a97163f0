import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import slackblocks as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Button, Card, Field, Group
from bot.pacing.streaming import Growing
from bot.platforms.slack import blocks
from bot.platforms.slack.rendering.bare import bare
from bot.platforms.slack.rendering.settled import settled
from tests.wire.slack.limits import breaches

HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<@U0000000001>", "<#C0000000001|general>",
    "<!subteam^S1|admins>", "@here", "@channel", "@everyone", "<https://evil.example|bank>",
    "[bank](https://evil.example/x)", "[bank]: https://evil.example", "[bank]", "[a][bank]",
    "![p](https://evil.example/p.png)", "<https://evil.example>", "https://evil.example/a?b=c&d",
    "[https://bank.example](https://evil.example)", "javascript:alert(1)", "[x](javascript:1)",
    "<b>bold</b>", "&lt;!channel&gt;", "&#60;!here&#62;", "\\<!channel>", "`<!channel>`",
    "```\n<!here>\n```", "**bold**", "_it_", "~~no~~", "# head", "- item", "1. one", "> quote",
    "| a | b |\n|---|---|\n| <!here> | [x](https://e.example) |", "$x^2$", "$$\\frac{a}{b}$$", "\n",
    "\n\n", "  ", "\u202eevil", "\u200b", "中文。", "😀", "a" * 400, "<mark>m</mark>", "---", "\t",
)  # fmt: skip
MARKDOWN = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=25).map(
    " ".join
)
CALLS = re.compile(r"<[!@#]|@(?:here|channel|everyone)", re.IGNORECASE)


def parts(inside: Any) -> Iterator[dict[str, Any]]:
    """Every object in blocks."""
    if isinstance(inside, list):
        for one in inside:
            yield from parts(one)
    elif isinstance(inside, dict):
        yield inside
        for one in inside.values():
            yield from parts(one)


def is_harmless(payload: dict[str, Any]) -> None:
    """Nothing in a message calls out to anybody or hides where it leads, and all of it fits."""
    assert breaches("chat.postMessage", payload) == []
    assert "<" not in payload["text"]
    for one in parts(payload["blocks"]):
        assert one.get("type") not in ("user", "usergroup", "channel", "broadcast", "mrkdwn")
        if one.get("type") == "link":
            assert one["text"] == one["url"]
            assert one["url"].lower().startswith(("http://", "https://"))
        if isinstance(one.get("text"), str):
            assert not CALLS.search(one["text"])
    words = bare(payload)
    assert breaches("chat.postMessage", words) == []
    assert "<" not in words["text"]


@settings(max_examples=120, deadline=None)
@given(MARKDOWN, MARKDOWN, MARKDOWN)
def test_no_words_call_out_hide_or_break_a_limit(title: str, body: str, more: str) -> None:
    card = Card(
        title=title,
        body=body,
        fields=(Field(more, title), Field("name", more)),
        note=more,
        spoiler=more,
        spoiler_title=title,
        buttons=(Button(title, "hint:P"), Button("x", "hint:P"), Button("", "skip:P")),
    )
    for payload in blocks.messages(card, private=True) + blocks.growing(card, more, body):
        is_harmless(payload)


@settings(max_examples=120, deadline=None)
@given(MARKDOWN, MARKDOWN)
def test_no_words_of_a_stream_hide_where_a_link_leads(body: str, text: str) -> None:
    said = settled(None, Growing(Card(title=body, body=body), "", f"{text}\n\nmore"))
    assert breaches("chat.appendStream", {"markdown_text": said}) == []
    assert not re.search(r"\]\(|\]\[|\]:|<(?!\u200b)|!\[", said)


@pytest.mark.parametrize(
    "body",
    ["word " * 9000, "中" * 30_000, "- item\n" * 900, "```\n" + "x = 1\n" * 6000 + "```",
     "1. " + "long " * 9000, "> " + "said " * 5000, "para\n\n" * 400,
     "| a | b |\n|---|---|\n" + "| one two three four | 中文内容 |\n" * 90],
    ids=["words", "chinese", "list", "code", "item", "quote", "paragraphs", "table"],
)  # fmt: skip
def test_a_long_card_goes_on_in_further_messages_and_loses_nothing(body: str) -> None:
    buttons = tuple(Button(f"{one}", f"hint:{one}") for one in range(26))
    payloads = blocks.messages(Card(title="T", body=body, note="the end " * 900, buttons=buttons))
    for payload in payloads:
        is_harmless(payload)
    seen = "".join(
        one["text"]
        for payload in payloads
        for one in parts(payload["blocks"])
        if isinstance(one.get("text"), str)
    )
    for letter in set(body) - set("`>|-1. \n"):
        assert seen.count(letter) >= body.count(letter)
    last = [one for one in parts(payloads[-1]["blocks"]) if one.get("type") == "button"]
    assert last[-1]["action_id"] == "hint:25"


def test_a_text_that_grows_changes_only_its_last_messages() -> None:
    whole = "\n\n".join(f"Paragraph {one}: " + "some words. " * 20 for one in range(120))
    before: list[dict[str, Any]] = []
    for end in range(0, len(whole), 1500):
        now = blocks.growing(None, "", whole[:end])
        assert now[: max(len(before) - 1, 0)] == before[: max(len(before) - 1, 0)]
        before = now
    assert len(before) > 2


def test_what_must_be_opened_stands_in_no_channel() -> None:
    card = Card(title="Q", spoiler="the reference", spoiler_title="Answer")
    assert "reference" not in json.dumps(blocks.messages(card))
    assert "reference" in json.dumps(blocks.messages(card, private=True))


def test_the_oracle_takes_the_same_blocks() -> None:
    card = Card("Title", "Words.", note="small", buttons=(Button("Go", "next:P", "primary"),))
    (payload,) = blocks.messages(card)
    header, _, context, actions = payload["blocks"]
    title = oracle.HeaderBlock(header["text"]["text"])._resolve()
    assert (title["type"], title["text"]["text"]) == (header["type"], header["text"]["text"])
    small = oracle.ContextBlock([oracle.Text("small", type_=oracle.TextType.PLAINTEXT)])._resolve()
    assert small["elements"][0]["type"] == context["elements"][0]["type"]
    (button,) = actions["elements"]
    made = oracle.Button("Go", button["action_id"], value=button["value"], style="primary")
    assert {**made._resolve()} == {**button, "text": made._resolve()["text"]}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[docs](https://vllm.ai/x)", "docs (https://vllm.ai/x)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (https://evil.example)"),
        ("see https://vllm.ai.", "see https://vllm.ai."),
        ("https://аpple.com/x", "https://аpple.com/x"),
        ("$x^2$", "x²"),
        ("<mark>重点</mark>", "重点"),
        ("![图](https://x.y/z.png)", "图 (https://x.y/z.png)"),
    ],
)  # fmt: skip
def test_a_line_reads_as_it_was_meant(written: str, shown: str) -> None:
    (payload,) = blocks.messages(Card(body=written))
    (section,) = payload["blocks"][0]["elements"]
    assert "".join(one["text"] for one in section["elements"]) == shown
    assert payload["text"] == shown


def test_a_group_that_is_told_is_all_that_a_card_calls() -> None:
    card = Card(title="<!subteam^S2>", body="<!here>", tells=Group("S0LEARN1", "here"))
    (payload,) = blocks.messages(card)
    calls = [one for one in parts(payload["blocks"]) if one.get("type") == "usergroup"]
    assert calls == [{"type": "usergroup", "usergroup_id": "S0LEARN1"}]
    assert payload["blocks"][0]["elements"][0]["elements"] == calls
    rest = payload["blocks"][1:]
    is_harmless(payload | {"blocks": rest})

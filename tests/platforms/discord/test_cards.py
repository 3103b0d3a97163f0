"""Any card, however long or odd, becomes messages that Discord takes, and none of it is lost."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Button, Card, Field, Group
from bot.platforms.discord.rendering import cards
from bot.typography.splitting import size
from tests.house import house
from tests.wire.discord.limits import Outgoing, breaches

Payload = Mapping[str, Any]


def inner(components: Sequence[Payload]) -> Iterator[Payload]:
    """Every component, those in others included."""
    for one in components:
        yield one
        yield from inner(one.get("components", ()))


def keeps_its_limits(payload: Payload) -> None:  # D9 to D12, D28
    assert set(payload) == {"flags", "components", "allowed_mentions"}
    assert payload["flags"] == 1 << 15
    assert payload["allowed_mentions"] == {"parse": []}
    every = list(inner(payload["components"]))
    assert 1 <= len(every) <= 40
    texts = [one["content"] for one in every if one["type"] == 10]
    assert all(one.strip() for one in texts)
    assert sum(map(size, texts)) <= 4000
    buttons = [one for one in every if one["type"] == 2]
    assert len({one["custom_id"] for one in buttons}) == len(buttons)
    for one in buttons:
        assert 1 <= len(one["custom_id"]) <= 100 and 1 <= size(one["label"]) <= 80
        assert one["style"] in (1, 2, 4)
    for one in every:
        if one["type"] == 1:
            assert 1 <= len(one["components"]) <= 5
            assert {each["type"] for each in one["components"]} == {2}
        elif one["type"] == 17:
            assert one["components"] and {each["type"] for each in one["components"]} == {10}
    assert {one["type"] for one in payload["components"]} <= {1, 10, 17}
    whole = json.dumps(payload, ensure_ascii=False)
    assert not re.search(r"@everyone|@here|<@[!&]?\d|<#\d", whole)
    json.dumps(payload).encode()


def texts(payloads: Sequence[Payload], kind: str = "") -> list[str]:
    """What is said in the messages; with `kind`, in that kind of frame alone."""
    found = []
    for payload in payloads:
        for one in payload["components"]:
            frame = "spoiler" if one.get("spoiler") else "card" if one["type"] == 17 else "text"
            if kind in ("", frame):
                found += [each["content"] for each in inner([one]) if each["type"] == 10]
    return found


LONG = st.sampled_from(
    [
        *("", " ", "\u200b", "@everyone", "<@1>", "word " * 1500, "中文推理" * 1200, "😀" * 3000),
        *("```py\n" + "x = 1\n" * 900 + "```", "**" + "bold " * 1000 + "**", "- item\n" * 700),
        *("| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 600, "\n\n".join(["para " * 40] * 40)),
        "a" * 9000,
    ]
)
TEXT = st.text(max_size=120) | LONG
BUTTONS = st.builds(
    Button,
    label=st.text(max_size=120),
    action=st.text("ab:1", max_size=110),
    style=st.sampled_from(["plain", "primary", "danger"]),
)
CARDS = st.builds(
    Card,
    title=TEXT,
    body=TEXT,
    fields=st.lists(st.builds(Field, TEXT, TEXT), max_size=8).map(tuple),
    spoiler=TEXT,
    spoiler_title=TEXT,
    note=TEXT,
    buttons=st.lists(BUTTONS, max_size=60).map(tuple),
)


@given(CARDS)
@settings(max_examples=150, deadline=None)
def test_any_card_keeps_every_limit(card: Card) -> None:
    made = cards.messages(card)
    assert made
    for one in made:
        keeps_its_limits(one)
    kept = {one.action for one in card.buttons if 1 <= len(one.action) <= 100}
    every = [one for payload in made for one in inner(payload["components"])]
    assert {one["custom_id"] for one in every if one["type"] == 2} == kept


@given(st.none() | CARDS, TEXT, TEXT)
@settings(max_examples=100, deadline=None)
def test_any_stream_keeps_every_limit(card: Card | None, reasoning: str, text: str) -> None:
    for one in cards.growing(card, reasoning, text):
        keeps_its_limits(one)


def test_a_card_is_one_frame_with_its_buttons_below() -> None:
    card = Card(
        title="Why is a **KV cache** used?",
        body="Say it in your own words.",
        fields=(Field("公司", "阿里"), Field("Round", "一面"), Field("Chapter", "long " * 9)),
        note="small print",
        buttons=(Button("Hint", "hint:1"), Button("Skip", "skip:1", "danger")),
    )
    (payload,) = cards.messages(card)
    frame, note, row = payload["components"]
    assert [one["content"] for one in frame["components"]] == [
        "## Why is a **KV cache** used?\nSay it in your own words.",
        "**公司** 阿里 · **Round** 一面\n**Chapter** long long long long long long long long long",
    ]
    assert frame["accent_color"] and note["content"] == "-# small print"
    assert [(one["label"], one["custom_id"], one["style"]) for one in row["components"]] == [
        ("Hint", "hint:1", 2),
        ("Skip", "skip:1", 4),
    ]


def test_what_is_hidden_is_hidden_by_discord_in_every_message() -> None:
    code = "```py\n" + "secret || = 1\n" * 900 + "```"
    card = Card(title="Q", spoiler=f"Secret words\n\n{code}", spoiler_title="Reference answer")
    made = cards.messages(card)
    assert len(made) > 2
    assert "secret" not in " ".join(texts(made, "card") + texts(made, "text")).casefold()
    hidden = texts(made, "spoiler")
    assert "".join(hidden).count("secret || = 1") == 900
    assert all(one.count("```") == 2 for one in hidden)
    assert "**Reference answer**" in texts(made, "card")


def test_a_long_card_goes_on_and_has_its_buttons_under_the_last_message() -> None:
    card = Card(title="T", body="A sentence. " * 900, buttons=(Button("Go", "go:1"),))
    made = cards.messages(card)
    assert len(made) == 3
    rows = [[one["type"] for one in payload["components"]].count(1) for payload in made]
    assert rows == [0, 0, 1]
    assert sum(one.count("A sentence.") for one in texts(made)) == 900
    assert sum("## T" in one for one in texts(made)) == 1


def test_many_buttons_fill_rows_and_then_another_message() -> None:
    buttons = tuple(Button(f"B{number}", f"b:{number}") for number in range(43))
    first, second = cards.messages(Card(title="T", buttons=buttons))
    rows = [one for one in first["components"] if one["type"] == 1]
    assert [len(one["components"]) for one in rows] == [5] * 6
    more = [len(one["components"]) for one in second["components"]]
    assert more == [5, 5, 3]


def test_an_empty_card_is_a_message_all_the_same() -> None:
    assert texts(cards.messages(Card())) == ["…"]


def test_text_grows_under_its_card_and_reasoning_gives_way_to_it() -> None:
    card = Card(title="Feedback", buttons=(Button("Stop", "stop:1"),))
    thinking = cards.growing(card, "hm " * 900 + "so\nit is", "")
    said = texts(thinking, "text")[0]
    assert said.startswith("-# 💭 ") and said.endswith("hm so it is") and len(said) < 700
    writing = cards.growing(card, "hm", "It is **good")
    assert texts(writing, "text") == ["It is \\*\\*good"]
    assert [one["type"] for one in writing[0]["components"]] == [17, 10, 1]
    assert cards.growing(None, "", "") == []


def test_a_text_that_grows_leaves_its_first_messages_as_they_are() -> None:
    text = "\n\n".join(f"Paragraph {number} " + "of words " * 30 for number in range(60))
    before: list[Any] = []
    for end in range(0, len(text), 1500):
        made = cards.growing(Card(title="Feedback"), "", text[:end])
        done = [one["components"] for one in before[:-2]]
        assert [one["components"] for one in made][: len(done)] == done
        before = list(made)
    assert len(before) > 4


async def test_what_a_running_coach_shows_is_taken_by_discord(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        thread, card = await you.quiz()
        await you.presses(
            next(one.action for one in card.buttons if "reveal" in one.action), thread
        )
        lines = ("/help", "/settings", "/bank search KV", "/bank stats", "/health", "/nothing")
        answers = [await you.says(one) for one in lines]
        seen = [one.card for one in [*await you.sees(), *await you.sees(thread)]]
        shown = [one for one in [*answers, *seen] if isinstance(one, Card)]
        assert len(shown) > 6
        for one in shown:
            for payload in cards.messages(one):
                keeps_its_limits(payload)


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ([("A", "1"), ("", ""), ("B", "2")], ["**A** 1 · **B** 2"]),
        ([("A", "1"), ("B", "2" * 60), ("C", "3")], ["**A** 1", f"**B** {'2' * 60}", "**C** 3"]),
        ([("频道", "还没选"), ("每日一题的时间", "还没选"), ("时区", "还没选")],
         ["**频道** 还没选 · **每日一题的时间** 还没选", "**时区** 还没选"]),
    ],
)  # fmt: skip
def test_short_fields_stand_beside_each_other_where_a_telephone_has_room(
    fields: list[tuple[str, str]], lines: list[str]
) -> None:
    [message] = cards.messages(Card(fields=tuple(Field(*one) for one in fields)))
    said = [one["content"] for one in message["components"][0]["components"]]
    assert "\n".join(said).split("\n") == lines


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=5000))
def test_a_role_that_is_told_is_all_that_a_card_mentions_and_stands_first(body: str) -> None:
    told = Card(title="<@&7>", body=f"<@&8> @everyone {body}", tells=Group("123", "@everyone"))
    first, *more = cards.messages(told)
    assert first["components"][0] == {"type": 10, "content": "<@&123>"}
    assert first["allowed_mentions"] == {"parse": [], "roles": ["123"]}
    for payload in (first, *more):
        assert breaches(Outgoing("post", message=dict(payload))) == []
    for payload in more:
        keeps_its_limits(payload)
    odd, nobody = (replace(told, tells=one) for one in (Group("x> @everyone", "x"), None))
    assert cards.messages(odd) == cards.messages(nobody)

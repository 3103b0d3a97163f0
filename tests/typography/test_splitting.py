"""A long text becomes messages that each stand alone, and nothing of it is lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.typography.splitting import clipped, parts, size, split

PIECES = st.sampled_from(
    [
        *("word ", "words and words. ", "推理很慢。", "键值缓存", "中" * 70, "a" * 60, "\\", "\\*"),
        *("\n", "\n\n", "\r\n", "```python\n", "```\n", "```", "x = 1\n", "    indented\n"),
        *("`code`", "`", "**", "*", "__", "~~", "||", "**bold** ", "$x^2$ ", "$$\n", "> quoted "),
        *("- item\n", "  - inner\n", "1. one\n", "| a | b |\n", "| --- | --- |\n", "## head\n"),
        *("👩\u200d👩\u200d👧\u200d👦", "🇨🇳🇩🇪", "e\u0301", "👍🏽", "-# small "),
        *("[link](https://example.org/a_b) ", "<https://example.org/x> "),
    ]
)
TEXTS = st.lists(PIECES, max_size=80).map("".join) | st.text(max_size=600)
LIMITS = st.integers(100, 400)


@given(TEXTS, LIMITS, st.none() | st.integers(100, 400))
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost_and_no_message_is_empty_or_too_long(
    text: str, limit: int, first: int | None
) -> None:
    assert "".join(one.text for one in parts(text, limit, first)) == text
    messages = split(text, limit, first)
    for number, one in enumerate(messages):
        assert one.strip()
        assert size(one) <= (first if first and number == 0 else limit)
    for part in parts(text, limit, first):
        if part.whole:
            assert part.text.strip() in part.whole
        else:
            assert not part.text.strip().strip("`")


CODE = st.sampled_from(["print(1)\n", "中文 = 2\n", "\n", "    if x:\n", "a" * 50 + "\n"])


@given(st.lists(CODE, min_size=20, max_size=80), LIMITS)
@settings(max_examples=150, deadline=None)
def test_every_message_of_a_long_code_block_is_a_whole_code_block(
    lines: list[str], limit: int
) -> None:
    code = "".join(lines)
    messages = split(f"```python\n{code}```", limit)
    bodies = []
    for one in messages:
        found = re.fullmatch(r"```python\n(.*)\n```", one, re.DOTALL)
        assert found, one
        bodies.append(found[1])
    kept = [line for body in bodies for line in body.split("\n") if line.strip()]
    assert kept == [line for line in code.split("\n") if line.strip()]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_text_that_grows_changes_only_its_last_message(text: str) -> None:
    plain = re.sub(r"[*_~|`$\\\[<>#]", "", text)
    messages = split(plain, 200)
    for end in range(0, len(plain), 37):
        begun = split(plain[:end], 200)
        assert begun[:-2] == messages[: max(len(begun) - 2, 0)]


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert split("one\n\ntwo", 2000) == ["one\n\ntwo"]
    assert split("", 2000) == []
    assert split(" \n ", 2000) == []


def test_paragraphs_are_kept_together() -> None:
    one, two = "first " * 20, "second " * 20
    assert split(f"{one}\n\n{two}", 200) == [one.strip(), two.strip()]


def test_a_fence_is_cut_before_rather_than_inside_where_it_fits_whole() -> None:
    code = "```py\n" + "x = 1\n" * 12 + "```"
    said = "words " * 14
    assert split(f"{said}\n\n{code}", 140) == [said.strip(), code]


def test_lists_and_tables_are_cut_between_items_and_rows() -> None:
    items = [f"- item number {number} with some words" for number in range(12)]
    assert [line for one in split("\n".join(items), 120) for line in one.split("\n")] == items
    rows = [f"| row {number} | with some words in it |" for number in range(12)]
    assert [line for one in split("\n".join(rows), 120) for line in one.split("\n")] == rows


def test_emphasis_that_must_be_cut_is_closed_and_opened_again() -> None:
    for mark in ("**", "*", "__", "~~", "||", "`"):
        messages = split(f"{mark}{'words and ' * 30}end{mark}", 120)
        assert len(messages) > 2
        assert all(one.startswith(mark) and one.endswith(mark) for one in messages), mark


def test_a_cut_stands_outside_emphasis_links_and_formulas_where_it_can() -> None:
    inside = ["**bold words here**", "$a + b + c$", "[a link](https://example.org/long/path)"]
    for one in inside:
        for before in range(60, 100):
            messages = split("x" * before + f" {one} " + "words " * 20, 110)
            assert sum(one in message for message in messages) == 1, (one, before, messages)


def test_a_quote_goes_on_as_a_quote() -> None:
    messages = split("> " + "quoted words " * 40, 150)
    assert len(messages) > 3
    assert all(one.startswith("> ") for one in messages), messages


@pytest.mark.parametrize("whole", ["👩‍👩‍👧‍👦", "🇨🇳", "👍🏽", "e\u0301\u0302", "☑\ufe0f"])
def test_a_character_of_several_is_never_parted(whole: str) -> None:
    for before in range(80, 101):
        text = "x" * before + whole * 40
        for one in split(text, 100):
            assert one.lstrip("x").replace(whole, "") == ""


def test_sizes_are_counted_as_discord_may_count_them() -> None:
    assert size("a中😀") == 4
    assert all(size(one) <= 100 for one in split("😀" * 500, 100))
    assert clipped("😀" * 60, 80) == "😀" * 39 + "…"


def test_a_hundred_thousand_characters_take_no_noticeable_time() -> None:
    text = "**推理** is slow; `kv` and [a](https://b.c) help. " * 2500
    assert sum(map(len, split(text, 4000))) > 100_000

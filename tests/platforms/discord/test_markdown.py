"""Whatever a model or a member writes, Discord shows it as it was meant and mentions nobody."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.platforms.discord.rendering.harmless import escaped
from bot.platforms.discord.rendering.markdown import blocks, line, read
from bot.typography.seen import seen
from bot.typography.splitting import split

SEEDS = Path(__file__).parents[3] / "seeds"
INERT = re.compile(
    r"^```.*?^```$|\\[^0-9A-Za-z\s]|(`{1,2})(?!`).+?(?<!`)\1(?!`)", re.DOTALL | re.MULTILINE
)
"""Code, and characters that a backslash makes plain."""


def harmless(said: str) -> str:
    """The text, if it mentions nobody, hides nothing and shows where every link leads."""
    assert not re.search(r"@everyone|@here|<@[!&]?\d|<#\d", said, re.IGNORECASE), said
    hidden = re.finditer("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00]", said)
    for one in hidden:
        joins = one[0] == "\u200d" and said[one.start() - 1] > "\u00a8"
        assert joins or (one[0] == "\u200b" and said[one.start() - 1] in "@#!&"), said
    outside = INERT.sub("·", said)
    assert not re.search(r"(?<!\\)\[[^\]\n]*\]\(", outside), said
    assert not re.search(r"(?<!\\)<(?!https?://)[@#:/!&A-Za-z]", outside), said
    assert not re.search(r"(?<!\\)\|\|", outside), said
    assert sum(one.startswith("```") for one in said.split("\n")) % 2 == 0, said
    assert said == said.strip("\n")
    return said


PIECES = st.sampled_from(
    [
        *("@everyone", "@here", "<@123>", "<@&4>", "<#5>", "</a:6>", "<t:1:R>", "<:x:1>", "@", "<"),
        *(
            "[a](https://e.f)",
            "[a](javascript:x)",
            "![p](https://e.f/x.png)",
            "https://e.f/a_b",
            "](",
        ),
        *("<https://e.f>", "discord.gg/abc", "https://discord.gg/abc", "[", "]", "(", ")", "<b>"),
        *(
            "**",
            "*",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "```",
            "||",
            "|",
            "\\",
            "<mark>",
            "</mark>",
            "<br>",
        ),
        *("\n", "\n\n", "- ", "1. ", "> ", "# ", "#### ", "```py\n", "\n```\n", "    ", "---\n"),
        *("| a | b |\n", "| --- | --- |\n", "$x^2$", "$", "$$\n", "\\(x\\)", "\\[", "\\foo", "5 $"),
        *(
            "word",
            "中文",
            " ",
            "\u200b",
            "\u202e",
            "\u2066",
            "\x00",
            "\ud800",
            "👩\u200d👧",
            "☑\ufe0f",
        ),
        *("&#64;everyone", "&lt;@1&gt;", "&#x200b;", "\u00a0", "@\u200beveryone", "-# ", ">>> "),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=200))
@settings(max_examples=600, deadline=None)
def test_whatever_is_said_is_harmless(text: str) -> None:
    harmless(blocks(text))
    said = harmless(line(text))
    assert "\n" not in said


@given(st.lists(PIECES, min_size=20, max_size=60).map("".join), st.integers(100, 200))
@settings(max_examples=200, deadline=None)
@example("@everyone" * 5 + "@here" * 5 + "```py\n" + "@everyone" * 2 + "@here[a](https://e.f)"
         "| --- | --- |\n&#64;everyone`@everyone```py\n", 160)  # fmt: skip
@example("@everyone" * 5 + "@here" * 5 + "```py\n" + "@everyone" * 3 + "@here@here"
         "[a](https://e.f)`&#64;everyone```py\n", 160)  # fmt: skip
def test_no_message_of_a_long_text_is_less_harmless_than_the_whole(text: str, limit: int) -> None:
    for one in split(blocks(text), limit):
        harmless(one)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=80)


@given(PLAIN)
def test_escaped_words_are_shown_as_they_were(text: str) -> None:
    if "://" not in text:
        assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped(text)) == text


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("**bold** and *soft* and ~~gone~~", "**bold** and *soft* and ~~gone~~"),
        ("*soft **both***", "_soft **both**_"),
        ("**核心：**内容 and 说**“引用”**的", "**核心：**内容 and 说**“引用”**的"),
        ("a ** b ** c", "a \\*\\* b \\*\\* c"),
        ("<[a](https://e.f)", "\\<a (<https://e.f>)"),
        ("`a`$\\foo$", "`a` `\\foo`"),
        ("snake_case_name", "snake_case_name"),
        ("a || b || c", "a \\|\\| b \\|\\| c"),
        ("$x^2$ is $O(n^2)$", "x² is O(n²)"),
        ("$\\begin{matrix}a\\end{matrix}$", "`\\begin{matrix}a\\end{matrix}`"),
        ("costs $5 and $6 a day", "costs $5 and $6 a day"),
        ("[here](https://e.org/a_b)", "here (<https://e.org/a_b>)"),
        ("https://e.org/a_b_c.", "<https://e.org/a_b_c>."),
        ("<https://e.org>", "<https://e.org>"),
        ("![a cat](https://e.org/x.png)", "a cat (<https://e.org/x.png>)"),
        ("[x](javascript:alert(1))", "\\[x](javascript:alert(1))"),
        ("join discord.gg/abc now", "join `discord.gg/abc` now"),
        ("<script>x</script>", "\\<script>x\\</script>"),
        ("<mark>核心：**大于**</mark>", "__核心：**大于**__"),
        ("<mark>open", "open"),
        ("one<br>two", "one\ntwo"),
        ("## Head\ntext", "### Head\ntext"),
        ("#### Deep", "**Deep**"),
        ("\\# no head", "\\# no head"),
        ("\\- no list\n\\1. no", "\\- no list\n\\\\1. no"),
        ("7\\. no list", "7\\. no list"),
        ("a\u202eb\u200bc", "abc"),
        ("👩\u200d👧 ☑\ufe0f", "👩\u200d👧 ☑\ufe0f"),
        ("`` a`b ``", "`` a`b ``"),
        ("> quoted\n>\n> more", "> quoted\n> more"),
        ("one\n\ntwo\nthree", "one\n\ntwo\nthree"),
    ],
)
def test_markdown_becomes_discords(markdown: str, said: str) -> None:
    assert harmless(blocks(markdown)) == said


def test_lists_keep_their_levels_and_code_in_them_stands_apart() -> None:
    said = blocks("- a\n  - b\n    1. c\n\n       more\n\n       ```py\n       x\n       ```\n- d")
    assert said == "- a\n  - b\n    1. c\n       more\n```py\nx\n```\n- d"


def test_a_fence_cannot_be_ended_from_within() -> None:
    said = harmless(blocks("````\n```\n@everyone **x**\n````"))
    assert said == "```\nˋˋˋ\n@\u200beveryone **x**\n```"


def test_half_a_text_is_readable_too() -> None:
    assert blocks("```py\nx = 1") == "```py\nx = 1\n```"
    assert blocks("**bo") == "\\*\\*bo"


def test_a_narrow_table_is_drawn_with_wide_characters_in_line() -> None:
    said = blocks("| 方法 | n |\n| --- | ---: |\n| KV 缓存 | $O(n)$ |\n| 无 | 2000 |")
    assert said.split("\n") == [
        "```",
        "方法        n",
        "───────  ────",
        "KV 缓存  O(n)",
        "无       2000",
        "```",
    ]


def test_a_wide_table_is_a_list_that_names_its_columns() -> None:
    wide = "words " * 12
    said = blocks(f"| method | effect |\n| --- | --- |\n| a **b** | {wide}|\n| c | short |")
    assert said == f"- method: a **b** · effect: {wide.strip()}\n- method: **c** · effect: short"


def test_a_table_says_where_its_links_lead() -> None:
    assert "a (https://e.org)" in blocks("| x |\n| --- |\n| [a](https://e.org) |")


def test_a_formula_on_its_own_line_is_said_or_kept_for_a_picture() -> None:
    assert blocks("so\n\n$$\n\\sum_i x_i\n$$") == "so\n\nΣᵢ xᵢ"
    assert blocks("\\[\\unknown{x}\\]") == "```tex\n\\unknown{x}\n```"


def test_titles_are_one_line() -> None:
    assert line("a\nb **c**") == "a b **c**"


def test_the_seed_bank_is_harmless_and_loses_no_words() -> None:
    for file in sorted(SEEDS.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        said = harmless(blocks(text))
        plain = re.sub(r"\$\$[^$]*\$\$|\$[^$]*\$", " ", text)
        words = set(re.findall(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{4,}", plain))
        words.discard("mark")
        assert {one for one in words if one not in said} == set(), file.name


def test_what_is_hidden_is_gone() -> None:
    assert seen("a\u2028b\r\nc\u3164d\ud800") == "a\nb\nc d"


def test_a_file_beside_the_text_is_no_link_and_its_image_is_words() -> None:
    assert blocks("![the cache](img/x.png) and [more](notes.md)") == (
        "the cache and \\[more](notes.md)"
    )
    assert "javascript" in blocks("![x](javascript:alert(1))")


def test_what_would_better_be_a_picture_is_told_with_its_words() -> None:
    matrix = r"\begin{matrix} a & b \end{matrix}"
    table = "| 方法 | n |\n| --- | --- |\n| 无 | 1 |"
    text = f"so ${matrix}$ is\n\n$$ x^2 $$\n\n{table}\n\n> $$ {matrix} $$"

    found = read(text)

    assert [one.alt for one in found.wanted] == [matrix, "方法 | n\n无 | 1"]
    assert found.text == blocks(text)  # nothing is drawn yet: all is said in words


def test_a_table_of_plain_letters_lines_up_and_needs_no_picture() -> None:
    assert read("| a | 中文 |\n| --- | --- |\n| b | c |").wanted == ()


def test_a_picture_stands_where_its_words_stood() -> None:
    matrix = r"\begin{matrix} a \end{matrix}"
    text = f"before\n\n$$ {matrix} $$\n\nafter"
    (wanted,) = read(text).wanted
    assert not isinstance(wanted.what, str)

    assert read(text, "", frozenset([wanted.what])).pieces == ["before", wanted, "after"]


@pytest.mark.parametrize("text", ["\x010\x01", "a\n\x010\x01\nb", "&#1;0&#1;"])
def test_no_text_makes_believe_that_it_is_a_picture(text: str) -> None:
    assert read(text).pieces == [blocks(text)]

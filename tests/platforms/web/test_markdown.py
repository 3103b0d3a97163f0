"""Whatever a model or a member writes comes out as harmless HTML."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web import markdown

MATHS = {"math", "mrow", "mi", "mn", "mo", "mtext", "msup", "msub", "msubsup", "mfrac", "msqrt"}
MATHS |= {"mover", "munder", "munderover", "mtable", "mtr", "mtd", "mspace", "mstyle", "mroot"}
MATHS |= {"menclose", "mpadded", "mphantom", "mmultiscripts", "mprescripts", "none", "ms", "merror"}
TAGS = MATHS | {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr"}
TAGS |= {"h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a", "span", "div", "mark"}
ALIGNED = {f"text-align:{side}" for side in ("left", "center", "right")}


class Judge(HTMLParser):
    """Raises on a tag or an attribute that could do anything."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "href":
                assert urlsplit(value or "").scheme.casefold() in ("http", "https")
            elif name == "style":
                assert value in ALIGNED
            else:
                assert name in {"class", "rel", "target", "tabindex", "start"} or tag in MATHS, name
                assert "javascript" not in (value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def judged(html: str) -> str:
    judge = Judge()
    judge.feed(html)
    judge.close()
    return html


PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<mark>",
        "</mark>",
        "[a](javascript:alert(1))",
        "[a](https://e.f 'x\" onclick=y')",
        "![a](https://e.f)",
        "<https://e.f>",
        "<javascript:alert(1)>",
        "```html\n<b onclick=x>\n```\n",
        "```",
        "`<b>`",
        "$",
        "$$",
        "\n$$\n",
        r"\text{<script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(x)}{y}",
        r"\frac{a}{b}",
        r"\(",
        r"\)",
        "\n\\[\n",
        "\\]",
        "**",
        "_",
        "\n\n",
        "\n- ",
        "\n> ",
        "| a | b |\n|--|-:|\n| <i> | $x$ |\n",
        "&lt;script&gt;",
        "&#60;script&#62;",
        "✅",
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_no_text_makes_a_tag_that_we_did_not_write(text: str) -> None:
    judged(markdown.blocks(text))
    judged(markdown.line(text))


@given(st.text())
def test_no_characters_break_it(text: str) -> None:
    judged(markdown.blocks(text))


def test_a_script_is_shown_as_it_was_written() -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in judged(
        markdown.blocks("<script>alert(1)</script>")
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<mark>核心：**大于** 200ms</mark>。", "<mark>核心：<strong>大于</strong> 200ms</mark>。"),
        ("<mark>twice opened<mark> rest", "<mark>twice opened</mark> rest"),
        ("<mark>never closed", "<mark>never closed</mark>"),
        ("closed only</mark> rest", "closed only rest"),
        ("**a <mark>b** c</mark>", "<strong>a <mark>b</mark></strong> c"),
        ("`<mark>` as code", "<code>&lt;mark&gt;</code> as code"),
    ],
)
def test_a_highlight_stays_readable_however_it_was_closed(text: str, shown: str) -> None:
    assert shown in judged(markdown.blocks(text))


def test_a_link_shows_where_it_leads_and_tells_nobody_where_from() -> None:
    html = judged(markdown.blocks("see [our bank](https://evil.example/a?b=1&c=2)"))
    assert 'rel="noopener noreferrer nofollow" target="_blank"' in html
    assert '<span class="address">(https://evil.example/a?b=1&amp;c=2)</span>' in html


def test_an_address_that_is_its_own_text_is_not_shown_twice() -> None:
    assert "address" not in markdown.blocks("<https://e.f> [https://e.f](https://e.f)")
    assert "address" in markdown.blocks("[https://e.f**/x**](https://e.f)")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//e.f", "file:///etc"])
def test_other_addresses_are_no_links(url: str) -> None:
    assert "<a" not in markdown.blocks(f"[a]({url}) <{url}>")


def test_a_picture_is_not_fetched() -> None:
    html = judged(markdown.blocks("![a chart](https://e.f/x.png)"))
    assert "<img" not in html
    assert "a chart" in html
    assert "https://e.f/x.png" in html


def test_code_is_coloured_and_stays_code() -> None:
    html = judged(markdown.blocks("```python\ndef f(): return '<b>'\n```"))
    assert '<span class="t-k">def</span>' in html
    assert "&lt;b&gt;" in html
    assert "t-" not in markdown.blocks("```nonsense\ndef\n```")
    assert "t-" not in markdown.blocks("```python\n" + "x = 1\n" * 5000 + "```")


def test_signs_of_a_checklist_are_drawn_but_not_in_code() -> None:
    assert '<span class="sign s-yes">✅</span> kept' in judged(markdown.blocks("- ✅ kept"))
    assert "sign" not in markdown.blocks("`✅`")


def test_control_tokens_and_thoughts_are_shown_as_written() -> None:
    assert "&lt;think&gt;x&lt;/think&gt; &lt;|im_start|&gt;" in markdown.blocks(
        "<think>x</think> <|im_start|>"
    )


def test_text_cannot_turn_its_direction() -> None:
    assert "\u202e" not in markdown.blocks("a\u202egnp.exe")


def test_a_heading_of_a_body_stands_below_the_title_of_its_card() -> None:
    assert markdown.blocks("# a\n\n##### b") == "<h4>a</h4>\n<h6>b</h6>\n"


def test_a_line_break_stays_one() -> None:
    assert "a<br />\nb" in markdown.blocks("a\nb")

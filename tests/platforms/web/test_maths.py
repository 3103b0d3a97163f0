"""Formulas are drawn, money stays money, and LaTeX that cannot be read is shown as it is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web import maths
from bot.platforms.web.markdown import blocks


@pytest.mark.parametrize(
    "text",
    ["复杂度$O(n)$，", "$O(n^2)$", r"\(a<b\)", "$$x$$ in a line", "$3$", "$k = 2 \\cdot 32$"],
)
def test_a_formula_in_a_line_is_drawn(text: str) -> None:
    assert '<math display="inline">' in blocks(text)
    assert "$" not in blocks(text)


@pytest.mark.parametrize("text", ["$$\nx\n$$", "$$x$$", "\\[\nx\n\\]", "\\[x\\]", "$$ a\n+ b $$"])
def test_a_formula_on_its_own_is_drawn_large(text: str) -> None:
    assert '<div class="formula"><math display="block">' in blocks(text)


def test_a_formula_stands_in_a_quote_and_in_a_list() -> None:
    assert "<blockquote>\n<div" in blocks("> $$\n> x\n> $$\n> tail")
    assert '<math display="block">' in blocks("- a\n\n  $$\n  x\n  $$\n")


@pytest.mark.parametrize(
    "text",
    [
        "it costs $5 and $10",
        "US$100 to US$200",
        "$5 (or 5$)",
        "between $5, $10 and $15.",
        "$ 5 and 6 $",
        r"\$5 and \$6",
        "from $5\n\nto $6",
        "a lone $ sign",
        "`$x$`",
        "$5 `a$b`",
    ],
)
def test_money_is_not_maths(text: str) -> None:
    assert "<math" not in blocks(text)


@pytest.mark.parametrize("text", ["$$\nnever closed", "$$\n\n$$", "\\[ and text\n", "$$a$$ b $$"])
def test_what_is_no_formula_stays_text(text: str) -> None:
    assert '<math display="block">' not in blocks(text)


@pytest.mark.parametrize(
    "latex", [r"\frac{", "x^", r"\left(", r"\unheardof x", r"\def\a{\a\a}\a", r"\newcommand{\x}{y}"]
)
def test_what_cannot_be_read_is_shown_as_it_is(latex: str) -> None:
    assert maths.formula(latex).startswith('<code class="latex">')


def test_a_comparison_in_the_text_of_a_formula_is_kept() -> None:
    assert "a&lt;b" in maths.formula(r"\text{a<b}")


def test_no_attribute_but_those_of_maths_comes_through() -> None:
    for latex in (r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}"):
        assert not {"href", "style=", "class="} & set(maths.formula(latex).split("<")[1].split())
        assert "javascript" not in maths.formula(latex)


@given(st.text(alphabet="\\{}[]()^_&$<>\"'=ab12 \nfractesqtbgindlhmo", max_size=60))
def test_no_latex_raises(latex: str) -> None:
    html = maths.formula(latex)
    assert html.startswith(("<math", "<code"))
    assert "<script" not in html


def test_a_monstrous_formula_is_not_attempted() -> None:
    started = time.perf_counter()
    maths.formula("{" * 2000)
    maths.formula(r"\sqrt{" * 330 + "}" * 330)
    maths.formula("x^" * 5000)
    assert time.perf_counter() - started < 2

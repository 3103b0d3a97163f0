"""LaTeX becomes Typst that says the same, and nothing of it is ever Typst's own."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pictures import Formula
from bot.render.easel import Easel, pixels
from bot.render.formulas import formula, in_line
from bot.render.typst_text import Undrawable

HARD = Path(__file__).with_name("hard.tex").read_text().split("\n%%\n")
"""Formulas that interviews on machine learning ask for, hard to say in a line."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def easel() -> Easel:
    return Easel()


def plain(latex: str) -> str:
    """What Typst reads, with its letters as they are."""
    said = formula(latex).removeprefix("$ ").removesuffix(" $")
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), said)


@pytest.mark.parametrize(
    ("latex", "typst"),
    [
        (r"\frac{a}{b}", "frac(a, b)"),
        ("x_i^2", "attach(x, b: i, t: \"2\")"),
        ("x'", "attach(x, t: primes(#1))"),
        (r"\sum_{i=1}^n i", "attach(limits(∑), b: i=\"1\", t: n)i"),
        (r"\sqrt[3]{x}", 'root("3", x)'),
        (r"\hat{x}", "hat(x)"),
        (r"\overline{AB}", "overline(AB)"),
        (r"\underbrace{a}_{b}", "underbrace(a, b)"),
        (r"\left(\frac{a}{b}\right]", "lr((frac(a, b)])"),
        (r"\mathrm{d}x", "upright(d)x"),
        (r"\log x", 'op("log", limits: #false)x'),
        (r"\max_a b", 'attach(op("max", limits: #true), b: a)b'),
        (r"\arg x", 'op("arg", limits: #false)x'),
        (r"|x|", 'class("normal", |)xclass("normal", |)'),
        (r"a \not= b", "a≠b"),
        (r"\mathbb{1}", '"𝟙"'),
        (r"\text{if } x", '"if\xa0"x'),
        (r"\text{注意力}", '"注意力"'),
        (r"a-b", "a−b"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
         "lr((mat(delim: #none, align: #center, column-gap: #1em, row-gap: #0.5em, a, b; c, d)))"),
        (r"\begin{cases}a&b\\c&d\end{cases}",
         "lr({mat(delim: #none, align: #left, column-gap: #1em, row-gap: #0.5em, a, b; c, d))"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}",
         'mat(delim: #none, row-gap: #0.7em, display(a)&display(=b); display("")&display(=c))'),
    ],
)  # fmt: skip
def test_what_latex_says_typst_says(latex: str, typst: str) -> None:
    assert plain(latex) == typst


@pytest.mark.parametrize("latex", HARD)
def test_what_interviews_ask_for_is_drawn(easel: Easel, latex: str) -> None:
    if CHINESE.search(latex) and easel.chinese is None:
        pytest.skip("no font of this machine has Chinese letters")

    width, height = pixels(easel.png(Formula(latex)))

    assert 60 < width < 2400
    assert 40 < height < 800


def test_the_same_formula_is_the_same_picture(easel: Easel) -> None:
    assert easel.png(Formula(HARD[0])) == Easel().png(Formula(HARD[0]))


@pytest.mark.parametrize(
    "latex",
    [
        "",
        r"\unknown{x}",
        "x^",
        r"\begin{pmatrix} a",
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{\a\a}\a",
        r"\let\a\b",
        "x" * 2001,
        "{" * 200 + "x" + "}" * 200,
        r"\sqrt{" * 90 + "x" + "}" * 90,
        "x_" * 300 + "x",
        "+x" * 900,
        r"\quad" * 3,
    ],
)
def test_what_is_no_formula_or_too_large_is_not_drawn(easel: Easel, latex: str) -> None:
    with pytest.raises(Undrawable):
        easel.png(Formula(latex))


LETTERS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(LETTERS, st.sampled_from(["{}", r"\text{{{}}}", r"\frac{{1}}{{{}}}", r"x_{{{}}}"]))
def test_no_letter_is_ever_typsts_own(letters: str, around: str) -> None:
    latex = around.format(letters)
    try:
        said = in_line(latex)
    except Undrawable:
        return
    names = re.sub(r"\\u\{[0-9a-f]+\}|\"", "", said.strip("$"))
    assert re.fullmatch(r"[a-z().,:;#&\\ 0-9-]*", names), names


@pytest.mark.parametrize(
    "hostile",
    [
        r'\text{#read("/etc/passwd")}',
        r"\text{$ #panic() $}",
        r'#import "x"',
        r"\text{\u{41}}",
        r'\text{")#panic("}',
        "// a",
    ],
)
def test_typsts_own_words_are_drawn_and_not_obeyed(easel: Easel, hostile: str) -> None:
    try:
        said = formula(hostile)
    except Undrawable:
        return
    assert not re.search(r"read|panic|import|//", said)
    easel.png(Formula(hostile))

"""Formulas are said in a line of Unicode where a reader can read them so."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typography.maths import is_hard, readable

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        ("x^2", "x²"),
        ("O(n^2)", "O(n²)"),
        (r"O(n \log n)", "O(n log n)"),
        (r"\sum_{i=1}^{n} x_i^2", "Σᵢ₌₁ⁿ xᵢ²"),
        (r"\alpha \le \beta", "α ≤ β"),
        (r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "softmax((QKᵀ)/√dₖ)V"),
        (r"\ln\frac{1-\epsilon}{\epsilon}", "ln [(1−ε)/ε]"),
        (r"\frac{1}{2}(\log u)^2", "[1/2](log u)²"),
        (r"\sqrt{2\delta M}", "√(2δM)"),
        (r"\sqrt{d}", "√d"),
        ("e^{s_i}", "e^(sᵢ)"),
        ("W^{QK}", "W^QK"),
        ("d_{model}", "d_model"),
        (r"e^{\text{loss per token}}", "e^(loss per token)"),
        (r"\hat{y}", "y\u0302"),
        (r"\mathbb{E}[R]", "𝔼[R]"),
        (r"2 \times 10^{-5}", "2 × 10⁻⁵"),
        (r"p(x_t \mid x_{<t})", "p(xₜ ∣ x_(<t))"),
        (r"73.6\,\%", "73.6 %"),
        (r"\binom{n}{k}", "C(n, k)"),
        ("x^10", "x¹0"),  # as TeX reads it
        ("p'", "p′"),
    ],
)
def test_simple_formulas_are_a_line(latex: str, said: str) -> None:
    assert readable(latex) == said


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\underbrace{x}_{y}",
        r"\unknown",
        r"a \\ b",
        "x^{2",
        "x}",
        "x^",
        "{" * 40 + "}" * 40,
        "x" * 301,
        "",
    ],
)
def test_what_a_line_cannot_say_is_left_for_a_picture(latex: str) -> None:
    assert readable(latex) is None


def test_nearly_every_formula_of_the_seed_bank_is_a_line() -> None:
    found = set()
    for file in SEEDS.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"\$\$([^$]+)\$\$", text))
        found |= set(
            re.findall(r"\$([^$\s](?:[^$\n]*[^$\s])?)\$", re.sub(r"\$\$[^$]+\$\$", "", text))
        )
    unsaid = {one for one in found if readable(one) is None}
    assert len(found) > 400
    assert len(unsaid) < len(found) / 50, unsaid


PIECES = st.sampled_from(
    [
        *("\\frac", "\\sqrt", "{", "}", "^", "_", "x", "10", " ", "\\alpha", "\\text", "\\left"),
        *("(", ")", "\\right", ".", "\\\\", "&", "\\mathbb", "\\hat", "'", "\\,", "\\", "中"),
        *("-", "/", ",", "\\sum", "\\log"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_no_text_breaks_it(latex: str) -> None:
    said = readable(latex)
    assert said is None or (said.strip() == said and "\n" not in said)


@pytest.mark.parametrize(
    "latex",
    [
        r"P(A\mid B)=\frac{P(B\mid A)P(A)}{P(B)}",
        r"\sigma(x)=\frac{1}{1+e^{-x}}",
        r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        r"\sum_{i=1}^{n} x_i^2",
        r"\lim_{x\to0}\frac{\sin x}{x}=1",
    ],
)
def test_what_reads_well_in_a_line_stays_one(latex: str) -> None:
    said = readable(latex)
    assert said
    assert not is_hard(said)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{e^{z_i}}{\sum_{j=1}^{K}e^{z_j}}",  # a sum below a fraction
        r"\mathrm{PE}_{(p,2i)}=\sin\left(\frac{p}{10000^{2i/d}}\right)",  # two scripts in brackets
        r"\beta\log\frac{\pi(a\mid x)}{\rho(a\mid x)}-\beta\log\frac{\pi(b\mid x)}{\rho(b\mid x)}",
        r"\frac{r-\mathrm{mean}(\{r_1,\dots,r_G\})}{s}",  # brackets three deep
        "+".join(f"x_{n}" for n in range(1, 30)),  # longer than a line
    ],
)
def test_what_a_line_mangles_is_hard(latex: str) -> None:
    said = readable(latex)
    assert said
    assert is_hard(said)

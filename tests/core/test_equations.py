"""The equations of a text are found, and told true from false."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.core.equations import equations


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("3 * 6 = 18", [True]),
        ("3×6＝18个", [True]),
        ("So the total is 6 * 3 = 19 apples. The", [False]),
        ("每箱6个苹果，3箱共 6×3=18（个）。", [True]),
        ("2x + 3 = 13", []),
        ("2x = 10", []),
        ("x = 3 * 5 = 15", [True]),
        ("10 - 3 = 2y + 1", []),
        ("3*6 = 18 + 2 = 20", [True]),
        ("3*6 = 18 + 2 = 21", [False]),
        ("2 hours + 30 minutes = 150 minutes", []),
        ("2 apples + 30 pears = 33 fruits", [False]),
        ("20% of 50 = 10", [True]),
        ("15/60 * 100 = 25%", [True]),
        ("15/60=25%", [True]),
        ("1/3 = 0.33", [True]),
        ("2/3 = 0.66", [True]),
        ("2/3=0.67", [True]),
        ("2/3=0.68", [False]),
        ("7/2 = 4", [False]),
        ("7/2 ≈ 4", [True]),
        ("100/3 = 33", [False]),
        ("100/3≈33", [True]),
        ("50 + 20% = 60", []),
        ("- 3 + 4 = 7", [True]),
        ("1. 3 + 4 = 7", [True]),
        ("Step 2: $5 * 3 = $15", [True]),
        ("**3 × 6 = 18**", [True]),
        ("2 ** 3 = 8", [True]),
        ("\\(3 \\times 6 = 18\\)", [True]),
        ("\\frac{6}{3} = 2", [True]),
        ("60 km/h * 2 hours = 120 km", [True]),
        ("60 km/h * 2 hours = 130 km", []),
        ("cost - 3 + 4 = 7", []),
        ("7/2 = 3 1/2", []),
        ("3 1/2 * 2 = 7", []),
        ("6 apples and 3 * 4 = 12", [True]),
        ("f(3) = 3 * 2 = 6", [True]),
        ("(3 + 4) * 2 = 14", [True]),
        ("total (3 + 4 = 7) is", [True]),
        ("3加4等于7", [True]),
        ("3乘以4等于13", [False]),
        ("3 plus 4 equals 8", [False]),
        ("5! = 120", []),
        ("3:30 + 1:15 = 4:45", []),
        ("5 km = 5000 m", []),
        ("3 x 4 = 12", [True]),
        ("1,000 / 8 = 125", [True]),
        ("3² + 4² = 25", [True]),
        ("-3 + 4 = 1", [True]),
        ("12 - (3 + 4) = 5", [True]),
        ("a = b + 3 * 4 = 12", []),
        ("y + 3 = 7", []),
        ("6 + 6 + 6 = 18, 18 / 3 = 6, 6*7=43", [True, True, False]),
        ("18 - 3 - 4 = 11 eggs * $2 = $22", [True]),
        ("9 × $2 = $18 every day", [True]),
        ("50元 × 3 = 150元", [True]),
        ("答案：3+5=9。", [False]),
        ("sqrt(16) = 4", [True]),
        ("√16=5", [False]),
        ("3 + 4 = ?", []),
        ("2/4 = 1/2", [True]),
        ("P(A) = 3/6 = 1/2", [True]),
        ("7 // 2 = 3", [True]),
        ("10 % 3 = 1", [True]),
        ("3 + 4 == 7", [True]),
        ("1/0 = 3", []),
        ("3 + 4 = 7x", []),
        ("约等于 22/7 约等于 3.14", [True]),
        ("=", []),
        ("3 = 3", []),
        ("5 + (-3) = 2", [True]),
        ("x3 + 4 = 9", []),
        ("if n = 3 then 2n + 1 = 7", []),
        ("3 dozen * 12 = 36 eggs - 4 = 32", [True]),
        ("O(n) = 2 * 3 = 6", [True]),
        ("30 minutes * 2 = 1 hour", []),
        ("1/4 of 20 = 5", [True]),
        ("half of 20 = 10", []),
        ("2.5 * 4 = 10.0", [True]),
        ("3 × 6 = 18 <br>", [True]),
        ("2024-05-01 = x", []),
        ("3 + 4=7;5+5=11", [True, False]),
        ("300 / 4 = 75 / 3 = 25", [True]),
        ("6 x $55 = $331", [False]),
        ("23 slices x $4 = $93", [False]),
        ("$700/week + $450/week = $1151/week", [False]),
        ("4+5=10 points in the 40 minutes", [False]),
        ("3 hours * $15/hour = $45", [True]),
        ("每天 5 元/人 × 3 人 = 15 元", [True]),
    ],
)
def test_the_equations_of_a_text_are_told_true_from_false(text: str, holds: list[bool]) -> None:
    assert [one.holds for one in equations(text)] == holds


def test_an_equation_says_where_it_is_and_what_would_be_right() -> None:
    (found,) = equations("We count.\n每箱 6 个，3 箱：6 × 3 = 17 个。")

    assert (found.text, found.line, found.value) == ("6 * 3 = 17", 1, "18")


NUMBERS = some.integers(0, 5000)
SIGNS = some.sampled_from(["+", "-", "*", "×", "－"])


@given(NUMBERS, SIGNS, NUMBERS, some.integers(-3, 3))
def test_a_result_is_right_exactly_where_nothing_was_added(
    one: int, sign: str, other: int, more: int
) -> None:
    value = {"+": one + other, "*": one * other}.get({"×": "*"}.get(sign, sign), one - other)

    (found,) = equations(f"So we get {one} {sign} {other} = {value + more} apples, and go on.")

    assert found.holds == (more == 0)
    assert found.value == str(value)


@given(some.integers(1, 500), some.integers(1, 500), some.integers(1, 5))
def test_a_rounded_result_is_right_and_one_of_another_last_digit_is_not(
    one: int, other: int, places: int
) -> None:
    scale = 10**places
    rounded = Fraction(round(Fraction(one, other) * scale), scale)
    off = rounded + Fraction(2, scale)

    right = equations(f"{one} / {other} = {float(rounded):.{places}f}")
    wrong = equations(f"{one} / {other} = {float(off):.{places}f}")

    assert [found.holds for found in (*right, *wrong)] == [True, False]


@given(some.text(some.sampled_from("0123456789.=+-*/%^() xaL个元×（），≈\\\n"), max_size=120))
def test_any_text_is_looked_through(text: str) -> None:
    for found in equations(text):
        assert found.text and found.value


def test_a_flood_of_equations_is_looked_through_quickly() -> None:
    assert len(equations("1 + 1 = 2\n" * 5000)) == 200
    assert len(equations("1 + 1 = 2, " * 5000)) > 100
    assert not equations("1+" * 50_000 + "1 = 3")

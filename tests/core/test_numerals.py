"""Numbers are read exactly, however they are written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.numerals import number, numbers, plain, written

WRITTEN = {
    "1,234.50": "1234.5",
    "$1,234": "1234",
    "-$5": "-5",
    "$-5": "-5",
    "−3": "-3",
    "75%": "75",
    "3/4": "3/4",
    "1 3/4": "7/4",
    "½": "1/2",
    "1½": "3/2",
    r"\frac{3}{4}": "3/4",
    r"1\frac{3}{4}": "7/4",
    r"\text{18 apples}": "18",
    "１２３": "123",
    "1\u202f000": "1000",
    "1{,}000": "1000",
    "18 apples": "18",
    "18个": "18",
    "一共18个": "18",
    "12 m²": "12",
    "$18,000/year": "18000",
    "2e3": "2000",
    "3×10^5": "300000",
    "5 million": "5000000",
    "12k": "12000",
    "1.5万元": "15000",
    "3万5千": "35000",
    "3万5": "35000",
    "1亿2000万": "120000000",
    "5千克": "5",
    "共3千米": "3",
    "三百二十": "320",
    "三千克": "3",
    "三千": "3000",
    "两万五": "25000",
    "一百零五": "105",
    "一百五": "150",
    "十五": "15",
    "二〇二四": "2024",
    "二分之一": "1/2",
    "百分之七十五": "75",
    "三点一四": "3.14",
    "一半": "1/2",
    "负三": "-3",
    "forty-two": "42",
    "one hundred and five": "105",
    "minus five": "-5",
    "two thousand three hundred": "2300",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_is_read_as_it_is_meant(text: str) -> None:
    assert number(text) == Fraction(WRITTEN[text])


@pytest.mark.parametrize(
    "text", ["", "x", "3-5", "1,2,3", "1/0", "1.2.3", "3rd", "B12", "1e999999", "1" * 5000]
)
def test_what_is_no_number_or_several_is_none(text: str) -> None:
    assert number(text) is None


def test_signs_labels_and_exponents_are_told_from_numbers() -> None:
    found = numbers(plain("Step 2: 16-3 = 13\n1. then 5² on the 3rd day, -4 m²"))
    assert [one.value for one in found] == [16, 3, 13, 5, -4]


DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
)


@given(DECIMALS.map(Fraction))
def test_what_is_written_is_read_again(value: Fraction) -> None:
    assert number(written(value)) == value


@given(st.fractions(max_denominator=999, min_value=-999, max_value=999))
def test_fractions_are_written_whole(value: Fraction) -> None:
    assert number(written(value)) == value


@given(st.integers(0, 10**12))
def test_separators_and_wide_digits_change_nothing(value: int) -> None:
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert number(f"{value:,}") == number(wide) == number(f"¥{value:,}元") == value


def chinese(value: int) -> str:
    """The value as it is written in Chinese."""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            over, rest = divmod(value, unit)
            gap = "零" if rest and rest < unit // 10 else ""
            return chinese(over) + name + (gap + chinese(rest) if rest else "")
    return "零一二三四五六七八九"[value]


@given(st.integers(0, 10**10))
def test_every_chinese_numeral_is_read(value: int) -> None:
    assert number(chinese(value)) == value


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_be_looked_through(text: str) -> None:
    assert all(one.start < one.end for one in numbers(plain(text)))
    number(text)

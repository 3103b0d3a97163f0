"""Reads numbers as people and models write them, exactly."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.core.spelt import spelt

_LONGEST = 60
"""Digits, and tens in an exponent, beyond which nothing is read as a number."""
_RAISED = str.maketrans({one: f"^{value}" for value, one in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
_PARTS = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")
_THIN = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_TEX = (
    (re.compile(r"\\[dt]?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}"), r" \1/\2"),
    (re.compile(r"\\(?:text|mathrm|mathbf)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\(?:times|cdot)"), "*"),
    (re.compile(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3})"), ","),
    (re.compile(r"\\([$%])"), r"\1"),
    (re.compile(r"\\[!,;: ]"), " "),
)
_NUMBER = re.compile(
    r"""
    (?<![A-Za-z0-9_^])(?<!\d\.)
    (?=[-$€£¥.\d])
    (?P<minus>(?<![\w)\]}])-)? (?:[$€£¥]\s?(?P<owed>-)?)?
    (?:
        (?P<mixed>\d+)[ ](?P<upper>\d+)/(?P<lower>\d+)
      | (?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d+)? (?P<part>\.\d+)? (?:\s?/\s?(?P<under>\d+))?
    )
    (?!\d|[/.]\d|,\d{3}(?!\d)) (?!(?:st|nd|rd|th)(?![A-Za-z]))
    (?: [eE](?P<exponent>[+-]?\d+)(?!\w) | \s?\*\s?10\^\{?(?P<tens>-?\d+)\}? )?
    (?: \s?(?P<times>thousand|million|billion|trillion)(?![a-z]) | (?P<k>k)(?![A-Za-z])
      | (?P<unit>[十百千万亿萬億]+) (?<!千(?=[克米瓦卡]))(?<!百(?=分)) )?
    """,
    re.VERBOSE,
)
_TIMES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "k": 10**3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_LABEL = re.compile(
    r"^[ \t]*(?:[-*#]+[ \t]*)?(?:\d+[.)、](?=[ \t]+\S)|(?:step|步骤)\s*\d+)|第\s*\d+\s*步",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands in the text that `plain` gave; `unit` is the power of ten that
    a Chinese word behind it gave (万 is 10,000), else 1."""

    value: Fraction
    start: int
    end: int
    unit: int = 1


def plain(text: str) -> str:
    """The text with one spelling of digits, signs and fractions (full-width forms, TeX)."""
    text = _PARTS.sub(" ", _THIN.sub(",", text.translate(_RAISED)))
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("\u2212", "-").replace("\u2044", "/").replace("×", "*")
    text = text.replace("**", "").replace("`", "")
    for pattern, written in _TEX:
        text = pattern.sub(written, text)
    return text


def numbers(text: str) -> list[Number]:
    """The numbers in digits of a text that is `plain`, in order.

    A sign is one only where nothing stands before it (16-3 has a 16 and a 3); `1,234` is one
    number, `1,2,3` are three; 1 3/4, 2e3, 3*10^5, 5 million and 1.5万 are one; per cent is a unit
    like others. Ordinals, exponents, parts of words, and labels (`2.` before a line, `Step 2`) are
    none.
    """
    text = _LABEL.sub(lambda found: " " * len(found[0]), text)
    merged: list[Number] = []
    for one in _each(text):
        before = merged[-1] if merged else None
        if before and before.end == one.start and before.unit > max(one.unit, 1) and one.value >= 0:
            merged[-1] = _joined(before, one)
        else:
            merged.append(one)
    return merged


def number(text: str) -> Fraction | None:
    """The number that a short text is, in digits or in words, whatever unit stands around it; None
    where it has none, or several."""
    text = plain(text)
    found = numbers(text)
    if found:
        return found[0].value if len(found) == 1 else None
    return spelt(text)


def written(value: Fraction) -> str:
    """A number in digits: whole, as a decimal where that ends, else as a fraction."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _each(text: str) -> Iterator[Number]:
    for found in _NUMBER.finditer(text):
        value = _value(found)
        if value is None:
            continue
        unit = 1
        for one in found["unit"] or "":
            unit *= _UNITS[one]
        yield Number(value * unit, found.start(), found.end(), unit)


def _value(found: re.Match[str]) -> Fraction | None:
    """Without its Chinese unit; None where no digit was found, or too many, or none can divide."""
    raised = int((found["exponent"] or found["tens"] or "0")[:4])
    if sum(map(str.isdigit, found[0])) > _LONGEST or abs(raised) > _LONGEST:
        return None
    over = int(found["lower"] or found["under"] or "1")
    digits = (found["whole"] or "").replace(",", "") + (found["part"] or "")
    if over == 0 or not (digits or found["mixed"]):
        return None
    if found["mixed"]:
        value = int(found["mixed"]) + Fraction(int(found["upper"]), over)
    else:
        value = Fraction(digits) / over
    value *= Fraction(10) ** raised * _TIMES.get(found["times"] or found["k"] or "", 1)
    return -value if found["minus"] or found["owed"] else value


def _joined(before: Number, one: Number) -> Number:
    """3万5千 and 1亿2000万; the 5 of 3万5 counts thousands."""
    colloquial = one.unit == 1 and one.value < 10 and one.end - one.start == 1
    more = one.value * before.unit / 10 if colloquial else one.value
    return Number(before.value + more, before.start, one.end, one.unit)

"""Reads a number that is written in words, Chinese or English."""

import re
from fractions import Fraction

_DIGITS = {one: value for value, each in enumerate(
    ("零〇", "一壹", "二两贰兩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for one in each}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = (("亿億", 10**8), ("万萬", 10**4))
_LONGEST = 40
_ONE = "".join(_DIGITS)
_ANY = _ONE + "".join(_SMALL) + "亿億万萬"
_WHOLE = rf"(?:[{_ANY}]+?(?=[千仟][克米瓦卡])|[{_ANY}]+)"
_CHINESE = re.compile(
    rf"(?P<minus>负)?(?:(?P<half>一?半)|(?P<under>[{_ANY}]+)分之(?P<over>{_WHOLE})"
    rf"|(?P<whole>{_WHOLE})(?:点(?P<part>[{_ONE}]+))?)"
)
_BELOW_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: value for value, word in enumerate(_BELOW_TWENTY)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join((*_WORDS, *_SCALES, "hundred"))
_ENGLISH = re.compile(
    rf"\b(?P<minus>minus |negative )?"
    rf"(?P<words>(?:{_WORD})(?:(?:[\s-]+| and )(?:{_WORD}))*|half|a half)\b",
    re.IGNORECASE,
)


def spelt(text: str) -> Fraction | None:
    """The first number in words of a short text: 三百二十, 两万五, 二分之一, 三点一四; forty-two,
    one hundred and five. Per cent is a unit like others: 百分之五 is 5. None where there is none.
    """
    if found := _CHINESE.search(text):
        return _chinese(found)
    english = _ENGLISH.search(text)
    if english is None or len(english["words"]) > 4 * _LONGEST:
        return None
    value = _english(re.split(r"[\s-]+", english["words"].casefold()))
    return -value if english["minus"] else value


def _chinese(found: re.Match[str]) -> Fraction | None:
    if len(found[0]) > _LONGEST:
        return None
    if found["half"]:
        value = Fraction(1, 2)
    elif found["under"]:
        under = 1 if found["under"] == "百" else _integer(found["under"])
        if not under:
            return None
        value = Fraction(_integer(found["over"]), under)
    else:
        part = "".join(str(_DIGITS[one]) for one in found["part"] or "")
        value = _integer(found["whole"]) + Fraction(int(part or 0), 10 ** len(part))
    return -value if found["minus"] else value


def _integer(text: str) -> int:
    """The value of a Chinese numeral; a last digit without a unit counts tenths of the unit before
    it (三万五 is 35,000), digits alone are read one by one (二〇二四)."""
    for names, unit in _BIG:
        at = max(text.rfind(one) for one in names)
        if at >= 0:
            before, behind = text[:at], text[at + 1 :]
            more = _DIGITS[behind] * unit // 10 if behind in _DIGITS else _integer(behind)
            return (_integer(before) if before else 1) * unit + more
    if not any(one in _SMALL for one in text):
        return int("".join(str(_DIGITS[one]) for one in text) or 0)
    total, digit, unit, zero = 0, 0, 1, False
    for one in text:
        if one in _SMALL:
            unit = _SMALL[one]
            total += (digit or 1) * unit
            digit, zero = 0, False
        else:
            digit = _DIGITS[one]
            zero = zero or digit == 0
    return total + digit * (1 if zero else max(unit // 10, 1))


def _english(words: list[str]) -> Fraction:
    if "half" in words:
        return Fraction(1, 2)
    total = section = 0
    for word in words:
        if word in _SCALES:
            total += max(section, 1) * _SCALES[word]
            section = 0
        elif word == "hundred":
            section = max(section, 1) * 100
        else:
            section += _WORDS.get(word, 0)
    return Fraction(total + section)

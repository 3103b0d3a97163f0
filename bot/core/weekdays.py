"""Days of the week as people write them, in English and in Chinese."""

import re

from bot.core.errors import BadInput

EVERY_DAY = frozenset(range(1, 8))
"""Monday is 1, as in ISO 8601."""
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"
_WHOLE = {
    **dict.fromkeys(("daily", "everyday", "every day", "all", "每天", "天天"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "workdays", "工作日", "平日"), frozenset(range(1, 6))),
    **dict.fromkeys(("weekend", "weekends", "周末"), frozenset((6, 7))),
}
_RANGE = re.compile(r"\s*(?:-|–|~|到|至|\bto\b)\s*")
_BETWEEN = re.compile(r"[,，、;；/\s]+|\band\b|和")
_PREFIX = re.compile(r"^(?:周|星期|礼拜)")


def weekdays(text: str) -> frozenset[int]:
    """The days that somebody wrote: `weekdays`, `mon,wed,fri`, `1-5`, `周一到周五`, `周一三五`.

    BadInput for anything else, and for no day at all.
    """
    plain = " ".join(text.casefold().split())
    if plain in _WHOLE:
        return _WHOLE[plain]
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(_RANGE.sub("-", plain))):
        if part in _WHOLE:
            found |= _WHOLE[part]
            continue
        first, dash, last = part.partition("-")
        begin = _days(first, text)
        if not dash:
            found |= set(begin)
            continue
        end = _days(last, text)
        if len(begin) != 1 or len(end) != 1:
            raise BadInput("error.unknown_days", value=text.strip())
        span = (end[0] - begin[0]) % 7
        found |= {(begin[0] - 1 + one) % 7 + 1 for one in range(span + 1)}
    if not found:
        raise BadInput("error.unknown_days", value=text.strip())
    return frozenset(found)


def _days(part: str, text: str) -> list[int]:
    """The day that one word names; several where Chinese writes them behind each other."""
    word = _PREFIX.sub("", part).replace("天", "日")
    if len(word) >= 3 and word.isascii() and word.isalpha():
        for number, name in enumerate(_ENGLISH, 1):
            if word.startswith(name):
                return [number]
    if word.isascii() and word.isdecimal() and len(word) == 1 and word in "1234567":
        return [int(word)]
    if word and all(one in _CHINESE for one in word):
        return [_CHINESE.index(one) + 1 for one in word]
    raise BadInput("error.unknown_days", value=text.strip())

"""Which checkpoint words speak of."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.core.rubric import Checkpoint
from bot.core.tokens import content

_ORDINALS = (
    ("first", "1st", "一"),
    ("second", "2nd", "二"),
    ("third", "3rd", "三"),
    ("fourth", "4th", "四"),
    ("fifth", "5th", "五"),
    ("sixth", "6th", "六"),
)
_NUMBERS = {word: number for number, words in enumerate(_ORDINALS, 1) for word in words}
_NUMBERED = re.compile(
    r"#\s?(\d)\b"
    r"|\b(?:number|checkpoint|point|item|no\.?)\s?#?(\d)\b"
    r"|第\s?([一二三四五六\d])\s?(?:个|条|点|项)"
    r"|\b(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|6th)"
    r"\s+(?:checkpoint|point|one|item|line)\b",
    re.IGNORECASE,
)
_OF_GRADING = frozenset(
    content(
        "disagree wrong missing partial partially covered score point points mark answer said say"
        " mentioned verdict checkpoint grade already clearly"
        " 不同意 明明 说了 我说 提到 给分 扣分 缺失 部分 回答 答案 评分 检查点 要点 没有 覆盖"
    )
)


def which(text: str, rubric: Sequence[Checkpoint]) -> Checkpoint | None:
    """The checkpoint that words name by its id or its number (from 1), or whose words they share;
    None where that is none, or not clear."""
    for one in rubric:
        named = rf"(?<![\w-]){re.escape(one.id)}(?![\w-])"
        if not one.id.isdigit() and re.search(named, text, re.IGNORECASE | re.ASCII):
            return one
    if found := _NUMBERED.search(text):
        said = next(filter(None, found.groups())).casefold()
        number = _NUMBERS.get(said) or int(said)
        return rubric[number - 1] if 0 < number <= len(rubric) else None
    return _by_words(text, rubric)


def chosen(name: str, rubric: Sequence[Checkpoint]) -> Checkpoint | None:
    """The checkpoint that a form names: by its id, or by its number (from 1)."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    for number, one in enumerate(rubric, 1):
        if plain in (one.id.casefold(), str(number)):
            return one
    return None


def _by_words(text: str, rubric: Sequence[Checkpoint]) -> Checkpoint | None:
    """The checkpoint that shares more words with a text than any other does."""
    wanted = [one for one in content(text) if one not in _OF_GRADING]
    shared = [sum(_among(word, _told(one)) for word in wanted) for one in rubric]
    most = max(shared, default=0)
    return rubric[shared.index(most)] if most and shared.count(most) == 1 else None


def _told(one: Checkpoint) -> set[str]:
    texts = (one.text, *(text for _, text in one.texts), *one.accept)
    return {word for text in texts for word in content(text)}


def _among(word: str, told: set[str]) -> bool:
    """Whether a word is there, or one that differs from it by a slip."""
    if word in told:
        return True
    return len(word) > 4 and word.isascii() and any(fuzz.ratio(word, one) >= 85 for one in told)

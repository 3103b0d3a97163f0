"""What an answer means, whatever it is written like: equal meanings are one answer."""

import re
import unicodedata
from collections.abc import Hashable
from fractions import Fraction

from bot.core.arithmetic import computed, signs
from bot.core.exact import NotArithmetic
from bot.core.numerals import number
from bot.core.problem import AnswerKind

_YES = frozenset(("yes", "true", "correct", "是", "是的", "对", "正确"))
_NO = frozenset(("no", "false", "incorrect", "否", "不是", "不对", "错", "错误"))
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_USED = re.compile(r"\d+(?:\.\d+)?")
_BRACKETS = " \t\n[](){}（）［］【】。."
_BETWEEN = re.compile(r"\s*[,，、;；>→]\s*(?:and\s+)?|\s+and\s+|和")


def meaning(answer: str, kind: AnswerKind) -> Hashable:
    """The exact value of a number, the letter of an option, the items of a list, the value of an
    expression with the numbers it uses, the folded words of a text.

    Words are folded as SQuAD's scorer does (Rajpurkar et al., 2016): no case, no punctuation, no
    articles; here no blanks either, and yes is yes in both languages.
    """
    if kind == "number":
        value = number(answer)
        return _folded(answer) if value is None else value
    if kind == "expression":
        return _computed(answer)
    if kind == "choice":
        letter = re.match(r"\W*([A-Za-z])(?![A-Za-z])", unicodedata.normalize("NFKC", answer))
        return letter[1].upper() if letter else _folded(answer)
    if kind == "list":
        return tuple(_item(one) for one in _items(answer))
    return _folded(answer)


def _computed(answer: str) -> Hashable:
    """The value of an expression with the numbers that it uses."""
    said = signs(answer)
    try:
        return computed(said), tuple(sorted(map(Fraction, _USED.findall(said))))
    except NotArithmetic:
        return _folded(answer)


def _items(answer: str) -> list[str]:
    inside = unicodedata.normalize("NFKC", answer).strip(_BRACKETS)
    items = [one for one in _BETWEEN.split(inside) if one.strip()]
    return items if len(items) > 1 else inside.split()


def _item(text: str) -> Hashable:
    value = number(text)
    return _folded(text) if value is None else value


def _folded(text: str) -> str:
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    head = re.split(r"[,;.。，；!]", said, maxsplit=1)[0].strip()
    for word, words in (("yes", _YES), ("no", _NO)):
        if head in words:
            return word
    kept = "".join(one if one.isalnum() or one in "+#%" else " " for one in said)
    bare = "".join(_ARTICLES.sub(" ", kept).split())
    return bare or said

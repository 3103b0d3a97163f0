"""The words of a text that a search is made by, in English and in Chinese."""

import re
import unicodedata
from functools import lru_cache

_RUN = re.compile(
    r"[a-z0-9]+[+#]*|[^\W\d_a-z\u3400-\u9fff\uf900-\ufaff]+|[\u3400-\u9fff\uf900-\ufaff]+"
)
_HAN = "\u3400"
_COMMON_WORDS = """
a an and are as at be between by can cannot did do doe explain describe for from give happen has have
how i if in is it me mean mention of on or q should that the their there they this to us use used
using versu vs wa was we were what when where which while who why will with would you your
什么 为什 是什 么是 如何 怎么 怎样 哪些 有哪 请解 解释 介绍 请介 绍一 一下 请简 简述 讲讲 讲一 说说 谈谈
的区 区别 和区 与区 以及 为何 有什 么区 么样 的是 是如 何实 请问 问什
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_BRITISH = re.compile(r"is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)")


def tokens(text: str, *, single: bool = True) -> list[str]:
    """The tokens of a text in their order: words of letters and digits, stemmed lightly, and each
    pair of neighbouring Chinese characters (with `single`, each character too).

    Pairs make every Chinese query of two characters or more findable without a dictionary of
    words (Nie et al., "On the use of words and n-grams for Chinese information retrieval", 2000).
    """
    found: list[str] = []
    for run in _RUN.findall(folded(text)):
        if run[0] < _HAN or not _is_han(run[0]):
            found.append(stem(run))
            continue
        found += [run[at : at + 2] for at in range(len(run) - 1)]
        if single or len(run) == 1:
            found += run
    return found


def content(text: str) -> list[str]:
    """The tokens that say what a text is about, each once: without the words that every question
    has, unless it has no others; a lone Chinese character only where it has no neighbour.
    """
    found = list(dict.fromkeys(tokens(text, single=False)))
    return [one for one in found if one not in _COMMON] or found


def folded(text: str) -> str:
    """The text in NFKC and without case: full width is half width, `ﬁ` is `fi`."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its plural s and in American spelling.

    The rules for the s are Harman's S-stemmer ("How effective is suffixing?", 1991).
    """
    if len(word) > 3 and word.endswith("s"):
        if word.endswith("ies") and not word.endswith(("eies", "aies")):
            word = word[:-3] + "y"
        elif not word.endswith(("us", "ss", "is", "ies")):
            word = word[:-1]
    return _BRITISH.sub("iz", word) if len(word) > 5 else word


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"

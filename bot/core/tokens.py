"""The words of a text that a search is made by, in English and in Chinese."""

import re
import unicodedata
from functools import lru_cache
from operator import add

_RUN = re.compile(
    r"[A-Za-z0-9]+[+#]*|[^\W\d_A-Za-z\u3400-\u9fff\uf900-\ufaff]+|[\u3400-\u9fff\uf900-\ufaff]+"
)
_JOINED = re.compile(
    r"(?:[A-Z]{2,}(?=[A-Z][a-z]{2})|[A-Z][a-z]{2,}|[a-z]{3,})"
    r"(?:[A-Z][a-z]{2,}|[A-Z]{2,}(?![a-z]))+"
)
_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+")
_COMMON_WORDS = """
a an and are as at be between by can cannot compare comparison could define describe did differ
difference different do does explain for from give happens has have how i if in instead into is it
ll me mean mention of on or q re s should so t tell than that the their them then there these they
this those to us use used uses using ve versus vs was we were what when where which while who why
will with work works would you your
"""
_ASKING = re.compile(
    "为什么(?:能够?|要|会|可以|需要|使?用|采用)?|为何(?:能|要|会)?|什么是|是什么|有什么|什么|怎么样|怎么做|怎么|怎样"
    "|如何(?:做|进行)?|有哪些|哪些|哪个|请问|请(?=介绍|解释|简述|简单|描述|谈|讲|说)|(?<!可)解释(?![性器])(?:一下)?"
    "|(?:简单)?(?<!自我)介绍(?:一下)?|简述|讲一?讲|讲一?下|说一?说|说一?下|谈一?谈|聊一?聊|一下|以及|可以|能否|是否"
    "|而不是?|不是|但是|还是|它们?|情况下|过程中|时候|分别|区别|不同|差异|异同|问题|(?<!目)的|(?<![为除])了(?!解)"
    "|是|[吗呢吧啊呀]|(?<![饱求总共温柔])和(?![谐平解])|(?<!参)与"
)
"""What Chinese questions ask with; it also parts the words before it from those behind."""
_LONE = frozenset("和与及或在中对为有能会要时里上下将把被用让其该个这那并做也都再")
_BRITISH = re.compile(r"(?<=\w{3})is(?=(?:e|ed|ing|er|ation)?$)")
_DOUBLED = re.compile(r"(?<=\w{3})ll(?=(?:ing|ed|er)$)")


def tokens(text: str, *, single: bool = True) -> list[str]:
    """The tokens of a text in their order: words of letters and digits, stemmed lightly, and each
    pair of neighbouring Chinese characters (with `single`, each character too).

    `FlashAttention` is a word, and its parts are. Pairs make every Chinese query of two characters
    or more findable without a dictionary of words (Nie et al., "On the use of words and n-grams for
    Chinese information retrieval", 2000).
    """
    found: list[str] = []
    for run in _RUN.findall(_normal(text)):
        if run[0] < "\u3400" or not _is_han(run[0]):
            found += _forms(run)
            continue
        found += map(add, run, run[1:])
        if single or len(run) == 1:
            found += run
    return found


def content(text: str) -> list[str]:
    """The tokens that say what a text is about, each once: without the words that every question
    has, unless it has no others; a lone Chinese character only where it has no neighbour.
    """
    found: dict[str, None] = {}
    for run in _RUN.findall(_normal(text)):
        if not _is_han(run[0]):
            found |= dict.fromkeys(_forms(run)[1:] or _forms(run))
            continue
        for part in _ASKING.split(run):
            pairs = [part[at : at + 2] for at in range(len(part) - 1)]
            found |= dict.fromkeys(pairs or [one for one in part if one not in _LONE])
    return [one for one in found if one not in _COMMON] or list(
        dict.fromkeys(tokens(text, single=False))
    )


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=100_000)
def _forms(run: str) -> tuple[str, ...]:
    """The stem of a word, and where it is joined of others, theirs."""
    parts = _PART.findall(run) if _JOINED.fullmatch(run) else []
    return tuple(stem(one.casefold()) for one in (run, *parts))


def stem(word: str) -> str:
    """A word without the ending of its plural, and as it is spelled in America.

    The rules for the s are Harman's S-stemmer ("How effective is suffixing?", 1991), with `losses`
    and `caches` led to what `loss` and `cache` become.
    """
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "zes", "ses")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s"):
        if word.endswith("ies") and not word.endswith(("eies", "aies")):
            word = word[:-3] + "y"
        elif not word.endswith(("us", "ss", "is", "ias", "ies")):
            word = word[:-1]
    word = _DOUBLED.sub("l", _BRITISH.sub("iz", word))
    if len(word) > 5 and word.endswith("our"):
        word = word[:-2] + "r"
    return word[:-1] if len(word) > 3 and word.endswith(("che", "she", "xe", "ze", "se")) else word


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"


_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())

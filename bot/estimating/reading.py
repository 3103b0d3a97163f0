"""A text as sentences of stems: what can be seen of it, folded, in English and in Chinese."""

import re
import unicodedata
from dataclasses import dataclass

from bot.estimating.lexicon import FUNCTION, NEGATIONS, stem

LONGEST = 12_000
"""Characters of a text that are read; what stands behind is not."""

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me"})
_UNSEEN = frozenset({"Cf", "Co", "Cs"})
_DOZEN = 12
_CODE = re.compile(r"[A-Za-z0-9+/=]{32}")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"\d+(?:\.\d+)*|[a-z]+|[{_HAN}]+|[^\W\d_a-z{_HAN}]+")
_MARKUP = re.compile(r"<\|[^<>\n]{1,30}?\|>|\\[a-z]+|```[^\n`]*|[*_`#|>]+|</?[a-z][^<>\n]{0,80}>")
_END = re.compile(r"[。\n]+|(?<=[.!?;])\s+|(?<=[^\W\d])[:：](?=\s|[^\W\d])|\s[-•●○–—→]+\s|[-=]>")
_WIDE = str.maketrans({"，": ", ", "：": ": ", "；": "; ", "！": "! ", "？": "? "})
"""Punctuation that stands before a digit or a letter without a space."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT = (
    (re.compile(r"\b(?:can't|cannot|cant)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|would|could|should)nt\b"), r"\1 not"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its text folded, all its stems in order, and those that carry content."""

    text: str
    words: tuple[str, ...]
    content: tuple[str, ...]


def folded(text: str) -> str:
    """What can be seen of a text, without width and case: hidden characters (of format, control,
    private use, lone surrogates) and marks on letters are no part of it."""
    text = text[: 4 * LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_WIDE))
        text = "".join(
            one for one in text if one == "\n" or unicodedata.category(one) not in _HIDDEN
        )
        text = unicodedata.normalize("NFKC", text)
    text = text[:LONGEST].casefold().replace("’", "'").replace("‘", "'").replace("\r", "\n")
    for form, plain in _NOT:
        text = form.sub(plain, text)
    return _MARKUP.sub(" ", _THOUSANDS.sub("", text))


def veiled(text: str) -> bool:
    """Whether a text holds what a reader does not see or cannot read: hidden characters by the
    dozen, a long run of code."""
    hidden = 0 if text.isascii() else sum(unicodedata.category(one) in _UNSEEN for one in text)
    return hidden >= _DOZEN or _CODE.search(text) is not None


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences, bullets and headings of a folded text that have any word."""
    found = []
    for part in _END.split(text):
        words = tuple(stems(part))
        if words:
            found.append(Sentence(part.strip(), words, tuple(filter(carries, words))))
    return tuple(found)


def stems(text: str) -> list[str]:
    """The stems of a folded text in order; of Chinese, pairs of neighbouring characters between
    function characters, which stand alone."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if "\u3400" <= token[0] <= "\u9fff" or "\uf900" <= token[0] <= "\ufaff":
            _pairs(token, found)
        else:
            found.append(token if token in NEGATIONS else stem(token))
    return found


def _pairs(run: str, found: list[str]) -> None:
    part = ""
    for character in run + "的":
        if character not in FUNCTION and character not in NEGATIONS:
            part += character
            continue
        found += [part[at : at + 2] for at in range(len(part) - 1)] or ([part] if part else [])
        found.append(character)
        part = ""
    found.pop()


def carries(word: str) -> bool:
    """Whether a stem says what a text is about."""
    return not (word in FUNCTION or word in NEGATIONS or (len(word) == 1 and "a" <= word <= "z"))

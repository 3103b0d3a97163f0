"""Reads a line of text as numbers, signs, and the walls between them."""

import re
from dataclasses import dataclass, replace

from bot.core.arithmetic import signs

_MEASURES = frozenset(
    (
        *("hour", "hr", "h", "minute", "min", "second", "sec", "day", "week", "month", "year"),
        *("km", "m", "cm", "mm", "mile", "yard", "foot", "feet", "ft", "inch"),
        *("kg", "g", "mg", "ml", "dollar", "cent"),
        *("小时", "时", "分钟", "分", "秒", "天", "日", "周", "月", "年"),
        *("千米", "公里", "米", "厘米", "毫米", "里", "千克", "公斤", "克", "斤", "升", "毫升"),
        *("元", "角"),
    )
)
"""Units of which several go into one: sums over them are not of their numbers alone."""
_TEX = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]{1,40})\}\s*\{([^{}]{1,40})\}"), r"((\1)/(\2))"),
    (re.compile(r"\\(?:times|cdot)(?![A-Za-z])"), "*"),
    (re.compile(r"\\div(?![A-Za-z])"), "/"),
    (re.compile(r"\\approx(?![A-Za-z])"), "≈"),
    (re.compile(r"\\(?:text|mathrm|mathbf|boxed)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\\[()\[\],;!: ]|\\(?=[$%])"), " "),
)
_BOLD = re.compile(r"(?<![\w)%*])\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?![\w(*])")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d+[.)、]|[(（]\d+[)）])\s+")
_UNIT_BEHIND = re.compile(r"(?<=\d)\s?\((?:[\u3400-\u9fff/]+|[A-Za-z]{2,}[A-Za-z /]*)\)")
_EQUALS = (
    (re.compile(r"\s*(?:约等于|大约是|≅|≃)\s*"), "≈"),
    (re.compile(r"(?<=[\d)%])\s*(?:等于|equals(?![A-Za-z]))\s*"), "="),
    (re.compile(r"==+"), "="),
)
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>[$€£¥]?\s?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
    r"|(?P<sign>\*\*|//|[-+*/^%()])"
    r"|(?P<equals>[=≈])"
    r"|(?P<root>sqrt(?=\s*[(\d]))"
    r"|(?P<word>[A-Za-z]+|[\u3400-\u9fff]+)"
    r"|(?P<wall>\S))"
)
_TIMES = re.compile(r"\s*[$€£¥(.\d]")
_UNIT = re.compile(r"\s?(?:[A-Za-z]{2,}|[\u3400-\u9fff]|h(?![A-Za-z]))")


def _prepared(line: str) -> str:
    for pattern, written in _TEX:
        line = pattern.sub(written, line)
    line = signs(_BULLET.sub("", _BOLD.sub("", line)))
    line = _UNIT_BEHIND.sub(" ", line)
    for pattern, written in _EQUALS:
        line = pattern.sub(written, line)
    return line


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, sign, root, equals or wall; `spaced`: a blank or a word stood before it,
    `apart`: a word did; `measure` is the unit that stood behind a number."""

    kind: str
    text: str
    spaced: bool
    apart: bool
    measure: str = ""


def tokens(line: str) -> list[Token]:
    """The tokens of a line; words behind a number are its unit, other words are walls."""
    line = _prepared(line)
    made: list[Token] = []
    unit = False
    for found in _TOKEN.finditer(line):
        kind, text = found.lastgroup or "", found[0].strip()
        spaced = found[0][:1].isspace()
        behind = bool(made) and (made[-1].kind == "number" or made[-1].text in (")", "%"))
        if kind == "word" and behind and text in "xX" and _TIMES.match(line, found.end()):
            kind, text = "sign", "*"
        if kind == "word":
            if behind and (_glues(text) if not (spaced or unit) else _stands(text)):
                if not unit:
                    made[-1] = replace(made[-1], measure=_measure(text))
                unit = True
                continue
            kind = "wall"
        if behind and text == "/" and _UNIT.match(line, found.end()):
            unit = True
            continue  # km/h, $5/day
        made.append(Token(kind, text.lstrip("$€£¥ "), spaced or unit, unit))
        unit = False
    return made


def _glues(word: str) -> bool:
    """Whether a word may stand right behind its number: 5kg, 6个, but not 2x."""
    return word >= "\u3400" or (len(word) > 1 and word.casefold() in _MEASURES)


def _stands(word: str) -> bool:
    """Whether a word may stand behind its number and a blank: 5 apples, 5 m, but not 2 x."""
    return len(word) > 1 or word >= "\u3400" or word in _MEASURES


def _measure(word: str) -> str:
    folded = word.casefold()
    return next((one for one in (folded, folded.removesuffix("s")) if one in _MEASURES), "")

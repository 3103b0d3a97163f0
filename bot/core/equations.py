"""Finds the equations that a text claims, and whether each is true."""

import re
from dataclasses import dataclass
from fractions import Fraction

from bot.core.arithmetic import computed
from bot.core.equation_tokens import Token, tokens
from bot.core.exact import NotArithmetic, shown

_LINE = 2_000
"""Characters of a line that are looked at."""
_MOST = 200
_SPACED = ("+", "-", "*", "/", "//")
_ENDS = ":;,.?!、。\"'“”"
_PLAIN = re.compile(r"[-\s]*[\d,]*(?:\.(?P<decimals>\d+))?\s*(?P<percent>%)?")
_PERCENT_MORE = re.compile(r"[-+]\s*[\d.,]+\s*%(?!\s*[\d(])")


@dataclass(frozen=True, slots=True)
class Equation:
    """A claim `left = right` of a text: as it is written, in which line (from 0), whether it is
    true, and what its left side is."""

    text: str
    line: int
    holds: bool
    value: str


def equations(text: str) -> tuple[Equation, ...]:
    """The equations of numbers alone whose left side has something to compute, in order, at most
    200.

    The last number may be rounded, or cut, to the decimals it shows, or to a whole one behind ≈.
    In a chain every link counts, but `3 * 6 = 18 + 2 = 20` passes as the sloppy way of writing
    that it is. Left out are what has a variable in it, and false sums over several measures
    (2 hours + 30 minutes = 150 minutes).
    """
    found: list[Equation] = []
    for number, line in enumerate(text.splitlines()):
        said = tokens(line[:_LINE])
        for at, token in enumerate(said):
            if token.kind == "equals" and (one := _equation(said, at, number)):
                found.append(one)
    return tuple(found[:_MOST])


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an equation."""

    text: str
    measures: frozenset[str]

    @property
    def value(self) -> Fraction | None:
        try:
            return computed(self.text)
        except NotArithmetic:
            return None

    @property
    def plain(self) -> "re.Match[str] | None":
        """The side as a number alone."""
        return _PLAIN.fullmatch(self.text)


def _equation(near: list[Token], at: int, line: int) -> Equation | None:
    left, right = _left(near, at), _right(near, at)
    if left is None or right is None or left.plain:
        return None
    value, said = left.value, right.value
    if value is None or said is None:
        return None
    about = near[at].text == "≈"
    holds = _same(value, right, said, about=about) or (
        "%" in left.text and _same(value * 100, right, said, about=about)  # 1 / 4 * 100% = 25
    )
    if not holds and (
        len(left.measures | right.measures) > 1
        or _PERCENT_MORE.search(left.text)
        or _goes_on(near, at, value)
    ):
        return None
    return Equation(f"{left.text} {near[at].text} {right.text}", line, holds, shown(value))


def _left(near: list[Token], at: int) -> _Side | None:
    start = at
    while start and near[start - 1].kind in ("number", "sign", "root"):
        if start < at and _touch(near[start - 1], near[start]):
            if not near[start].apart:
                return None
            break
        start -= 1
    run = near[start:at]
    before = near[start - 1] if start else None
    while run and run[0].text == "(" and _open(run) > 0:
        run, before = run[1:], None
    if not run or (before and before.kind == "wall" and not _begins(before, run[0])):
        return None
    return _side(run)


def _begins(wall: Token, first: Token) -> bool:
    """Whether an expression begins behind a wall: not where a variable goes before its sign, or
    stands right before its number."""
    if wall.text in _ENDS:
        return first.text not in ("+", "*", "/", "**", "^", "%", ")")
    return first.spaced and (first.kind != "sign" or first.text == "(")


def _right(near: list[Token], at: int) -> _Side | None:
    end = at + 1
    while end < len(near) and near[end].kind in ("number", "sign", "root"):
        if end > at + 1 and _touch(near[end - 1], near[end]):
            if not near[end].apart:
                return None
            break
        end += 1
    run = near[at + 1 : end]
    while run and run[-1].text == ")" and _open(run) < 0:
        run = run[:-1]
    after = near[end] if end < len(near) else None
    if not run or (run[-1].kind == "sign" and run[-1].text not in (")", "%")):
        return None
    if after and after.kind == "wall" and not after.spaced and after.text.isalpha():
        return None  # 18x
    return _side(run)


def _touch(one: Token, other: Token) -> bool:
    """Whether two near stand side by side with no sign between them."""
    ends = one.kind == "number" or one.text == ")" or (one.text == "%" and other.apart)
    return ends and (other.kind in ("number", "root") or other.text == "(")


def _open(run: list[Token]) -> int:
    return sum((one.text == "(") - (one.text == ")") for one in run)


def _side(run: list[Token]) -> _Side:
    text = "".join(f" {one.text} " if one.text in _SPACED else one.text for one in run).strip()
    return _Side(text, frozenset(one.measure for one in run if one.measure))


def _same(value: Fraction, right: _Side, said: Fraction, *, about: bool) -> bool:
    if value == said:
        return True
    number = right.plain
    if number is None:
        return about and abs(value - said) <= abs(value) / 50
    places = len(number["decimals"] or "")
    if number["percent"]:
        if value == said * 100:
            return True  # 15 / 60 * 100 = 25%
        places += 2
    elif not places and not about:
        return False
    step = Fraction(1, 10**places)
    cut = abs(said) <= abs(value) < abs(said) + step and value * said >= 0
    return abs(value - said) <= step / 2 or (cut and places > 0)


def _goes_on(near: list[Token], at: int, value: Fraction) -> bool:
    """Whether the right side begins with the value and is computed further behind another `=`."""
    first = near[at + 1]
    end = next((one for one in near[at + 1 :] if one.kind in ("equals", "wall")), None)
    if end is None or end.kind != "equals" or first.kind != "number":
        return False
    return _Side(first.text, frozenset()).value == value

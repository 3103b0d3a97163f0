"""Computes an expression exactly, in fractions."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bot.core.exact import FUNCTIONS, NotArithmetic, bounded, power, product, root

_LONGEST = 400
"""Characters of an expression."""
_DEEPEST = 40
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("×✕✖·⋅∙•∗", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—﹣", "-"),
        **dict.fromkeys("[{【", "("),
        **dict.fromkeys("]}】", ")"),
        "、": ",",
        "√": "sqrt",
        "²": "^2",
        "³": "^3",
    }
)
_WORDS = (
    (re.compile(r"(?<=[\d)%])\s*加上?\s*(?=[\d(-])"), "+"),
    (re.compile(r"(?<=[\d)%])\s*减去?\s*(?=[\d(-])"), "-"),
    (re.compile(r"(?<=[\d)%])\s*乘以?\s*(?=[\d(-])"), "*"),
    (re.compile(r"(?<=[\d)%])\s*除以\s*(?=[\d(-])"), "/"),
    (re.compile(r"(?<=[\d)%])\s+plus\s+(?=[\d(-])", re.IGNORECASE), "+"),
    (re.compile(r"(?<=[\d)%])\s+minus\s+(?=[\d(-])", re.IGNORECASE), "-"),
    (re.compile(r"(?<=[\d)%])\s+times\s+(?=[\d(-])", re.IGNORECASE), "*"),
    (re.compile(r"(?<=[\d)%])\s+divided by\s+(?=[\d(-])", re.IGNORECASE), "/"),
    (re.compile(r"(?<=[\d)%])\s*[xX]\s*(?=[\d(])"), "*"),
    (re.compile(r"(?<=[\d%])\s+of\s+(?=[\d(])", re.IGNORECASE), "*"),
)
_TOKEN = re.compile(
    r"\s*(?:(\d[\d,]*(?:\.\d+)?|\.\d+)|([a-z]+)|(\*\*|//|[-+*/%^(),]))", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")


def signs(text: str) -> str:
    """The text with the signs of a keyboard: of full width, of mathematics, or in words."""
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    for words, sign in _WORDS:
        text = words.sub(sign, text)
    return text


def computed(expression: str) -> Fraction:
    """The value of an expression: + - * / // % ** and ^, parentheses, percents, and the functions
    min, max, abs, round, floor, ceil, sqrt, gcd and lcm. Exact but for roots that do not come out
    even, which have 30 decimals.

    `20% of 50` and `50 * 20%` are 10, `7 % 3` is a rest; 1,234 is a number, but not between the
    parentheses of a function. NotArithmetic for anything else.
    """
    text = signs(expression).strip().rstrip("=?").strip()
    if not text or len(text) > _LONGEST:
        raise NotArithmetic("no expression, or a long one")
    reading = _Reading(_tokens(text))
    value = reading.sum()
    if reading.next:
        raise NotArithmetic(f"{reading.next} is one too many")
    return value


def _tokens(text: str) -> list[str]:
    tokens, at, functions = [], 0, [False]
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotArithmetic(f"{text[at : at + 20]!r} is not understood")
        number, name, sign = found.groups()
        if number:
            at = found.end()
            if "," in number and (functions[-1] or not _THOUSANDS.match(number)):
                number = number.split(",")[0]
                at = found.start(1) + len(number)
            tokens.append(number)
            continue
        if sign == "(":
            functions.append(bool(tokens) and tokens[-1].isalpha())
        elif sign == ")" and len(functions) > 1:
            functions.pop()
        tokens.append((name or sign).casefold())
        at = found.end()
        if not text[at:].strip():
            break
    return tokens


@dataclass
class _Reading:
    """Reads tokens from the left, and computes as it goes (recursive descent)."""

    tokens: Sequence[str]
    at: int = 0
    depth: int = field(default=0)

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these, else nothing."""
        found = self.next
        if found not in wanted or not found:
            return ""
        self.at += 1
        return found

    def sum(self) -> Fraction:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotArithmetic("nested too deep")
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = bounded(value + other if sign == "+" else value - other)
        self.depth -= 1
        return value

    def product(self) -> Fraction:
        value = self.signed()
        while sign := self.take("*", "/", "//", "%"):
            value = product(sign, value, self.signed())
        return value

    def signed(self) -> Fraction:
        minus = False
        while sign := self.take("+", "-"):
            minus ^= sign == "-"
        return -self.power() if minus else self.power()

    def power(self) -> Fraction:
        value = self.percent()
        if self.take("**", "^"):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise NotArithmetic("nested too deep")
            value = power(value, self.signed())
            self.depth -= 1
        return value

    def percent(self) -> Fraction:
        value = self.atom()
        while self.next == "%" and self._after_is_no_number():
            self.at += 1
            value /= 100
        return value

    def _after_is_no_number(self) -> bool:
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        return not (after == "(" or after[:1].isalnum() or after[:1] == ".")

    def atom(self) -> Fraction:
        token = self.next
        self.at += 1
        if token == "(":  # noqa: S105 - a parenthesis
            value = self.sum()
            self._close()
            return value
        if token in FUNCTIONS:
            return self._called(token)
        if token[:1].isdigit() or token[:1] == ".":
            return Fraction(token.replace(",", ""))
        raise NotArithmetic(f"{token or 'the end'} where a number should be")

    def _called(self, name: str) -> Fraction:
        if name == "sqrt" and self.next != "(":
            return root(self.atom())
        if not self.take("("):
            raise NotArithmetic(f"{name} of what?")
        given = [self.sum()]
        while self.take(","):
            given.append(self.sum())
        self._close()
        fewest, most, function = FUNCTIONS[name]
        if not fewest <= len(given) <= most:
            raise NotArithmetic(f"{name} of so many numbers")
        return bounded(function(*given))

    def _close(self) -> None:
        if not self.take(")"):
            raise NotArithmetic("a parenthesis is left open")

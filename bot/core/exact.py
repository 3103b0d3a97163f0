"""Operations on fractions that stay exact, and within bounds."""

import math
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction

_BITS = 4096
"""Of a numerator or a denominator."""
_PLACES = 30
"""Decimals of a root that does not come out even."""
_SHOWN, _LONGEST = 12, 40
"""Decimals and digits of a number that is shown whole."""
_ABOUT = Context(prec=7)


class NotArithmetic(ValueError):
    """What was written cannot be computed, divides by nothing, or is too large."""


def shown(value: Fraction) -> str:
    """A number as people write it: whole, as a decimal that ends, or as a fraction and about what
    that is."""
    about = format(_ABOUT.divide(Decimal(value.numerator), Decimal(value.denominator)), "g")
    if value.denominator == 1:
        return str(value) if abs(value) < 10**_LONGEST else f"≈ {about}"
    scaled = value * 10**_SHOWN
    if scaled.denominator == 1 and abs(scaled) < 10**_LONGEST:
        digits = f"{abs(scaled.numerator):0{_SHOWN + 1}d}"
        part = digits[-_SHOWN:].rstrip("0")
        return f"{'-' if value < 0 else ''}{digits[:-_SHOWN]}.{part}"
    exact = str(value)
    return f"{exact} (≈ {about})" if len(exact) <= 2 * _SHOWN else f"≈ {about}"


def product(sign: str, one: Fraction, other: Fraction) -> Fraction:
    """One `sign` other, for * / // and %; NotArithmetic where it divides by nothing."""
    if sign == "*":
        return bounded(one * other)
    if other == 0:
        raise NotArithmetic("division by zero")
    if sign == "/":
        return bounded(one / other)
    return bounded(one % other) if sign == "%" else Fraction(one // other)


def bounded(value: Fraction) -> Fraction:
    """The value; NotArithmetic where it has too many digits."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
        raise NotArithmetic("too large")
    return value


def power(value: Fraction, exponent: Fraction) -> Fraction:
    """A whole power, or the square root; NotArithmetic for others, and for what grows too large."""
    if exponent == Fraction(1, 2):
        return root(value)
    if exponent.denominator != 1:
        raise NotArithmetic("a power that is not whole")
    times = exponent.numerator
    if times < 0 and value == 0:
        raise NotArithmetic("division by zero")
    size = max(value.numerator.bit_length(), value.denominator.bit_length())
    if (size > 1 and abs(times) * (size - 1) > _BITS) or abs(times) > 10**6:
        raise NotArithmetic("too large")
    return bounded(value**times)


def root(value: Fraction) -> Fraction:
    """The square root, to 30 decimals where it does not come out even."""
    if value < 0:
        raise NotArithmetic("the root of a negative number")
    upper, lower = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if (upper * upper, lower * lower) == (value.numerator, value.denominator):
        return Fraction(upper, lower)
    scale = 10**_PLACES
    return Fraction(math.isqrt(int(value * scale * scale)), scale)


def _rounded(value: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Halves away from zero, as at school."""
    if places.denominator != 1 or abs(places) > _PLACES:
        raise NotArithmetic("so many places")
    scale = Fraction(10) ** places.numerator
    whole = math.floor(abs(value) * scale + Fraction(1, 2)) / scale
    return -whole if value < 0 else whole


def _whole(function: Callable[..., int]) -> Callable[..., Fraction]:
    def of(*given: Fraction) -> Fraction:
        if any(one.denominator != 1 for one in given):
            raise NotArithmetic("of whole numbers only")
        return Fraction(function(*(one.numerator for one in given)))

    return of


FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Fraction]]] = {
    "min": (1, 20, lambda *given: min(given)),
    "max": (1, 20, lambda *given: max(given)),
    "abs": (1, 1, abs),
    "round": (1, 2, _rounded),
    "floor": (1, 1, lambda value: Fraction(math.floor(value))),
    "ceil": (1, 1, lambda value: Fraction(math.ceil(value))),
    "sqrt": (1, 1, root),
    "gcd": (1, 20, _whole(math.gcd)),
    "lcm": (1, 5, _whole(math.lcm)),
}
"""The fewest and the most numbers that each takes."""

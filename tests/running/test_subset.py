"""What the README says of the Python that programs are written in is so."""

import pytest

from bot.running.sandbox import Sandbox

BOX = Sandbox(wrap=False)
THERE = "math datetime re json random itertools functools collections decimal bisect copy time"
NOT_THERE = "numpy sympy fractions statistics heapq string operator"


async def test_the_modules_that_are_told_are_there() -> None:
    ran = await BOX("\n".join(f"import {one}" for one in THERE.split()) + "\n'all'")

    assert ran.value == "all"


async def test_the_others_are_not() -> None:
    tries = (
        f"try:\n    import {one}\n    x += 1\nexcept ImportError:\n    pass"
        for one in NOT_THERE.split()
    )
    ran = await BOX("x = 0\n" + "\n".join(tries) + "\nx")

    assert ran.value == "0"


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    yield 1",
        "x = [1]\ndel x[0]",
        "class A:\n    pass\nclass B(A):\n    pass",
        "class A:\n    @property\n    def x(self):\n        return 1",
        "from math import *",
    ],
)
async def test_what_it_has_not_is_told_as_such(code: str) -> None:
    ran = await BOX(code)

    assert ran.trouble and ran.trouble.why == "unsupported"


async def test_the_rest_of_what_a_word_problem_needs_is_there() -> None:
    code = """
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

@dataclass
class Item:
    price: float
    count: int = 1

    def total(self):
        return self.price * self.count

@lru_cache(None)
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)

def solution(items=(Item(2.5, 4), Item(1.0))):
    total = sum(item.total() for item in items)
    words = {key: count for key, count in Counter("banana").items() if count > 1}
    squares = [n * n for n in range(1, 5) if n % 2]
    try:
        1 / 0
    except ZeroDivisionError as error:
        said = f"{error}: {math.floor(total):>3d}"
    while True:
        ways(10)
        break
    first, *rest = sorted(squares, key=lambda one: -one)
    return [total, words, first, rest, ways(30), said, round(2.5), 7 // 2, -7 % 3]
"""
    ran = await BOX(code)

    assert ran.trouble is None
    assert ran.value == (
        "[11.0, {'a': 3, 'n': 2}, 9, [1], 1346269, 'division by zero:  11', 2, 3, 2]"
    )

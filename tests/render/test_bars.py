"""Bars are as long as what they count, in both languages, and never of too many rows."""

import io
import json

import pytest
from PIL import Image

from bot.core.pictures import Bars
from bot.render.child import _drawing, written
from bot.render.easel import Easel, pixels
from bot.render.typst_text import Undrawable

BLUE, AMBER, RED = (0x2F, 0x6F, 0xAB), (0xE0, 0xA8, 0x3C), (0xB5, 0x47, 0x3C)
KINDS = ("covered", "in part", "missed")


@pytest.fixture(scope="module")
def easel() -> Easel:
    return Easel()


def lengths(png: bytes) -> list[tuple[int, ...]]:
    """Of each row of bars, from above, how many pixels are blue, amber and red."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    found: list[tuple[int, ...]] = []
    inside = False
    for y in range(image.height):
        line = [image.getpixel((x, y)) for x in range(image.width // 2, image.width)]
        counts = tuple(line.count(colour) for colour in (BLUE, AMBER, RED))
        if any(counts) and not inside:
            found.append(tuple(line.count(colour) for colour in (BLUE, AMBER, RED)))
        inside = any(counts)
    return found


def test_a_bar_is_as_long_as_what_it_counts(easel: Easel) -> None:
    rows = (("One", (6, 3, 1)), ("Two", (0, 0, 10)), ("Three", (2, 0, 0)), ("None", (0, 0, 0)))
    first, second, third = lengths(easel.png(Bars("How?", KINDS, rows)))
    whole = sum(first)
    assert first == pytest.approx((0.6 * whole, 0.3 * whole, 0.1 * whole), abs=2)
    assert second == pytest.approx((0, 0, whole), abs=2)
    assert third == pytest.approx((0.2 * whole, 0, 0), abs=2)


def test_long_words_and_markup_stay_words(easel: Easel) -> None:
    hostile = '#read("/etc/passwd") $x$ *b* `code` \\ "quoted" ' * 9
    plain = easel.png(Bars(hostile, KINDS, ((hostile, (1, 1, 1)),)))
    wide, tall = pixels(plain)
    assert wide < 850
    assert tall < 900


def test_chinese_is_drawn(easel: Easel) -> None:
    assert easel.png(Bars("为什么？", ("答到", "部分", "没答到"), (("历史的键和值", (1, 0, 2)),)))


@pytest.mark.parametrize("count", [0, 25])
def test_without_rows_or_with_too_many_there_is_no_picture(easel: Easel, count: int) -> None:
    with pytest.raises(Undrawable):
        easel.png(Bars("How?", KINDS, (("One", (1, 1, 1)),) * count))


def test_the_child_is_asked_for_what_was_meant() -> None:
    asked = Bars("How?", KINDS, (("One", (6, 3, 1)),))
    assert _drawing(json.loads(written(asked))) == asked

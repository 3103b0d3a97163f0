"""Pictures are sharp, small, light on dark and dark on light, and never show a box for a letter."""

import io

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image

from bot.core.pictures import Cell, Formula, Run, Table
from bot.render import fonts
from bot.render.easel import LARGEST, WIDEST, Easel, pixels
from bot.render.typst_text import Undrawable

NOWHERE = "\U00012000"
"""A cuneiform sign."""


@pytest.fixture(scope="module")
def easel() -> Easel:
    return Easel()


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple((Run("text", cell),) for cell in row) for row in rows))


def has(font: fonts.Font) -> set[str]:
    """The letters that a font's own table has."""
    file = font.files[0]
    with TTFont(file, lazy=True, fontNumber=0 if file.suffix in (".ttc", ".otc") else -1) as opened:
        return set(map(chr, opened.getBestCmap()))


def test_the_font_has_the_letters_that_are_drawn_and_not_those_that_are_refused(
    chinese: fonts.Font, easel: Easel
) -> None:
    letters = has(chinese)
    assert set("注意力显存龘") <= letters
    assert NOWHERE not in letters
    assert easel.png(table(("注意力", "显存"), ("龘", "x")))


@pytest.mark.parametrize(
    "cell",
    [
        (Run("text", NOWHERE),),
        (Run("strong", NOWHERE),),
        (Run("code", NOWHERE),),
        (Run("text", "fine"), Run("formula", f"x_{{{NOWHERE}}}")),
        (Run("formula", rf"\text{{{NOWHERE}}}"),),
    ],
)
def test_a_letter_that_no_font_has_is_never_a_box(easel: Easel, cell: Cell) -> None:
    rows = (((Run("text", "head"),),), (cell,))

    with pytest.raises(Undrawable, match="no font has"):
        easel.png(Table(rows))


def test_without_a_chinese_font_chinese_is_not_drawn_and_the_rest_is() -> None:
    easel = Easel(chinese=None)

    with pytest.raises(Undrawable, match="no font has"):
        easel.png(Formula(r"\text{注意力}"))
    assert easel.png(Formula(r"\frac{a}{b}"))


def test_a_refused_letter_does_not_refuse_the_next_picture(easel: Easel) -> None:
    with pytest.raises(Undrawable):
        easel.png(table(("a", NOWHERE)))
    with pytest.raises(Undrawable):
        easel.png(table(("a", NOWHERE)))
    assert easel.png(table(("a", "b")))


def test_common_emoji_are_drawn_as_signs(easel: Easel) -> None:
    assert easel.png(table(("LoRA", "✅"), ("full", "❌")))


def test_dark_letters_stand_on_a_light_ground_of_their_own(easel: Easel) -> None:
    picture = Image.open(io.BytesIO(easel.png(Formula("x=1")))).convert("RGBA")
    opaque = picture.getchannel("A").tobytes()
    grey = picture.convert("L").tobytes()

    assert set(opaque) == {255}  # no theme shines through
    assert grey[0] == max(grey) > 235
    assert min(grey) < 60


def test_long_cells_are_broken_so_that_a_telephone_shows_them(easel: Easel) -> None:
    long = "a_long_identifier_of_code/that/never/ends_" * 5

    width, height = pixels(easel.png(table(("name", "what"), (long, "words " * 30))))

    assert width <= 700
    assert height > width / 2


def test_a_table_of_words_is_no_wider_than_its_words(easel: Easel) -> None:
    assert pixels(easel.png(table(("a", "b"), ("c", "d"))))[0] < 200


def test_code_and_markup_in_a_cell_are_drawn_as_they_stand(easel: Easel) -> None:
    for text in ("#panic()", "*x*", "$y$", "`z`", "]#[", '"', "\\u{41}", "// no", "@a <b>"):
        assert easel.png(table(("head",), (text,)))
        assert easel.png(Table((((Run("code", text),),),)))


@pytest.mark.parametrize(
    "drawing",
    [
        table(*[tuple("x" * 30)] * 20),
        table(("words " * 900,)),
        Table(()),
        Formula(r"\frac{1}{" * 12 + "x" + "}" * 12 + "+x_1" * 200),
    ],
    ids=["many cells", "many words", "nothing", "too wide"],
)
def test_what_would_be_too_large_is_not_drawn(easel: Easel, drawing: Table | Formula) -> None:
    with pytest.raises(Undrawable):
        easel.png(drawing)


def test_no_picture_is_larger_than_its_bounds(easel: Easel) -> None:
    for count in (1, 10, 40):
        data = easel.png(table(*[("words of a cell", "more of them")] * count))
        width, height = pixels(data)
        assert width <= WIDEST and width * height <= LARGEST and len(data) < 1 << 20

"""Graphs, lanes and diffs are drawn of anything that a model may write, and never too large."""

import pytest

from bot.core.pictures import Diff, Drawable, Graph, Lanes, Node
from bot.render.child import _drawing, written
from bot.render.easel import Easel, pixels
from bot.render.typst_text import Undrawable

HOSTILE = '#read("/etc/passwd") $x$ *b* `code` \\ "quoted" ' * 9


@pytest.fixture(scope="module")
def easel() -> Easel:
    return Easel()


def tree(wide: int, words: str = "2 + 2") -> Graph:
    thoughts = [Node("思考", words, "kept" if one == 1 else "pruned", (0,)) for one in range(wide)]
    return Graph("24", (Node("plan", words), *thoughts, Node("answer", words, "right", (2,))))


DRAWINGS: dict[str, Drawable] = {
    "tree": tree(5),
    "hostile tree": tree(8, HOSTILE),
    "lanes": Lanes("策略", "tokens", ("right", "wrong"), (("a", 0.0, 0), ("自洽性", 1900.0, 1))),
    "hostile lanes": Lanes(HOSTILE, HOSTILE, (HOSTILE[:20],), ((HOSTILE, 3.0, 0),)),
    "all at nothing": Lanes("", "tokens", ("none",), (("a", 0.0, 0), ("b", 0.0, 0))),
    "diff": Diff("草稿", (("same", "It is"), ("gone", "O(n²)"), ("new", "O(n)，随长度增长"))),
    "hostile diff": Diff(HOSTILE, (("gone", HOSTILE), ("new", HOSTILE))),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_is_drawn_and_no_wider_than_a_screen(easel: Easel, name: str) -> None:
    wide, tall = pixels(easel.png(DRAWINGS[name]))
    assert 300 < wide <= 2400
    assert 100 < tall <= 3200


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_reaches_the_child_as_it_is(name: str) -> None:
    import json

    assert _drawing(json.loads(written(DRAWINGS[name]))) == DRAWINGS[name]


def test_a_wide_layer_goes_on_below(easel: Easel) -> None:
    narrow, wide = pixels(easel.png(tree(8))), pixels(easel.png(tree(16)))
    assert wide[0] == narrow[0]
    assert wide[1] > narrow[1]


@pytest.mark.parametrize(
    "drawing",
    [
        Graph("none", ()),
        tree(60),
        Lanes("none", "x", ("a",), ()),
        Lanes("nowhere", "x", ("a",), (("one", 1.0, 3),)),
        Diff("none", ()),
        Diff("long", (("same", "x" * 3000),)),
    ],
)
def test_of_nothing_and_of_too_much_there_is_no_picture(easel: Easel, drawing: Drawable) -> None:
    with pytest.raises(Undrawable):
        easel.png(drawing)

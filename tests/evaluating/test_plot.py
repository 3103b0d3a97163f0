"""The picture is drawn for any rows, its titles in Chinese too."""

import warnings
from pathlib import Path

import pytest
from PIL import Image

from bot.evaluating import plot
from bot.evaluating.prediction import Prediction
from tests.evaluating.test_summing import rows


def drawn(
    path: Path, predictions: list[Prediction], title: str = "lexical on a set"
) -> Image.Image:
    plot.draw(predictions, title, path)
    return Image.open(path).convert("RGB")


def test_the_picture_has_a_light_ground_points_and_bars(tmp_path: Path) -> None:
    picture = drawn(tmp_path / "plot.png", rows())
    assert picture.size == (1500, 720)
    assert picture.getpixel((2, 718)) == (255, 255, 255)
    colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
    assert (0x2F, 0x6D, 0xB5) in colours
    assert (0xD9, 0x73, 0x0D) in colours


def test_a_chinese_title_is_drawn_where_the_machine_has_a_font_for_it(tmp_path: Path) -> None:
    if len(plot.fonts()) == 1:
        pytest.skip("no font with Chinese is installed here")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        drawn(tmp_path / "plot.png", rows(), "词汇估计：网络题目")


def test_rows_without_scores_and_one_row_are_drawn_as_well(tmp_path: Path) -> None:
    drawn(tmp_path / "none.png", [Prediction("a", "g", 0.5, None, 3)])
    drawn(tmp_path / "one.png", rows()[:1])

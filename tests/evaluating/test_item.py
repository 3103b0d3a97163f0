"""What a set knows of its items."""

from dataclasses import replace

import pytest

from bot.evaluating.item import DataSet
from tests.evaluating.sets import made_up


def scored(*scores: float, label: str = "") -> DataSet:
    first = made_up().items[0]
    items = [
        replace(first, score=score, id=str(number), label=label and f"{label}{score:g}")
        for number, score in enumerate(scores)
    ]
    return DataSet("scored", "csv", tuple(items))


@pytest.mark.parametrize(
    ("scores", "steps"),
    [
        ((0.0, 1.0), 1),
        ((0.0, 0.5, 1.0), 2),
        ((0.25, 1.0), 4),
        ((0.1, 0.125, 0.75), 40),
        ((1 / 3, 1.0), 3),
        ((0.123456, 1.0), 100),
    ],
)
def test_the_steps_are_the_fewest_on_which_all_scores_lie(
    scores: tuple[float, ...], steps: int
) -> None:
    assert scored(*scores).steps == steps


def test_classes_are_labels_of_right_and_wrong_alone() -> None:
    assert scored(0.0, 1.0, label="is ").classes == ("is 0", "is 1")
    assert scored(0.0, 1.0).classes == ()
    assert scored(0.0, 0.5, label="is ").classes == ()


def test_a_longer_sample_begins_with_the_shorter_one_and_spans_questions() -> None:
    data = made_up(questions=10, answers=10)
    short, longer = data.sample(10), data.sample(30)
    assert longer[:10] == short
    assert len({one.group for one in short}) > 3
    assert data.sample(None) == data.sample(1000) == data.items


def test_the_hash_sees_a_changed_score_and_not_the_order() -> None:
    data = made_up()
    turned = DataSet(data.name, data.format, data.items[::-1])
    changed = (replace(data.items[0], score=0.99), *data.items[1:])
    assert turned.hash == data.hash
    assert DataSet(data.name, data.format, changed).hash != data.hash


def test_an_item_with_a_score_off_the_scale_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        replace(made_up().items[0], score=1.5)

"""The list form of a rubric: what is read of it, what is odd in it, and that it is written back."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.core.rubric import Checkpoint
from bot.core.rubric_lines import lines, writable
from bot.core.rubric_list import numbered, phrases, read
from bot.writers.parts.kept import normal
from tests.writers.questions import checkpoints, question

ENGLISH = """\
- (must, weight 2) Keys and values are kept.
  - accept: the cache grows with context; 随上下文变长
  - accept: "kept; not computed again"
  - reject: its size stays constant
  - zh: 保存键和值
  - id: kept
- One token a step is computed,
  and no more.
"""
CHINESE = """\
1. （必须，权重 2）Keys and values are kept.
   - **可接受**：the cache grows with context；随上下文变长
   - 也算对："kept; not computed again"
   - 误区：its size stays constant
   - 中文：保存键和值
   - 编号：kept
2. One token a step is computed, and no more.
"""


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_checkpoint_has_what_stands_below_it(text: str) -> None:
    first, second = read(text.split("\n")).checkpoints
    assert first == Checkpoint(
        "kept",
        "Keys and values are kept.",
        2.0,
        must=True,
        accept=("the cache grows with context", "随上下文变长", "kept; not computed again"),
        reject=("its size stays constant",),
        texts=(("zh", "保存键和值"),),
    )
    assert second == Checkpoint("", "One token a step is computed, and no more.")
    assert read(text.split("\n")).odd == ()


def test_what_belongs_to_a_checkpoint_may_stand_at_the_margin() -> None:
    (one,) = read(["- It grows", "- accept: becomes longer", "- 误区: 不变"]).checkpoints
    assert (one.accept, one.reject) == (("becomes longer",), ("不变",))


def test_an_item_below_another_is_a_checkpoint_of_its_own() -> None:
    found = read(["- Memory", "  - grows linearly", "  - Latency: grows too"])
    assert [one.text for one in found.checkpoints] == [
        "Memory", "grows linearly", "Latency: grows too",
    ]  # fmt: skip
    assert [(one.at, one.kind, one.word) for one in found.odd] == [(2, "key", "Latency")]


@pytest.mark.parametrize(
    ("written", "at", "kind"),
    [
        (["In prose.", "- one"], 0, "lost"),
        (["- one", "-", "- two"], 1, "empty"),
        (["- one", "- (must)"], 1, "empty"),
        (["- one", "  - accept:"], 1, "empty"),
        (["- (weight 0) one"], 0, "weight"),
        (["- one", "  - acept: first"], 1, "key"),
        (["- one", "  - zh: 一", "  - 中文: 二"], 2, "twice"),
        (["- one", "  - id: two words"], 1, "id"),
        (["- one", "  - id: a", "- two", "  - id: a"], 0, "id"),
    ],
)
def test_what_is_odd_is_told_with_its_line(written: list[str], at: int, kind: str) -> None:
    found = read(written)
    assert (found.odd[0].at, found.odd[0].kind) == (at, kind)
    assert all(one.weight == 1 and "first" not in one.text for one in found.checkpoints)


def test_ids_are_kept_and_every_other_checkpoint_gets_one_of_its_own() -> None:
    names = ["", "c1", "", "core", "core", "c7"]
    made = numbered([Checkpoint(name, "text") for name in names])
    assert [one.id for one in made] == ["c8", "c1", "c3", "core", "c5", "c7"]
    assert numbered(made) == made


def test_semicolons_part_phrasings_but_not_within_quotes() -> None:
    assert phrases("a; b； c;;") == ("a", "b", "c")
    assert phrases('"a; b"') == ("a; b",)
    assert phrases('"a"; "b"') == ('"a"', '"b"')


@given(checkpoints)
def test_what_is_written_in_either_language_is_read_again(one: Checkpoint) -> None:
    plain = normal(question(rubric=(one, replace(one, id="second")))).rubric
    wanted = tuple(writable(one) for one in plain)
    for language in ("en", "zh"):
        found = read(lines(wanted, language))
        assert numbered(found.checkpoints) == wanted
        assert found.odd == ()

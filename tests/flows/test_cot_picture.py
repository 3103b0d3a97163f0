"""The picture of a run shows what kind of run it was."""

from bot import words
from bot.core.pictures import Bars, Diff, Graph
from bot.core.problem import Problem
from bot.core.trace import Step, Trace
from bot.flows.cot_picture import figure, joined


def trace(*steps: Step) -> Trace:
    return Trace("one", Problem("?"), "a model", "answered", "18", steps=steps)


def test_votes_are_bars() -> None:
    drawn = figure(
        trace(
            Step(0, "sample"),
            Step(1, "sample"),
            Step(2, "sample"),
            Step(3, "vote", "18", parents=(0, 2), state="kept"),
            Step(4, "vote", "17", parents=(1,)),
        ),
        "Self-consistency",
        words.say,
        "en",
    )
    assert drawn is not None
    assert drawn.drawing == Bars("Self-consistency", ("votes",), (("18", (2,)), ("17", (1,))))
    assert drawn.alt == "Votes of the samples: 18 has the most, 2"


def test_a_draft_that_was_revised_is_a_diff_in_both_languages() -> None:
    drawn = figure(
        trace(Step(0, "draft", text="KV 缓存是 O(n²)"), Step(1, "revision", text="KV 缓存是 O(n)")),
        "CoVe",
        words.say,
        "zh",
    )
    assert drawn is not None
    assert isinstance(drawn.drawing, Diff)
    assert drawn.drawing.pieces == (("same", "KV 缓存是"), ("gone", "O(n²)"), ("new", "O(n)"))
    assert drawn.alt == "草稿与修订：划掉 1 处，新增 1 处"


def test_other_runs_are_graphs_and_short_ones_nothing() -> None:
    steps = (
        Step(0, "plan", "split"),
        Step(1, "thought", text="a  b", parents=(0,), state="kept"),
        Step(2, "answer", "18", parents=(1,)),
    )
    drawn = figure(trace(*steps), "Tree", words.say, "en")
    assert drawn is not None
    assert isinstance(drawn.drawing, Graph)
    assert [one.parents for one in drawn.drawing.nodes] == [(), (0,), (1,)]
    assert drawn.drawing.nodes[1].words == "a b"
    assert figure(trace(*steps[:2]), "Tree", words.say, "en") is None


def test_words_are_joined_as_each_language_writes_them() -> None:
    assert joined(["KV", "缓", "存", "is", "fast"]) == "KV 缓存 is fast"

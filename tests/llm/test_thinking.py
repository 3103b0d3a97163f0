"""Reasoning that a server left in the text."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.completion import Delta
from bot.llm.thinking import Thinking

Said = list[tuple[str, str]]

_WRITTEN = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "\n", " ", "<", "</", "think>", "a", "KV 缓存", "</thin"]
    ),
    max_size=12,
).map("".join)


def said(pieces: list[str], *, opened: bool = False) -> tuple[Said, bool]:
    thinking = Thinking(opened=opened)
    deltas: list[Delta] = [delta for piece in pieces for delta in thinking.feed(piece)]
    deltas += thinking.end()
    runs = groupby(deltas, key=lambda delta: delta.kind)
    return [(kind, "".join(one.text for one in run)) for kind, run in runs], thinking.unopened


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("An answer.", [("text", "An answer.")]),
        ("<think>Hm.</think>\n\nAn answer.", [("reasoning", "Hm."), ("text", "An answer.")]),
        ("\n<think>\nHm.\n</think>A", [("reasoning", "Hm.\n"), ("text", "A")]),
        ("<think></think>A", [("text", "A")]),
        ("<think>Cut off in the mid", [("reasoning", "Cut off in the mid")]),
        ("<think>a < b, </thin", [("reasoning", "a < b, </thin")]),
        ("Use <think>…</think> tags.", [("text", "Use <think>…</think> tags.")]),
        ("Use:\n<think>\n…\n</think>\nso", [("text", "Use:\n<think>\n…\n</think>\nso")]),
        ("a </think> b", [("text", "a </think> b")]),
        ("", []),
        ("<thi", [("text", "<thi")]),
    ],
)
def test_only_a_leading_tag_opens_reasoning(written: str, expected: Said) -> None:
    assert said([written]) == (expected, False)


def test_a_close_without_an_opening_is_taken_out_and_told() -> None:
    assert said(["Hm.\n</think>\n\nAn answer."]) == ([("text", "Hm.An answer.")], True)


def test_a_stream_that_was_opened_by_the_template_starts_as_reasoning() -> None:
    expected = [("reasoning", "Hm.\n"), ("text", "An answer.")]
    assert said(["\nHm.\n</think>\n\nAn answer."], opened=True) == (expected, True)


def test_a_model_that_opens_it_itself_is_not_taken_for_one_that_does_not() -> None:
    assert said(["<think>Hm.</think>A"], opened=True)[1] is False


@settings(deadline=None)
@given(written=_WRITTEN, cuts=st.sets(st.integers(0, 60)), opened=st.booleans())
def test_however_the_stream_is_chopped_the_same_is_said(
    written: str, cuts: set[int], opened: bool
) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(written)), len(written)]
    pieces = [written[a:b] for a, b in pairwise(edges)]
    assert said(pieces, opened=opened) == said([written], opened=opened)
    assert said(list(written), opened=opened) == said([written], opened=opened)

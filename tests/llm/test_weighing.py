"""The tokens that a model might have begun with, and the choices they count for."""

from types import SimpleNamespace

import pytest

from bot.llm.weighing import probabilities, weights


def test_under_a_grammar_what_begins_a_choice_counts_for_it() -> None:
    masked = {"no": 0.51, "yes": 0.45, "n": 0.03, "y": 0.007, "ye": 0.002}
    found = weights(masked, ["yes", "no"])
    assert found == pytest.approx({"yes": 0.459 / 0.999, "no": 0.54 / 0.999})


def test_without_one_other_cases_and_blanks_count_and_the_rest_is_nobody_s() -> None:
    tokens = {"No": 0.25, " yes": 0.1, "YES": 0.05, "The": 0.5, "“no": 0.05}
    assert weights(tokens, ["yes", "no"]) == pytest.approx({"yes": 1 / 3, "no": 2 / 3})


def test_a_letter_may_have_its_bracket_but_a_word_is_no_letter() -> None:
    tokens = {"A)": 0.2, "B.": 0.1, "**B": 0.1, "An": 0.3, "Both": 0.2, "": 0.1}
    assert weights(tokens, "AB") == pytest.approx({"A": 0.5, "B": 0.5})


def test_a_case_that_tells_two_choices_apart_is_minded() -> None:
    assert weights({"a": 0.1, "A": 0.3}, ["a", "A"]) == pytest.approx({"a": 0.25, "A": 0.75})


def test_what_may_begin_either_choice_counts_for_neither() -> None:
    assert weights({"co": 0.8, "cov": 0.1, "cor": 0.1}, ["covered", "correct"]) == {
        "covered": 0.5,
        "correct": 0.5,
    }


def test_chinese_choices_are_weighed_too() -> None:
    assert weights({"是": 0.6, "“否": 0.2, "这": 0.2}, ["是", "否"]) == pytest.approx(
        {"是": 0.75, "否": 0.25}
    )


def test_no_choice_at_all_is_no_weight() -> None:
    assert weights({"The": 0.9, "It": 0.1}, "AB") is None
    assert weights({}, "AB") is None


def token(text: object, logprob: object, **more: object) -> SimpleNamespace:
    return SimpleNamespace(token=text, logprob=logprob, **more)


def test_the_token_that_was_drawn_counts_though_it_is_not_at_the_top() -> None:
    drawn = token("no", -4.0, top_logprobs=[token("No", 0.0), token("no way", -9999.0)])
    found = probabilities(SimpleNamespace(content=[drawn]))
    assert found == pytest.approx({"No": 1.0, "no": 0.0183}, rel=0.01)


@pytest.mark.parametrize(
    "said",
    [
        None,
        SimpleNamespace(),
        SimpleNamespace(content=None),
        SimpleNamespace(content=[]),
        SimpleNamespace(content=["A"]),
        SimpleNamespace(content=[token("A", None, top_logprobs="A")]),
        SimpleNamespace(content=[token(7, -1.0, top_logprobs=[None])]),
    ],
)
def test_what_tells_nothing_is_nothing(said: object) -> None:
    assert probabilities(said) == {}

"""The fixed sets that graders are examined with: whole, equal in both languages, and for the model
alone to decide."""

import re

import pytest

from bot import checkups
from bot.core.attempt import settled_answer
from bot.core.checkup import EXTENDED, CheckupSet, Kind, Sample
from bot.core.preferences import LANGUAGES
from bot.core.shortcuts import shortcut
from bot.core.tokens import tokens

SETS = [*checkups.sets().values()]
SAMPLES = [one for found in SETS for one in found.samples]


def by_question(found: CheckupSet) -> dict[str, dict[Kind, Sample]]:
    grouped: dict[str, dict[Kind, Sample]] = {}
    for one in found.samples:
        grouped.setdefault(one.question.id, {})[one.kind] = one
    return grouped


def test_every_language_that_can_be_chosen_has_a_set_of_the_same_shape() -> None:
    assert set(checkups.sets()) == set(LANGUAGES)
    shapes = [[(one.question.id, one.kind) for one in found.samples] for found in SETS]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == 4 * len(Kind)
    assert len({found.hash for found in SETS}) == 2


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.question.id}-{one.kind}")
def test_no_answer_is_settled_without_a_model(sample: Sample) -> None:
    assert shortcut(sample.question, sample.question.rubric, sample.answer) is None
    assert settled_answer(sample.answer, longest=4000) == (sample.answer, False)


def test_each_rubric_has_a_must_have_and_three_more() -> None:
    for one in SAMPLES:
        assert [point.must for point in one.question.rubric] == [True, False, False, False]
        assert {point.weight for point in one.question.rubric} == {1.0}


def test_what_is_extended_begins_with_the_half_answer() -> None:
    for found in SETS:
        for kinds in by_question(found).values():
            for kind in EXTENDED:
                half, more = kinds[Kind.HALF].answer, kinds[kind].answer
                assert more.startswith(half + "\n\n")
                assert len(more) > len(half) + 30


def test_the_padding_has_two_hundred_words() -> None:
    for found in SETS:
        for kinds in by_question(found).values():
            padding = kinds[Kind.PADDED].answer.removeprefix(kinds[Kind.HALF].answer)
            words = re.findall(r"[a-z']+|[\u4e00-\u9fff]{1,2}", padding.lower())
            assert len(words) >= 200


def test_a_whole_answer_is_said_in_other_words_and_a_half_one_is_shorter() -> None:
    for found in SETS:
        for kinds in by_question(found).values():
            whole, half = kinds[Kind.REFERENCE], kinds[Kind.HALF]
            said = tokens(whole.answer, single=False)
            given = tokens(whole.question.answer, single=False)
            runs = {tuple(given[at : at + 5]) for at in range(len(given))}
            copied = sum(tuple(said[at : at + 5]) in runs for at in range(len(said) - 4))
            assert copied < 0.1 * len(said)
            assert len(half.answer) < 0.7 * len(whole.answer)

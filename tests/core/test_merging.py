"""Which questions are new to a bank, and which are there already."""

import time
from dataclasses import replace

from bot.core.gathering import gather
from bot.core.merging import Merge, merge
from bot.core.question import Question


def question(title: str, answer: str = "So.", **more: str) -> Question:
    made = Question("", title, answer, "en", "file.md", 1)
    return replace(made, **more)  # type: ignore[arg-type]


def merged(questions: list[Question], there: list[Question]) -> Merge:
    def differ(one: Question, other: Question) -> list[str]:
        names = ("title", "answer", "company")
        return [name for name in names if getattr(one, name) != getattr(other, name)]

    return merge(gather(questions).questions, gather(there).questions, differ)


def test_a_question_is_known_by_its_id_whatever_else_has_changed() -> None:
    found = merged(
        [question("New title?", "Other.", explicit_id="a"), question("B?", explicit_id="b")],
        [question("Old title?", explicit_id="a")],
    )
    assert [(one.there.id, one.fields) for one in found.differing] == [("a", ("title", "answer"))]
    assert [one.id for one in found.new] == ["b"]


def test_without_an_id_it_is_known_by_its_title_however_that_is_written() -> None:
    there = [question("Why is a KV cache faster?", explicit_id="kv"), question("How?")]
    found = merged([question("why is a KV Cache faster"), question("How?")], there)
    assert [one.there.id for one in found.differing] == ["kv"]
    assert [one.there.title for one in found.same] == ["How?"]
    assert found.new == ()


def test_a_title_that_another_company_asked_is_another_question() -> None:
    there = [question("Why?", company="阿里", explicit_id="a")]
    found = merged([question("Why?", company="腾讯"), question("Why?", company="阿里")], there)
    assert [one.company for one in found.new] == ["腾讯"]
    assert [one.there.id for one in found.same] == ["a"]


def test_no_question_of_the_bank_is_taken_for_two() -> None:
    there = [question("Why?", "one", explicit_id="a")]
    found = merged([question("Why?", "two"), question("Why?", "one"), question("Why?")], there)
    assert [one.question.answer for one in found.same] == ["one"]
    assert len(found.new) == 2


def test_an_id_of_its_own_is_not_overruled_by_a_title() -> None:
    found = merged([question("Why?", explicit_id="mine")], [question("Why?")])
    assert [one.id for one in found.new] == ["mine"]


def test_thousands_of_one_title_take_no_time_to_speak_of() -> None:
    many = [question("Why?", str(n)) for n in range(5000)]
    begun = time.monotonic()
    assert merged(many, list(reversed(many))).new == ()
    assert time.monotonic() - begun < 10

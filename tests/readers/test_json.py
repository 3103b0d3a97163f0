"""JSON in the shapes that people keep questions in."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.account import Account
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.readers import json as json_reader
from bot.readers.parts.found import Found
from tests.readers.sources import source


def read(value: Any, name: str = "bank.json") -> tuple[Found, Account]:
    text = value if isinstance(value, str | bytes) else json.dumps(value, ensure_ascii=False)
    return readers.read(source(text, name))


def questions(value: Any, name: str = "bank.json") -> list[Question]:
    return read(value, name)[0].questions


def rules(value: Any, name: str = "bank.json") -> list[tuple[str, int]]:
    return [(one.rule, one.line) for one in read(value, name)[0].diagnostics]


@pytest.mark.parametrize(
    "value",
    [
        [{"question": "Why?", "answer": "So."}],
        [{"Prompt": "Why?", "Reference Answer": "So."}],
        [{"front": "Why?", "back": "So."}],
        [{"instruction": "Why?", "input": "", "output": "So."}],
        [{"title": "Why?", "content": "So."}],
        {"questions": [{"q": "Why?", "a": "So."}]},
        {"data": [{"paragraphs": [{"qas": [{"question": "Why?", "answers": [{"text": "So."}]}]}]}]},
        {"Why?": "So."},
        {"Why?": {"answer": "So."}},
        [["Why?", "So."]],
        [["question", "answer"], ["Why?", "So."]],
        {"question": ["Why?"], "answer": ["So."]},
        {"columns": ["question", "answer"], "data": [["Why?", "So."]]},
        '{"question": "Why?", "answer": "So."}',
        b'\xef\xbb\xbf[{"question": "Why?", "answer": "So."}]',
        json.dumps([{"question": "Why?", "answer": "So."}]).encode("utf-16"),
    ],
)
def test_a_question_is_found_in_every_shape(value: Any) -> None:
    assert [(one.title, one.answer) for one in questions(value)] == [("Why?", "So.")]


def test_fields_may_have_chinese_names() -> None:
    (one,) = questions(
        [
            {
                "题目": "为什么？", "参考答案": "因为。", "公司": "阿里", "面试轮次": "二面",
                "日期": "2025年8月", "标签": "KV Cache、解码", "难度": "困难", "提示": "想想",
                "来源": "某人", "章节": "推理",
            }
        ]
    )  # fmt: skip
    assert (one.title, one.answer, one.company, one.round) == ("为什么？", "因为。", "阿里", "二面")
    assert (one.date, one.tags, one.difficulty) == ("2025-08", ("KV Cache", "解码"), "hard")
    assert (one.hint, one.sources, one.chapter, one.language) == ("想想", ("某人",), "推理", "zh")


def test_the_names_around_a_question_are_its_chapter_and_section() -> None:
    nested = {
        "title": "A bank",
        "chapters": [
            {"name": "Attention", "sections": [{"name": "Basics", "questions": [{"q": "Why?"}]}]}
        ],
    }
    by_name = {"Attention": {"Basics": [{"q": "Why?"}]}}
    for value in (nested, by_name):
        (one,) = questions(value)
        assert (one.chapter, one.section) == ("Attention", "Basics")
    (alone,) = questions({"title": "A bank", "questions": [{"q": "Why?"}]})
    assert (alone.chapter, alone.section) == ("A bank", None)


def test_what_is_said_once_for_many_holds_for_each() -> None:
    first, second = questions(
        {
            "公司": "阿里",
            "date": "2025-01",
            "questions": ["什么是 KV Cache？", {"q": "B?", "company": "快手"}],
        }
    )
    assert (first.company, first.date) == ("阿里", "2025-01")
    assert (second.company, second.date) == ("快手", "2025-01")


def test_a_title_beside_a_question_keeps_both() -> None:
    (one,) = questions([{"title": "Two sum", "question": "Given an array, …", "answer": "Hash."}])
    assert (one.title, one.body) == ("Two sum", "Given an array, …")
    (numbered,) = questions([{"title": "Question 12", "question": "Why?", "answer": "So."}])
    assert (numbered.title, numbered.body) == ("Why?", "")


def test_a_question_of_many_lines_has_a_title_of_one_and_a_body() -> None:
    (one,) = questions([{"question": "What is printed?\n\n```py\nprint(1)\n```", "answer": "1"}])
    assert (one.title, one.body) == ("What is printed?", "```py\nprint(1)\n```")


@pytest.mark.parametrize(
    "said",
    [
        {"options": ["x", "y", "z"], "answer": "B"},
        {"options": ["A. x", "B. y", "C. z"], "answer": "B. y"},
        {"options": {"A": "x", "B": "y", "C": "z"}, "correct": "b"},
        {"options": "A. x\nB. y\nC. z", "answer": "y"},
        {"choices": {"text": ["x", "y", "z"], "label": ["A", "B", "C"]}, "answerKey": "B"},
        {"options": [{"text": "x"}, {"text": "y", "correct": True}, {"text": "z"}]},
        {"A": "x", "B": "y", "C": "z", "正确答案": "B"},
        {"option_1": "x", "option_2": "y", "option_3": "z", "correct_answer": "y"},
        {"correct_answer": "y", "incorrect_answers": ["x", "z"]},
    ],
)
def test_choices_are_the_body_and_the_right_one_the_answer(said: dict[str, Any]) -> None:
    (one,) = questions([{"question": "Which?", "explanation": "Since.", **said}])
    assert one.body == "- A. x\n- B. y\n- C. z"
    assert one.answer == "B. y\n\nSince."


def test_several_right_choices_are_all_the_answer() -> None:
    (one,) = questions([{"question": "Which?", "options": ["x", "y", "z"], "answer": "AC"}])
    assert one.answer == "- A. x\n- C. z"


def test_numbers_of_choices_count_from_where_the_file_shows() -> None:
    def asked(*numbers: int) -> list[dict[str, Any]]:
        return [
            {"question": f"Which {at}?", "options": ["x", "y", "z"], "answer": number}
            for at, number in enumerate(numbers)
        ]

    assert [one.answer for one in questions(asked(0, 2))] == ["A. x", "C. z"]
    assert [one.answer for one in questions(asked(1, 3))] == ["A. x", "C. z"]
    assert rules(asked(1, 2)) == [("ambiguous-choice", 1)]


def test_a_choice_that_is_not_there_is_no_answer() -> None:
    found, _ = read([{"question": "Which?", "options": ["x", "y"], "answer": 7}])
    assert found.questions[0].answer == ""
    assert "odd-value" in [one.rule for one in found.diagnostics]


def test_rubric_lines_and_objects_are_checkpoints() -> None:
    rubric = [{"text": "first", "weight": 2, "must": True}, "(must) second", "third"]
    (one,) = questions([{"question": "Why?", "rubric": rubric}])
    assert [(c.text, c.weight, c.must) for c in one.rubric] == [
        ("first", 2.0, True), ("second", 1.0, True), ("third", 1.0, False),
    ]  # fmt: skip
    odd = [{"text": "", "weight": 1}, {"text": "x", "weight": float("nan")}, {"text": "y"}]
    found, _ = read([{"question": "Why?", "rubric": odd}])
    assert [c.text for c in found.questions[0].rubric] == ["y"]
    assert [one.rule for one in found.diagnostics] == ["odd-value", "odd-value"]


def test_every_line_is_accounted_for_and_a_question_knows_its_line() -> None:
    text = '[\n {"question": "A?",\n  "answer": "x"},\n {"note": "no question"},\n ["B?", "y"]\n]\n'
    found, account = read(text)
    assert [(one.title, one.line) for one in found.questions] == [("A?", 2), ("B?", 5)]
    assert [(one.first, one.last, one.kind) for one in account.spans] == [
        (1, 1, "intro"), (2, 3, "question"), (4, 4, "not_understood"), (5, 5, "question"),
        (6, 6, "intro"),
    ]  # fmt: skip
    assert [(one.rule, one.line) for one in found.diagnostics] == [("not-understood", 4)]


def test_a_broken_line_among_lines_costs_only_itself() -> None:
    text = '{"q": "A?", "a": "x"}\n{"q": "B?", "a":\n\n["C?", "z"]\n'
    found, account = read(text, "bank.jsonl")
    assert [(one.title, one.line) for one in found.questions] == [("A?", 1), ("C?", 4)]
    assert [(one.rule, one.line) for one in found.diagnostics] == [("not-understood", 2)]
    assert account.lines == 4


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('// a bank\n[{"q": "A?"}]', 1, "comments"),
        ('[\n {"q": "A?"}, # why\n {"q": "B?"}]', 2, "comments"),
        ('[\n {"q": "A?"},\n]', 3, "expecting value"),
        ('{\n "q": "A?"\n "a": "x"}', 3, "delimiter"),
        ("[" * 100_000, 1, "nested"),
        ('[{"q": "A?", "n": ' + "9" * 5000 + "}]", 1, "digits"),
        ('[{"q": "A', 1, "unterminated"),
    ],
)
def test_what_is_no_json_is_an_error_with_its_line(text: str, line: int, says: str) -> None:
    found, account = read(text)
    (one,) = found.diagnostics
    assert (one.rule, one.level, one.line) == ("bad-json", "error", line)
    assert says in one.message
    assert found.questions == []
    assert {span.kind for span in account.spans} == {"not_understood"}


@pytest.mark.parametrize(
    "value",
    [
        {"name": "app", "version": "1.0", "scripts": {"build": "tsc -p ."}, "files": ["a", "b"]},
        [1, 2, 3],
        ["red", "green", "blue"],
        {},
    ],
)
def test_json_that_is_no_bank_gives_no_question_and_says_so(value: Any) -> None:
    found, account = read(value)
    assert found.questions == []
    assert [one.rule for one in found.diagnostics] == ["no-question"]
    assert account.count()["not_understood"] == 1


def test_an_empty_list_is_a_bank_without_questions() -> None:
    found, account = read("[]\n")
    assert (found.questions, found.diagnostics) == ([], [])
    assert account.count() == {"question": 0, "intro": 1, "not_understood": 0}


def test_what_is_not_read_is_named_once_with_its_first_line() -> None:
    lines = [f'{{"q": "Q{n}?", "colour": "red", "level": "{n}"}}' for n in range(40)]
    found, _ = read("\n".join(lines), "bank.jsonl")
    assert len(found.questions) == 40
    said = [one for one in found.diagnostics if one.rule == "unknown-field"]
    assert [(one.line, "40" in one.message) for one in said] == [(1, True)]
    odd = [one.message for one in found.diagnostics if one.rule == "odd-value"]
    assert len(odd) == 21
    assert "20 more" in odd[-1]


def test_a_bare_number_is_no_identity_and_a_name_is_one() -> None:
    first, second = questions([{"id": 1, "q": "A?"}, {"id": "kv-1", "q": "B?"}])
    assert (first.explicit_id, second.explicit_id) == (None, "kv-1")
    assert ("row-number", 1) in rules([{"id": 1, "q": "A?"}])


def test_what_no_file_can_hold_is_made_harmless() -> None:
    (one,) = questions('[{"q": "A\\u0000\\ud800?", "a": "x\\r\\ny"}]')
    assert (one.title, one.answer) == ("A\ufffd\ufffd?", "x\ny")
    one.title.encode()


def test_json_is_known_by_its_text_and_markdown_is_not_taken_for_it() -> None:
    assert json_reader.suits(source('[{"q": "A?"}]', "bank.txt")) > 80
    assert json_reader.suits(source("[a link](x) and more", "bank.md")) == 0
    assert json_reader.suits(source("[[wiki]] and more", "bank.md")) == 0


_NAMES = st.sampled_from(
    ["question", "answer", "title", "questions", "data", "tags", "options", "correct", "a", "b",
     "id", "rubric", "Why is it?", "chapters", "content", "columns", "text", "date", "x y z"]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.floats() | st.text(max_size=8) | _NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=25,
)


@given(_VALUES, st.sampled_from([None, 1]))
def test_no_json_breaks_the_reader_or_loses_a_line(value: Any, indent: int | None) -> None:
    made = source(json.dumps(value, indent=indent), "bank.json")
    found = json_reader.read(made)
    spans = found.settle("bank.json", "json", made.lines).spans
    assert spans[0].first == 1
    assert spans[-1].last == len(made.lines)
    assert all(one.last + 1 == other.first for one, other in pairwise(spans))
    assert all(one.title.strip() and "\n" not in one.title for one in found.questions)
    assert "reader-failed" not in [one.rule for one in found.diagnostics]


@given(st.text(alphabet='{}[]",:\n a1?q', max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    made = source(text, "bank.json")
    assert 0 <= json_reader.suits(made) <= 100
    json_reader.read(made).settle("bank.json", "json", made.lines)


def test_a_checkpoint_has_all_that_another_coach_lists_of_it() -> None:
    listed = {
        "id": "growth", "text": "It grows.", "weight": 2, "must": False, "accept": ["a; b"],
        "reject": "c; d", "texts": [["zh", "变长"], ["fr", "x"]],
    }  # fmt: skip
    (one,) = questions([{"question": "Why?", "rubric": [listed, {"zh": "保存", "wieght": 3}]}])
    assert one.rubric == (
        Checkpoint("growth", "It grows.", 2.0, False, ("a; b",), ("c", "d"), (("zh", "变长"),)),
        Checkpoint("c2", "保存"),
    )

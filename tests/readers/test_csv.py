"""Tables of questions as spreadsheets save them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.account import Account
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.readers import csv as csv_reader
from bot.readers.parts.found import Found
from tests.readers.sources import source


def read(text: str | bytes, name: str = "bank.csv") -> tuple[Found, Account]:
    return readers.read(source(text, name))


def questions(text: str | bytes, name: str = "bank.csv") -> list[Question]:
    return read(text, name)[0].questions


def rules(text: str | bytes, name: str = "bank.csv") -> list[tuple[str, int]]:
    return [(one.rule, one.line) for one in read(text, name)[0].diagnostics]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_separator_and_any_order_of_columns_are_read(mark: str) -> None:
    text = f"Answer{mark}Company{mark}Question\nSo.{mark}阿里{mark}Why?\n"
    (one,) = questions(text)
    assert (one.title, one.answer, one.company, one.line) == ("Why?", "So.", "阿里", 2)


def test_what_excel_saves_is_read() -> None:
    text = '\ufeffsep=;\r\nquestion;answer;tags\r\nWhy?;"a;\r\n""b""";KV Cache, GQA\r\n'
    found, account = read(text)
    (one,) = found.questions
    assert (one.answer, one.tags) == ('a;\n"b"', ("KV Cache", "GQA"))
    assert found.diagnostics == []
    assert [(span.first, span.last, span.kind) for span in account.spans] == [
        (1, 1, "intro"), (2, 2, "intro"), (3, 4, "question"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_chinese_of_other_encodings_is_read_and_said(encoding: str, name: str) -> None:
    text = "问题,答案,公司\n为什么需要 KV Cache？,因为可以避免重复计算。,阿里\n"
    found, _ = read(text.encode(encoding))
    (one,) = found.questions
    assert (one.title, one.company) == ("为什么需要 KV Cache？", "阿里")
    (said,) = found.diagnostics
    assert (said.rule, said.level) == ("not-utf8", "warning")
    assert name in said.message


def test_a_stray_byte_does_not_make_utf8_another_encoding() -> None:
    (one,) = questions("问题,答案\n为什么？,因为".encode() + b"\xb0\n")
    assert (one.title, one.answer) == ("为什么？", "因为\ufffd")
    (latin,) = questions("question,answer\nCafé?,résumé\n".encode("latin-1"))
    assert latin.title == "Caf\ufffd?"


def test_without_a_header_the_first_two_columns_are_question_and_answer() -> None:
    assert [(one.title, one.answer) for one in questions("Why?,So.\nHow?,Thus.\n")] == [
        ("Why?", "So."), ("How?", "Thus."),
    ]  # fmt: skip
    assert rules("Why?,So.\nHow?,Thus.\n") == [("no-header", 1)]
    assert [one.title for one in questions("1,Why?,So.\n2,How?,Thus.\n")] == ["Why?", "How?"]


def test_a_table_without_a_question_is_said_with_its_columns() -> None:
    found, account = read("topic,answer\nx,y\n")
    assert [(one.rule, "topic, answer" in one.message) for one in found.diagnostics] == [
        ("no-question", True)
    ]
    assert account.count() == {"question": 0, "intro": 0, "not_understood": 1}


def test_a_row_with_too_many_cells_loses_none() -> None:
    assert questions("question,answer\nWhy?,So, and so.\n")[0].answer == "So, and so."
    assert rules("question,answer\nWhy?,So, and so.\n") == [("ragged-row", 2)]


def test_a_quote_that_is_never_closed_costs_no_other_row() -> None:
    text = 'question,answer\nWhy?,"So\nHow?,Thus\nWhen?,"now, or ""then"""\n'
    assert [(one.title, one.answer) for one in questions(text)] == [
        ("Why?", '"So'), ("How?", "Thus"), ("When?", 'now, or "then"'),
    ]  # fmt: skip
    assert rules(text) == [("open-quote", 2)]
    assert questions('question,answer\n"Attention" is what?,So\n')[0].answer == "So"


def test_choices_in_columns_are_read() -> None:
    (one,) = questions("题目,选项A,选项B,答案,解析\n哪个？,甲,乙,B,因为\n")
    assert (one.body, one.answer) == ("- A. 甲\n- B. 乙", "B. 乙\n\n因为")


def test_lists_in_a_cell_are_lines_or_json() -> None:
    (one,) = questions(
        'question,rubric,sources,tags\nWhy?,"(must, weight 2) first\nsecond","A, 2020\nB, 2021",'
        '"[""x, y"", ""z""]"\n'
    )
    assert [(c.text, c.weight, c.must) for c in one.rubric] == [
        ("first", 2.0, True), ("second", 1.0, False),
    ]  # fmt: skip
    assert one.sources == ("A, 2020", "B, 2021")
    assert one.tags == ("x, y", "z")


def test_the_mark_that_keeps_a_spreadsheet_from_computing_is_no_text() -> None:
    first, second = questions("question,answer\nWhy?,'- a bullet\n'Quoted' words?,'tis so\n")
    assert first.answer == "- a bullet"
    assert (second.title, second.answer) == ("'Quoted' words?", "'tis so")


def test_empty_tables_are_no_trouble() -> None:
    for text in ("", "\n\n", "question,answer\n"):
        found, _ = read(text)
        assert found.questions == []
        assert [one for one in found.diagnostics if one.level == "error"] == []


def test_a_table_is_known_by_its_text_and_markdown_is_not_taken_for_it() -> None:
    assert csv_reader.suits(source("question;answer\nWhy?;So.\n", "bank.txt")) > 50
    assert csv_reader.suits(source("| question | answer |\n|---|---|\n| a | b |\n", "a.md")) == 0
    assert csv_reader.suits(source("### Q. Why?\n\nSo, it is.\n", "a.md")) == 0


def test_many_odd_rows_are_few_diagnostics() -> None:
    found, _ = read("question,answer\n" + "Why?,a,b\n" * 500)
    assert len(found.questions) == 500
    assert len(found.diagnostics) == 21


@given(st.text(alphabet='",;\t|\n a?', max_size=80) | st.text(max_size=40) | st.binary(max_size=80))
def test_no_text_breaks_the_reader_or_loses_a_line(text: str | bytes) -> None:
    made = source(text if isinstance(text, bytes) else text.encode(errors="replace"), "bank.csv")
    assert 0 <= csv_reader.suits(made) <= 100
    spans = csv_reader.read(made).settle("bank.csv", "csv", made.lines).spans
    assert sum(one.last - one.first + 1 for one in spans) == len(made.lines)
    assert all(one.last + 1 == other.first for one, other in pairwise(spans))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ['"A,x","\n', '"a""\n', 'a,"b\n', '"a"b,"c\n'])
def test_hostile_quotes_take_no_time_to_speak_of(line: str) -> None:
    found, account = read("question,answer\n" + line * 20_000)
    assert account.lines == 20_001
    assert found.questions


def test_what_belongs_to_a_checkpoint_stands_below_it_in_the_cell() -> None:
    (one,) = questions(
        'question,rubric\nWhy?,"(must) It grows.\n  - accept: longer; more\n  误区：不变\nKept."\n'
    )
    assert one.rubric == (
        Checkpoint("c1", "It grows.", must=True, accept=("longer", "more"), reject=("不变",)),
        Checkpoint("c2", "Kept."),
    )

"""Each format on a tiny file; what is wrong in one is said with its line."""

import json
from pathlib import Path

import pytest

from bot.core.errors import BadInput
from bot.evaluating.item import DataSet
from bot.evaluating.loaders import load, names
from bot.evaluating.loaders.parts.loaded import How, read_columns, read_scale

SAF = """<?xml version='1.0' encoding='UTF-8'?>
<question id="7.1" module="NET">
  <questionText>What is a bridge?</questionText>
  <referenceAnswers>
    <referenceAnswer id="r">It joins two &lt;LANs&gt;.</referenceAnswer></referenceAnswers>
  <studentAnswers>
    <studentAnswer id="s1"><response>It joins LANs.</response><score>0.75</score>
      <verification_feedback>Partially correct</verification_feedback></studentAnswer>
    <studentAnswer id="s2"><response>No idea</response><score>nought</score></studentAnswer>
    <studentAnswer id="s3"><response></response><score>0</score></studentAnswer>
    <studentAnswer id="s4"><score>1</score></studentAnswer>
  </studentAnswers>
</question>
"""
SEMEVAL = """<?xml version="1.0"?>
<question testSet="unseen-domains" id="WA_1" module="WA">
  <questionText>Why does oil float?</questionText>
  <referenceAnswers>
    <referenceAnswer id="a" category="GOOD">It is light.</referenceAnswer>
    <referenceAnswer id="b" category="BEST">It is less dense than water.</referenceAnswer>
  </referenceAnswers>
  <studentAnswers>
    <studentAnswer id="1" accuracy="correct">Less dense.</studentAnswer>
    <studentAnswer id="2" accuracy="contradictory">More dense.</studentAnswer>
    <studentAnswer id="3" accuracy="incorrect">It is oil.</studentAnswer>
    <studentAnswer id="4">Unlabelled.</studentAnswer>
  </studentAnswers>
</question>
"""
ROW = {"question": "Q?", "reference": "R.", "answer": "A.", "score": 0.5}


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def jsonl(folder: Path, *rows: object) -> Path:
    return written(folder, "set.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def reasons(found: DataSet) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in found.skipped]


def test_the_files_of_the_folder_are_the_formats() -> None:
    assert set(names()) == {"csv", "jsonl", "saf", "semeval"}


def test_saf_has_scores_and_keeps_the_verdict_in_words(tmp_path: Path) -> None:
    found = load(written(tmp_path, "7.xml", SAF))
    assert found.format == "saf"
    assert [(one.id, one.group, one.answer, one.score, one.label) for one in found.items] == [
        ("s1", "7.1", "It joins LANs.", 0.75, "partially correct"),
        ("s3", "7.1", "", 0.0, ""),
    ]
    assert found.items[0].reference == "It joins two <LANs>."
    assert reasons(found) == [
        (9, "its score “nought” is no number"),
        (11, "it has no response"),
    ]


def test_two_questions_that_their_author_gave_one_number_are_two_groups(tmp_path: Path) -> None:
    written(tmp_path, "a.xml", SAF)
    written(tmp_path, "b.xml", SAF.replace("What is a bridge?", "What is a router?"))
    written(tmp_path, "c.xml", SAF.replace('id="7.1"', 'id="7.2"'))
    groups = [one.group for one in load(tmp_path).items]
    assert len(set(groups)) == 3
    assert groups[4:] == ["7.2", "7.2"]
    assert groups[0] == groups[1] != groups[2] == groups[3]


def test_semeval_counts_correct_alone_and_keeps_the_label(tmp_path: Path) -> None:
    found = load(written(tmp_path, "WA_1.xml", SEMEVAL))
    assert found.format == "semeval"
    assert [(one.label, one.score) for one in found.items] == [
        ("correct", 1.0),
        ("contradictory", 0.0),
        ("incorrect", 0.0),
    ]
    assert {one.reference for one in found.items} == {"It is less dense than water."}
    assert found.classes == ("contradictory", "correct", "incorrect")
    assert reasons(found) == [(12, "it has no accuracy")]


def test_jsonl_rows_that_cannot_be_read_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps(ROW)
    lines = [good, "{broken", "[1]", "", json.dumps({**ROW, "score": None}), good]
    lines += [json.dumps({**ROW, "score": -1}), json.dumps({**ROW, "question": ""})]
    lines += [json.dumps({**ROW, "answer": {"text": "A"}}), json.dumps({**ROW, "score": "high"})]
    lines += [json.dumps({**ROW, "score": float("nan")}), json.dumps({**ROW, "score": True})]
    found = load(written(tmp_path, "set.jsonl", "\n".join(lines)))
    assert len(found.items) == 2
    said = dict(reasons(found))
    assert sorted(said) == [2, 3, 5, 7, 8, 9, 10, 11, 12]
    assert said[2].startswith("the line is no JSON (column 2")
    assert said[3] == "the line is no JSON object"
    assert said[5] == "it has no score"
    assert said[7] == "the score -1 is not within 0 to 1"
    assert said[8] == "it has no question"
    assert said[9] == "its answer is no text"
    assert said[10] == "its score “high” is no number"
    assert said[11] == "its score is no finite number"
    assert said[12] == "its score is no number"


def test_an_empty_answer_is_an_answer_and_none_is_not(tmp_path: Path) -> None:
    without = {key: value for key, value in ROW.items() if key != "answer"}
    found = load(jsonl(tmp_path, ROW, {**ROW, "answer": ""}, {**ROW, "answer": None}, without))
    assert [one.answer for one in found.items] == ["A.", ""]
    assert reasons(found) == [(3, "it has no answer"), (4, "it has no answer")]


def test_a_group_that_is_not_named_is_the_question(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "question": "q ?"}, {**ROW, "question": "Another?"}]
    found = load(jsonl(tmp_path, *rows, {**ROW, "group": "g"}))
    groups = [one.group for one in found.items]
    assert groups[0] == groups[1] != groups[2]
    assert groups[3] == "g"
    assert len({one.id for one in found.items}) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_tables_are_read_however_a_spreadsheet_saved_them(
    tmp_path: Path, encoding: str
) -> None:
    text = (
        "题目,参考答案,学生答案,得分\r\n什么是过拟合？,训练好而测试差。,“测试集上差,一些”,0.5\r\n"
    )
    text = text.replace("“", '"').replace("”", '"')
    found = load(written(tmp_path, "集.csv", text, encoding))
    (item,) = found.items
    assert (item.question, item.reference) == ("什么是过拟合？", "训练好而测试差。")
    assert (item.answer, item.score, item.language) == ("测试集上差,一些", 0.5, "zh")


def test_a_table_with_tabs_and_a_scale(tmp_path: Path) -> None:
    text = "question\tdesired_answer\tstudent_answer\tscore_avg\nQ?\tR.\tA.\t2.5\nQ?\tR.\tB.\t6\n"
    found = load(written(tmp_path, "set.txt", text), how=How(scale=read_scale("0-5")))
    assert found.format == "csv"
    assert [one.score for one in found.items] == [0.5]
    assert reasons(found) == [(3, "the score 6 is not within 0 to 5")]


def test_a_score_above_1_without_a_scale_is_no_guess(tmp_path: Path) -> None:
    path = jsonl(tmp_path, ROW, {**ROW, "score": 4})
    with pytest.raises(BadInput) as told:
        load(path)
    assert told.value.key == "error.eval_no_scale"
    assert told.value.facts == {"path": "set.jsonl", "line": 2, "score": "4"}


def test_quotes_that_span_lines_keep_the_count_of_lines(tmp_path: Path) -> None:
    text = 'question,reference,answer,score\nQ?,R.,"two\nlines",1\nQ?,R.,B.,bad\nQ?,R.,C.\n'
    found = load(written(tmp_path, "set.csv", text))
    assert found.items[0].answer == "two\nlines"
    assert reasons(found) == [
        (4, "its score “bad” is no number"),
        (5, "the row has 3 cells for 4 columns"),
    ]


def test_a_quote_that_is_never_closed_names_what_it_took_with_it(tmp_path: Path) -> None:
    text = 'question,reference,answer,score\nQ?,R.,A.,1\nQ?,R.,"open,1\nQ?,R.,B.,1\nQ?,R.,C.,1\n'
    found = load(written(tmp_path, "set.csv", text))
    assert [one.answer for one in found.items] == ["A."]
    ((line, reason),) = reasons(found)
    assert line == 3
    assert reason.endswith("with it the 2 lines below")


def test_a_column_that_is_missing_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        load(written(tmp_path, "set.csv", "question,answer,points of it\nQ?,A.,1\n"))
    assert told.value.key == "error.eval_column_missing"
    assert told.value.facts["lacking"] == "reference, score"
    assert told.value.facts["columns"] == "question, answer, points of it"


def test_columns_can_be_told_and_the_reference_may_be_called_answer(tmp_path: Path) -> None:
    text = "prompt,answer,student_answer,points of it\nQ?,R.,A.,1\n"
    path = written(tmp_path, "set.csv", text)
    (item,) = load(path, how=How(columns=read_columns("score=points of it"))).items
    assert (item.question, item.reference, item.answer, item.score) == ("Q?", "R.", "A.", 1.0)
    with pytest.raises(BadInput) as told:
        load(path, how=How(columns=read_columns("score=grade")))
    assert told.value.facts["lacking"] == "grade (score)"


def test_labels_in_the_column_of_scores_are_classes(tmp_path: Path) -> None:
    text = "question,reference,answer,label\nQ?,R.,A.,correct\nQ?,R.,B.,Contradictory\n"
    found = load(written(tmp_path, "set.csv", text))
    assert [(one.score, one.label) for one in found.items] == [
        (1.0, "correct"),
        (0.0, "contradictory"),
    ]


def test_a_folder_is_read_whole_and_says_what_it_could_not_read(tmp_path: Path) -> None:
    written(tmp_path, "a.xml", SAF)
    written(tmp_path, "b.xml", SAF.replace("</question>", ""))
    (tmp_path / "deeper").mkdir()
    written(tmp_path / "deeper", "c.xml", SAF.replace("7.1", "7.2"))
    written(tmp_path, "LICENSE", "MIT\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0\0")
    found = load(tmp_path)
    assert [one.id for one in found.items] == ["s1", "s3", "s1#2", "s3#2"]
    assert set(found.groups) == {"7.1", "7.2"}
    whole = {one.file: one.reason for one in found.skipped}
    assert whole["LICENSE"] == whole["picture.png"] == "no loader knows this kind of file"
    assert whole["b.xml"].startswith("it is no XML (no element found)")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "error.eval_format"),
        ("only words\n", "error.eval_format"),
        ("{}\n", "error.eval_column_missing"),
        (json.dumps({**ROW, "score": ""}) + "\n", "error.eval_nothing"),
        ("<question><score></question>", "error.eval_nothing"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_is_a_sentence(
    tmp_path: Path, text: str, key: str
) -> None:
    with pytest.raises(BadInput) as told:
        load(written(tmp_path, "set.data", text))
    assert told.value.key == key


def test_a_path_or_a_format_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        load(tmp_path / "nowhere")
    assert told.value.key == "error.eval_file"
    with pytest.raises(BadInput) as told:
        load(jsonl(tmp_path, ROW), format="parquet")
    assert told.value.key == "error.unknown_format"


@pytest.mark.parametrize("text", ["5", "5-0", "a-b", "0-5-6", ""])
def test_what_is_no_scale_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        read_scale(text)


@pytest.mark.parametrize("text", ["question", "grade=score", "score=", "=x"])
def test_what_is_no_column_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        read_columns(text)


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE question [<!ENTITY e0 "0123456789">{levels}]>'
    text = SAF.replace("<question ", bomb + "<question ").replace("It joins LANs.", "&e9;")
    with pytest.raises(BadInput) as told:
        load(written(tmp_path, "bomb.xml", text))
    assert "amplification" in str(told.value.facts["first"])

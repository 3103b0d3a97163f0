"""Tables of Markdown with a column of questions."""

from tests.readers.seen import seen


def test_the_rows_of_a_table_of_questions_are_questions() -> None:
    bank = seen(
        "# ML\n\nIntro.\n\n## Basics\n\n| No | Question | Answer | Difficulty | Topics |\n"
        "|---|---|---|---|---|\n"
        "| 1 | What is [A](https://example.org)? | a<br>b | Easy | x, y |\n"
        "| 2 | Why B? | | Hard | z |\n\n"
        "## More\n\nQuestion | Answer\n--- | ---\nHow C? | c\n"
    )
    assert bank.reader == "tables"
    assert bank.titles == ["What is A?", "Why B?", "How C?"]
    assert bank.answers == ["a\nb", "", "c"]
    assert [one.difficulty for one in bank.questions] == ["easy", "hard", None]
    assert bank.questions[0].tags == ("x", "y")
    assert bank.places == [("ML", "Basics")] * 2 + [("ML", "More")]
    assert bank.lines["question"] == [9, 10, 16]
    assert bank.lines["not_understood"] == []


def test_a_table_in_an_answer_is_none() -> None:
    bank = seen(
        "## 1. What is A?\n\n| Question | Answer |\n|---|---|\n| x | y |\n\n## 2. Why B?\n\nb\n"
    )
    assert bank.reader == "numbered-headings"
    assert "| x | y |" in bank.answers[0]

"""Questions that are lines in bold."""

import pytest

from tests.readers.seen import seen

BANK = """\
# Theory

* Legend: 👶 easy ⭐️ medium 🚀 hard
* Do you know more? Send it.

## Basics

**What is a model? 👶**

What is fitted.

- **one** part
- another

<br/>

**Which are linear? ⭐️**

**These** are. And **those** are.

<br/>

**Gradients in depth 🚀**

Deep.

## Code

**1. What does it print?**

```python
print(1)
```

**Answer:** `1`
"""


def test_lines_in_bold_that_ask_are_questions() -> None:
    bank = seen(BANK)
    assert bank.reader == "bold-lines"
    assert bank.titles == [
        "What is a model?",
        "Which are linear?",
        "Gradients in depth",
        "What does it print?",
    ]
    assert bank.answers == [
        "What is fitted.\n\n- **one** part\n- another",
        "**These** are. And **those** are.",
        "Deep.",
        "`1`",
    ]
    assert [one.difficulty for one in bank.questions] == ["easy", "medium", "hard", None]
    assert bank.questions[3].body == "```python\nprint(1)\n```"
    assert bank.places == [("Theory", "Basics")] * 3 + [("Theory", "Code")]
    assert bank.lines["not_understood"] == []


def test_the_answer_may_follow_on_the_same_line() -> None:
    bank = seen("**What is A?** It is this.\n\nAnd more.\n\n**Why B?**\nBecause.\n")
    assert bank.titles == ["What is A?", "Why B?"]
    assert bank.answers == ["It is this.\n\nAnd more.", "Because."]


@pytest.mark.parametrize(
    "line", ["**1. What is A?**", "**Q1: What is A?**", "__1、What is A?__", "**What is A**?"]
)
def test_numbers_and_marks_are_no_part_of_the_title(line: str) -> None:
    assert seen(f"{line}\n\na\n\n**2. Why B?**\n\nb\n").titles == ["What is A?", "Why B?"]


def test_bold_labels_in_answers_are_no_questions() -> None:
    bank = seen(
        "## 1. What is A?\n\n**Note**\n\nn\n\n**Example:**\n\ne\n\n## 2. Why B?\n\n"
        "**Why not?**\n\nx\n"
    )
    assert bank.titles == ["What is A?", "Why B?"]


def test_a_bold_line_above_a_list_of_questions_is_none() -> None:
    bank = seen("**Basics**\n\n- What is A?\n- Why B?\n\n**More**\n\n- How C?\n- Which D?\n")
    assert bank.reader == "bullets"
    assert bank.titles == ["What is A?", "Why B?", "How C?", "Which D?"]

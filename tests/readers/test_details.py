"""Questions that are folded away: a summary that asks, and what it unfolds to."""

import pytest

from tests.readers.seen import seen

BANK = """\
# Operations

A few questions.

## Networks

<details>
<summary>What is a <b>port</b>?</summary><br><b>

A number that tells:

- which program is meant

</b></details>

<details><summary>2. Why <code>TCP</code>?</summary>It repeats what was lost.</details>

<details>
<summary>Which layer does each belong to:

  * cables
  * frames</summary>
  * cables - the first
  * frames - the second
</details>

### Routing

<details>
<summary>Describe a route</summary>
A way.
```html
<details><summary>no question?</summary></details>
```
</details>
"""


def test_every_summary_is_a_question_and_what_it_hides_is_the_answer() -> None:
    bank = seen(BANK)
    assert bank.reader == "details"
    assert bank.titles == [
        "What is a port?",
        "Why `TCP`?",
        "Which layer does each belong to: * cables * frames",
        "Describe a route",
    ]
    assert bank.answers[:3] == [
        "A number that tells:\n\n- which program is meant",
        "It repeats what was lost.",
        "* cables - the first\n* frames - the second",
    ]
    assert bank.answers[3].startswith("A way.\n```html\n<details>")
    assert bank.places == [("Operations", "Networks")] * 3 + [("Operations", "Networks / Routing")]
    assert bank.lines["not_understood"] == []


def test_many_in_one_line_are_told_apart() -> None:
    bank = seen(
        "<details><summary>A?</summary>a</details><details><summary>B?</summary>b</details>"
    )
    assert list(zip(bank.titles, bank.answers, strict=True)) == [("A?", "a"), ("B?", "b")]


def test_details_that_only_hold_questions_are_a_section() -> None:
    bank = seen(
        "# Bank\n\n<details><summary>Caches</summary>\n\n"
        "<details><summary>What is a hit?</summary>\nFound.\n</details>\n\n"
        "<details><summary>What is a miss?</summary>\nNot found.\n</details>\n\n</details>\n"
    )
    assert bank.titles == ["What is a hit?", "What is a miss?"]
    assert bank.places == [("Bank", "Caches")] * 2
    assert bank.answers == ["Found.", "Not found."]


def test_details_within_an_answer_belong_to_it() -> None:
    bank = seen(
        "<details><summary>How do you sort?</summary>\n\nMerge.\n\n"
        "<details><summary>In code</summary>\n\n`sorted(x)`\n\n</details>\n\nDone.\n\n"
        "</details>\n\n"
        "<details><summary>And search?</summary>\nHalve.\n</details>\n"
    )
    assert bank.titles == ["How do you sort?", "And search?"]
    assert "`sorted(x)`" in bank.answers[0]
    assert bank.answers[0].endswith("Done.")


def test_what_is_never_closed_takes_no_other_question_with_it() -> None:
    bank = seen(
        "## One\n\n<details>\n<summary>What is A?</summary>\n\na\n\n"
        "<details>\n<summary>What is B?</summary>\n\nb\n\n</details>\n\n## Two\n\n"
        "<details>\n<summary>What is C?</summary>\n\nc\n\n</details>\n"
    )
    assert bank.titles == ["What is A?", "What is B?", "What is C?"]
    assert bank.answers == ["a", "b", "c"]


@pytest.mark.parametrize(
    "label", ["Answer", "Show answer", "<b>Solution</b>", "答案", "点击查看答案", "💡 参考答案"]
)
def test_a_summary_that_only_says_answer_opens_the_answer_of_the_heading(label: str) -> None:
    bank = seen(
        f"## 1. Why?\n\nLook at it.\n\n<details><summary>{label}</summary>\n\nSo.\n\n</details>\n\n"
        f"## 2. How?\n\n<details><summary>{label}</summary>\n\nThus.\n\n</details>\n"
    )
    assert bank.reader == "numbered-headings"
    assert bank.titles == ["Why?", "How?"]
    assert bank.answers == ["So.", "Thus."]
    assert bank.questions[0].body == "Look at it."


def test_a_hint_is_a_hint() -> None:
    bank = seen(
        "## 1. Why?\n\n<details><summary>Hint</summary>\n\nThink.\n\n</details>\n\n"
        "<details><summary>Answer</summary>\n\nSo.\n\n</details>\n\n## 2. How?\n\nThus.\n"
    )
    assert (bank.questions[0].hint, bank.questions[0].answer) == ("Think.", "So.")


def test_a_folded_table_of_contents_is_no_question() -> None:
    bank = seen(
        "<details><summary>Table of contents</summary>\n\n- [A](#a)\n\n</details>\n\n"
        "<details><summary>What is A?</summary>\na\n</details>\n"
    )
    assert bank.titles == ["What is A?"]
    assert bank.lines["intro"] == [1, 2, 3, 4, 5, 6]


def test_prose_between_details_is_listed_as_not_understood() -> None:
    bank = seen(
        "<details><summary>What is A?</summary>\na\n</details>\n\nA stray remark.\n\n"
        "<details><summary>What is B?</summary>\nb\n</details>\n"
    )
    assert bank.lines["not_understood"] == [5, 6]
    assert "not-understood" in bank.said

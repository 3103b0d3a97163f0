"""One file a question."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.rubric import Checkpoint
from bot.readers import front_matter
from bot.readers.parts.mending import mend
from tests.readers.sources import source

WHOLE = """\
---
title: Why does a KV cache help?
id: kv-1
company: 阿里
round: 算法工程师 一面
date: 2025-08-26
tags: [KV Cache, Decoding]
difficulty: 中等
rubric:
  - {text: Keys and values are kept., must: true, weight: 2}
  - (must) One token a step.
  - plain
hint: What is computed again?
sources: [Somebody 2020]
---
The keys and values are kept.

<mark>They are kept.</mark>
"""


def test_every_field_is_read() -> None:
    (one,) = front_matter.read(source(WHOLE)).questions
    assert (one.id, one.explicit_id, one.title) == ("kv-1", "kv-1", "Why does a KV cache help?")
    assert (one.company, one.position, one.round, one.date) == (
        "阿里",
        "算法工程师",
        "一面",
        "2025-08-26",
    )
    assert (one.tags, one.difficulty, one.core) == (
        ("KV Cache", "Decoding"),
        "medium",
        "They are kept.",
    )
    assert [(c.text, c.weight, c.must) for c in one.rubric] == [
        ("Keys and values are kept.", 2.0, True),
        ("One token a step.", 1.0, True),
        ("plain", 1.0, False),
    ]
    assert (one.hint, one.sources, one.language) == (
        "What is computed again?",
        ("Somebody 2020",),
        "en",
    )


def test_the_title_may_be_the_first_heading() -> None:
    (one,) = front_matter.read(source("---\ntags: x\n---\n# Q. Why?\n\nSo.")).questions
    assert (one.title, one.answer, one.tags) == ("Why?", "So.", ("x",))


def test_what_is_odd_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: Why?\ncolour: red\ndate: soon\nrubric: [{weight: x, text: y}]\n---\nSo."
    )
    bank = readers.load([file])
    assert len(bank) == 1
    assert {one.rule for one in bank.diagnostics} == {
        "unknown-field",
        "odd-value",
        "odd-checkpoint",
    }


def test_front_matter_that_is_no_yaml_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\ntitle: a: b\n  - c\n---\nSo.")
    (tmp_path / "good.md").write_text("### Q. Why?\n\nSo.")
    bank = readers.load([tmp_path])
    assert len(bank) == 1
    (bad,) = readers.diagnostics(bank, "error")
    assert (bad.rule, bad.line) == ("bad-front-matter", 2)


def test_a_chapter_that_begins_with_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\n\n### Q. Why?\n\nSo.\n\n---\n\n### Q. How?\n\nThus.")
    assert len(readers.load([file])) == 2


def odd(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.rule) for one in front_matter.read(source(text)).diagnostics]


def test_every_oddity_has_the_line_of_its_field() -> None:
    text = (
        "---\ntitle: Why?\ncolour: red\ndate: soon\ndifficulty: so so\nround: 群面讨论\n"
        "tags: [a]\ntags: [b]\nhint: {a: b}\nrubric: [{weight: x, text: y}]\n---\n\n<mark>So.\n"
    )
    assert odd(text) == [
        (3, "unknown-field"),
        (4, "odd-value"),
        (5, "odd-value"),
        (6, "odd-round"),
        (8, "repeated-field"),
        (9, "odd-value"),
        (10, "odd-checkpoint"),
        (13, "unclosed-mark"),
    ]


def test_values_are_what_they_look_like() -> None:
    (one,) = front_matter.read(
        source(
            "---\ntitle: Why?\nid: 007\ncompany: no\ndate: 2025.10\nround:\n"
            "tags: !!python/name:os.system [on, 1.10]\n---\nSo."
        )
    ).questions
    assert (one.id, one.company, one.date, one.round) == ("007", "no", "2025-10", None)
    assert one.tags == ("on", "1.10")


def test_fields_may_be_chinese_and_lists_may_be_texts() -> None:
    text = "---\n题目: 为什么？\n公司: 阿里\n标签: 注意力, KV Cache\n难度: 困难\n---\n因为。"
    (one,) = front_matter.read(source(text)).questions
    assert (one.title, one.company, one.difficulty) == ("为什么？", "阿里", "hard")
    assert one.tags == ("注意力", "KV Cache")
    assert odd(text) == []


def test_a_checkpoint_may_hold_a_colon() -> None:
    text = "---\ntitle: Why?\nrubric:\n  - (must) Keys: they are kept\n---\nSo."
    (one,) = front_matter.read(source(text)).questions
    assert [(c.text, c.must) for c in one.rubric] == [("Keys: they are kept", True)]


def test_the_parts_of_a_chapters_answer_are_parts_of_this_one() -> None:
    text = (
        "---\ntitle: Why?\nhint: Think.\n---\n# Why?\n\nSo.\n\n"
        "## Rubric\n- it\n\n## Sources\n- Them\n"
    )
    (one,) = front_matter.read(source(text)).questions
    assert (one.answer, one.hint, one.sources) == ("So.", "Think.", ("Them",))
    assert [c.text for c in one.rubric] == ["it"]


def test_an_answer_that_is_not_written_is_none() -> None:
    text = "---\ntitle: Why?\n---\n\nTODO\n"
    (one,) = front_matter.read(source(text)).questions
    assert one.answer == ""
    assert odd(text) == [(5, "unfinished-answer")]
    assert odd("---\ntitle: Why?\n---\n") == [(1, "no-answer")]


@pytest.mark.parametrize(
    "head",
    [
        "title: x\ntags: " + "[" * 20_000,
        "title: " + "a" * 100_000,
        "title: x\na: &a [*a]",
        "title: x\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
        "- title: x",
        "title: \x1b[2J",
        "? [title]\n: x\ntitle: y",
    ],
)
def test_a_hostile_head_is_met_with_a_sentence_and_never_with_a_crash(head: str) -> None:
    found = front_matter.read(source(f"---\n{head}\n---\nSo.\n"))
    assert found.diagnostics
    assert all(one.message and one.line >= 1 for one in found.diagnostics)


FIELDS = st.sampled_from(
    [
        "title: Why?",
        "date: 2025/9/2",
        "date: '2025.09'",
        "tags: [a",
        "b]",
        "rubric:",
        "- x: y",
        "---",
    ]
)


@given(st.lists(st.one_of(FIELDS, st.text(":-#[]{}&*!|>'\"%@` \nab<mark>", max_size=12))))
def test_no_head_makes_the_reader_fail_and_mending_it_is_done_after_once(lines: list[str]) -> None:
    one = source("---\n" + "\n".join(lines))
    found = front_matter.read(one)
    assert found.is_trouble or len(found.questions) == 1
    result = mend(one, front_matter.read)
    assert result.left == []
    assert mend(source(result.data), front_matter.read).data == result.data


def test_a_checkpoint_has_phrasings_misconceptions_and_texts_in_both_languages() -> None:
    text = (
        "---\ntitle: Why?\nrubric:\n"
        "  - {id: growth, text: It grows., accept: [longer; more], 误区: 不变；变短, zh: 变长}\n"
        "  - {en: It is kept., 中文: 保存, weight: 2}\n"
        "  - (must) Keys: kept\n"
        "---\nSo."
    )
    (one,) = front_matter.read(source(text)).questions
    assert one.rubric == (
        Checkpoint(
            "growth",
            "It grows.",
            accept=("longer; more",),
            reject=("不变", "变短"),
            texts=(("zh", "变长"),),
        ),
        Checkpoint("c2", "It is kept.", 2.0, texts=(("zh", "保存"),)),
        Checkpoint("c3", "Keys: kept", must=True),
    )


def test_what_is_not_known_of_a_checkpoint_is_said() -> None:
    text = "---\ntitle: Why?\nrubric: [{text: It grows., acept: more}]\n---\nSo."
    found = front_matter.read(source(text))
    assert [one.text for one in found.questions[0].rubric] == ["It grows."]
    assert [(one.rule, "acept" in one.message) for one in found.diagnostics] == [
        ("odd-checkpoint", True)
    ]

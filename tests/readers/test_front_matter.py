"""One file a question."""

from pathlib import Path

from bot import readers
from bot.readers import front_matter
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

"""What is written is read again: for every format, of ordinary questions and of nasty ones."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bot import readers, writers
from bot.core.bank import Bank
from bot.core.gathering import gather
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.readers.parts.answers import is_unfinished
from bot.readers.parts.source import Source
from bot.writers import Writer
from bot.writers.parts.kept import differing, normal
from tests.writers.questions import banks, question

FORMATS = writers.names()
LOSSLESS = ("anki", "csv", "json")
ORDINARY = question(
    "Why does a KV cache help, e.g. with $n$ tokens (and `k = 2`)?",
    body="```py\nprint('# no heading')\n```",
    answer="- **Keys** stay: $O(n)$ not $O(n^2)$.\n  - nested\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    "\n\n#### Detail\n\n<mark>Core: they stay.</mark>",
    language="en",
    chapter="Inference & serving",
    section="1.5 bit models",
    company="阿里",
    position="算法工程师",
    round="一面",
    date="2025-08-26",
    tags=("KV Cache", "Attention (MHA, GQA)", "C++"),
    difficulty="hard",
    hint="What is computed again?\n\nThink.",
    rubric=(
        Checkpoint("c1", "Keys are kept.", 2.0, must=True),
        Checkpoint("c2", "(see above) O(1) a step", 0.5),
        Checkpoint("c3", "- a dash"),
        Checkpoint(
            "growth",
            "It grows.",
            accept=("longer with context", "随上下文变长", "O(n); linear"),
            reject=("constant; whatever the context",),
            texts=(("en", "It grows."), ("zh", "它会变长")),
        ),
        Checkpoint("c5", "accept: this is a text"),
    ),
    sources=("Vaswani et al., Attention Is All You Need, 2017", "*Blog*, https://example.org/a_b"),
    explicit_id="kv-1",
)
CHINESE = question(
    "为什么需要 KV Cache？",
    answer="因为可以避免重复计算。\n\n**要点**：空间换时间。",
    language="zh",
    chapter="Inference & serving",
    section="1.5 bit models",
    explicit_id="kv-1-zh",
    translation_of="kv-1",
)


def written_and_read(writer: Writer, questions: list[Question]) -> dict[str, Question]:
    """The questions as the surest reader finds them in the files of the writer."""
    found: list[Question] = []
    for file in writer.write(questions):
        name = file.name or f"bank{writer.ENDINGS[0]}"
        read, account = readers.read(Source(name, name, file.data))
        assert account.count()["not_understood"] == 0
        found += read.questions
    return {one.id: one for one in gather(found).questions}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_ordinary_questions_back_whole(name: str) -> None:
    writer = writers.writer(name)
    there = written_and_read(writer, [ORDINARY, CHINESE])
    assert list(there) == ["kv-1", "kv-1-zh"]
    for one in (ORDINARY, CHINESE):
        assert differing(there[one.id], one) == []
        assert differing(writer.carried(one), one) == []


@pytest.mark.parametrize("name", FORMATS)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bank=banks)
def test_every_format_gives_back_what_it_promises(name: str, bank: Bank) -> None:
    writer = writers.writer(name)
    there = written_and_read(writer, list(bank.questions))
    assert set(there) == {one.id for one in bank.questions}
    for one in bank.questions:
        promised = writer.carried(one)
        if is_unfinished(promised.answer):  # such as a comment that had to be closed
            promised = replace(promised, answer="")
        assert differing(there[one.id], promised) == []
        if name in LOSSLESS:
            assert differing(promised, normal(one)) == []


@pytest.mark.parametrize("name", FORMATS)
@given(bank=banks)
def test_what_was_carried_once_is_carried_as_it_is(name: str, bank: Bank) -> None:
    writer = writers.writer(name)
    for one in bank.questions:
        carried = writer.carried(one)
        assert writer.carried(carried) == carried


@pytest.mark.parametrize("name", FORMATS)
def test_no_questions_make_a_file_without_any(name: str) -> None:
    assert written_and_read(writers.writer(name), []) == {}


@pytest.mark.parametrize("name", FORMATS)
def test_questions_of_one_title_keep_their_identities(name: str) -> None:
    alike = [
        replace(question("Why?", answer=f"{n}"), company=company)
        for n, company in enumerate(("阿里", "腾讯", "腾讯"))
    ]
    bank = gather(alike)
    there = written_and_read(writers.writer(name), list(bank.questions))
    assert {one.id: one.answer for one in there.values()} == {
        one.id: one.answer for one in bank.questions
    }


def test_the_seeds_survive_every_format() -> None:
    from tests.house import SEED

    seeds = list(readers.load([SEED.parent]).questions)
    assert len(seeds) > 100
    for name in FORMATS:
        there = written_and_read(writers.writer(name), seeds)
        assert [one.id for one in seeds if differing(there[one.id], one)] == [], name

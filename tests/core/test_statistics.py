"""A bank in numbers."""

from bot.core.account import Account, Diagnostic, Span
from bot.core.aliases import Aliases
from bot.core.gathering import gather
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.statistics import statistics


def question(name: str, **more: object) -> Question:
    facts: dict[str, object] = {
        "id": name,
        "explicit_id": name,
        "title": f"What is {name}?",
        "answer": "It is.",
        "language": "en",
        "file": "a.md",
        "line": 1,
    }
    return Question(**(facts | more))  # type: ignore[arg-type]


def test_a_question_in_two_languages_counts_once_for_what_its_original_is() -> None:
    bank = gather(
        [
            question("one", chapter="Serving", section="Memory", tags=("KV Cache",)),
            question(
                "uno",
                language="zh",
                translation_of="one",
                chapter="推理",
                section="显存",
                tags=("缓存",),
            ),
            question("two", chapter="Serving", tags=("kv-cache", "KV Cache"), company="阿里"),
        ]
    )
    counted = statistics(bank)
    assert (counted.questions, counted.texts) == (2, 3)
    assert counted.chapters == {"Serving": 2}
    assert counted.sections == {"Serving · Memory": 1}
    assert counted.tags == {"KV Cache": 2}
    assert counted.companies == {"阿里": 1}
    assert counted.languages == {"en": 2, "zh": 1}


def test_names_of_one_thing_are_counted_together_under_the_usual_one() -> None:
    aliases = Aliases({"company": [("阿里巴巴", "阿里", "Alibaba")]})
    names = ("阿里", "Alibaba", "阿里", "腾讯")
    asked = [question(f"q{at}", company=name) for at, name in enumerate(names)]
    assert statistics(gather(asked, aliases=aliases)).companies == {"阿里": 3, "腾讯": 1}


def test_coverage_says_how_many_have_what_and_in_which_chapter() -> None:
    rubric = (Checkpoint("c1", "It says so."),)
    bank = gather(
        [
            question("one", chapter="A", rubric=rubric, hint="Think."),
            question("uno", language="zh", translation_of="one", sources=("Somebody",)),
            question("two", chapter="B", answer=""),
        ]
    )
    counted = statistics(bank)
    assert counted.coverage == {
        "answer": 1,
        "rubric": 1,
        "hint": 1,
        "sources": 1,
        "both_languages": 1,
    }
    assert counted.chapter_coverage["A"] == counted.coverage
    assert set(counted.chapter_coverage["B"].values()) == {0}


def test_blocks_files_and_diagnostics_are_counted_over_all_files() -> None:
    accounts = [
        Account("a.md", "x", (Span(1, 2, "intro"), Span(3, 9, "question"))),
        Account("b.md", "x", (Span(1, 4, "question"), Span(5, 5, "not_understood"))),
    ]
    said = [
        Diagnostic("a.md", 1, "odd", "warning", "it is odd", "mend it"),
        Diagnostic("b.md", 5, "bad", "error", "it is bad", "mend it"),
        Diagnostic("b.md", 6, "odd", "warning", "it is odd", "mend it"),
    ]
    counted = statistics(gather([], said, accounts=accounts))
    assert counted.files == 2
    assert counted.blocks == {"question": 2, "intro": 1, "not_understood": 1}
    assert (counted.errors, counted.warnings) == (1, 2)


def test_an_empty_bank_counts_nothing() -> None:
    counted = statistics(gather([]))
    assert (counted.questions, counted.files, counted.tags) == (0, 0, {})
    assert set(counted.coverage.values()) == {0}

"""What a bank has, in numbers: a question in two languages counts once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.account import KINDS
from bot.core.bank import Bank

COVERAGE = ("answer", "rubric", "hint", "sources", "both_languages")
"""What a question may have: in any of its texts, except for the last, which takes two of them."""

_NAMED = ("tag", "company", "round", "difficulty")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Mappings lead from a name to how many questions have it, the most frequent first (`chapters`
    and `sections` in the bank's order). A question counts for what its original is said to be;
    `languages` has it in each that it has a text in.

    `texts` are questions and their translations; `coverage` says how many questions have what,
    `chapter_coverage` the same for each chapter; `blocks` are the spans of all files by kind.
    """

    questions: int
    texts: int
    files: int
    chapters: Mapping[str, int]
    sections: Mapping[str, int]
    tags: Mapping[str, int]
    companies: Mapping[str, int]
    rounds: Mapping[str, int]
    difficulties: Mapping[str, int]
    languages: Mapping[str, int]
    coverage: Mapping[str, int]
    chapter_coverage: Mapping[str, Mapping[str, int]]
    blocks: Mapping[str, int]
    errors: int
    warnings: int


def statistics(bank: Bank) -> Statistics:
    """The numbers of a bank; it reads every question once."""
    chapters: dict[str, set[str]] = {}
    sections = Counter[str]()
    kinds: dict[str, Counter[str]] = {kind: Counter() for kind in _NAMED}
    having: dict[str, set[str]] = {name: set() for name in COVERAGE}
    spoken: dict[str, set[str]] = {}
    texts = 0
    for question in bank.questions:
        texts += 1
        head = bank.head(question.id)
        spoken.setdefault(head, set()).add(question.language)
        for name in ("answer", "rubric", "hint", "sources"):
            if getattr(question, name):
                having[name].add(head)
        if head != question.id:
            continue
        for kind, names in (
            ("tag", question.tags),
            ("company", (question.company,)),
            ("round", (question.round,)),
            ("difficulty", (question.difficulty,)),
        ):
            kinds[kind].update({bank.aliases.key(kind, one) for one in names if one})
        if question.chapter:
            chapters.setdefault(question.chapter, set()).add(head)
        if question.section:
            sections[" · ".join(filter(None, (question.chapter, question.section)))] += 1
    having["both_languages"] = {head for head, known in spoken.items() if len(known) > 1}
    blocks = Counter[str]()
    for account in bank.accounts:
        blocks.update(account.count())
    levels = Counter(one.level for one in bank.diagnostics)
    return Statistics(
        questions=len(spoken),
        texts=texts,
        files=len(bank.accounts),
        chapters={name: len(within) for name, within in chapters.items()},
        sections=dict(sections),
        tags=_labelled(bank, "tag", kinds["tag"]),
        companies=_labelled(bank, "company", kinds["company"]),
        rounds=_labelled(bank, "round", kinds["round"]),
        difficulties=_labelled(bank, "difficulty", kinds["difficulty"]),
        languages=dict(Counter(one for known in spoken.values() for one in known).most_common()),
        coverage={name: len(having[name]) for name in COVERAGE},
        chapter_coverage={
            chapter: {name: len(having[name] & within) for name in COVERAGE}
            for chapter, within in chapters.items()
        },
        blocks={kind: blocks[kind] for kind in KINDS},
        errors=levels["error"],
        warnings=levels["warning"],
    )


def _labelled(bank: Bank, kind: str, counted: Counter[str]) -> dict[str, int]:
    """The counts by the spelling to show, the most frequent first."""
    labels = {one.key: one.label for one in bank.facets.values.get(kind, ())}
    named = [(labels.get(key, key), count) for key, count in counted.items()]
    return dict(sorted(named, key=lambda one: (-one[1], one[0])))

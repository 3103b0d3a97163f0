"""Preference rows: a verdict that stands over the one it replaced, a better answer over a worse.

TRL's conversational preference with explicit prompt (DPOTrainer). Rows of the kind `verdict` come
from disputes that changed something and from overrules, and teach a judge. Those of the kind
`answer` are two members' answers to one question, and teach to answer. The column `kind` says
which; a model wants one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.exporting.parts.example import Example, Prompt, Row

APART = 0.25
"""How far two answers' scores must be apart, at the least."""


def rows(examples: Sequence[Example], prompt: Prompt, left_out: Counter[str]) -> Iterator[Row]:
    """Rows of contested verdicts, then pairs of answers in which each answer stands once."""
    used: set[str] = set()
    for one in examples:
        for before, after in one.contested:
            used.add(one.id)
            asked = [{"role": each.role, "content": each.text} for each in prompt(one)]
            name = f"{one.id}-{after.checkpoint}"
            yield _row(asked, one.verdicts(after), one.verdicts(before), "verdict", one, name)
    by_question: defaultdict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by_question[f"{one.question.id}\n{one.question.title}"].append(one)
    for answers in by_question.values():
        ranked = sorted(answers, key=lambda one: (one.low + one.high, one.id))
        for worse, better in zip(ranked, reversed(ranked), strict=True):
            if better.low - worse.high < APART:
                break
            used |= {better.id, worse.id}
            asked = [{"role": "user", "content": better.question.asked}]
            name = f"{better.id}-{worse.id}"
            yield _row(asked, better.answer, worse.answer, "answer", better, name)
    left_out["nothing to compare it with"] += sum(one.id not in used for one in examples)


def _row(
    asked: list[dict[str, str]], chosen: str, rejected: str, kind: str, one: Example, name: str
) -> Row:
    return {
        "prompt": asked,
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
        "kind": kind,
        "language": one.question.language,
        "id": name,
    }

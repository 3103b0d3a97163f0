"""How a question of the bank is shown: its facts, a line in a list, and buttons that lead to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import actions
from bot.core.chat import Button, Field
from bot.core.ports import Say
from bot.core.question import Question, carried

OFFERED = 3
"""Questions of a list that have buttons of their own."""


def fields(question: Question, say: Say, language: str) -> tuple[Field, ...]:
    """What is known of a question, without what is not."""
    hard = question.difficulty
    facts = {
        "company": question.company,
        "position": question.position,
        "round": question.round,
        "date": question.date,
        "difficulty": hard and say(language, f"difficulty.{hard}"),
        "tags": ", ".join(question.tags),
        "chapter": " · ".join(filter(None, (question.chapter, question.section))),
    }
    return tuple(
        Field(say(language, f"card.{name}"), value) for name, value in facts.items() if value
    )


def line(question: Question) -> str:
    """A question in a list: its title, and its id with what it is about below it."""
    chips = [question.company, question.round, question.date, ", ".join(question.tags)]
    return f"**{question.title}**\n   " + " · ".join([f"`{question.id}`", *filter(None, chips)])


@dataclass(frozen=True)
class Links:
    """Buttons that lead to questions, numbered where there are several."""

    say: Say
    language: str

    def ask(self, found: Sequence[Question], first: int = 1) -> Iterator[Button]:
        """Ask the first few of these."""
        for at, one in enumerate(found[:OFFERED], first):
            key = "bank.ask_number" if len(found) > 1 else "bank.ask"
            yield Button(self.say(self.language, key, number=at), f"ask:{carried(one.id)}")

    def show(self, found: Sequence[Question], first: int = 1) -> Iterator[Button]:
        """Show the first few of these."""
        for at, one in enumerate(found[:OFFERED], first):
            key = "bank.show_number" if len(found) > 1 else "bank.show"
            yield Button(self.say(self.language, key, number=at), f"show:{carried(one.id)}")


def fitting(label: str, action: str) -> Iterator[Button]:
    """The button, if every platform can carry its action."""
    if actions.fits(action):
        yield Button(label, action)

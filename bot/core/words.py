"""The port by which questions are found by their words, and the plain way to keep it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.aliases import Aliases
from bot.core.likeness import likeness
from bot.core.question import Question
from bot.core.tokens import content, tokens


class Words(Protocol):
    """An index of the words of one bank's questions."""

    def find(
        self,
        text: str,
        *,
        limit: int,
        keep: Callable[[str], bool] | None = None,
        only: Sequence[str] | None = None,
    ) -> list[str]:
        """The ids of the questions that hold every word of the text, best first: those with all of
        them in the title, then the others. A question holds every name of its tags, its company and
        its round.

        Where no question has all, words are taken for typos of known ones; where that finds none
        either, those that hold most of the words. `keep` says which ids count, `only` lists all
        that do, where they are few.
        """
        ...

    def similar(self, text: str, *, limit: int) -> list[tuple[str, float]]:
        """The ids of the questions whose titles are most like the text, with the likeness of
        `core.likeness`, best first."""
        ...


@dataclass(frozen=True)
class Scan:
    """Looks at every question: right for a bank of some hundreds, or where there is no index."""

    questions: Sequence[Question]
    aliases: Aliases = field(default_factory=Aliases)

    def find(
        self,
        text: str,
        *,
        limit: int,
        keep: Callable[[str], bool] | None = None,
        only: Sequence[str] | None = None,
    ) -> list[str]:
        """As the port promises, but without typos."""
        wanted = set(content(text))
        if not wanted:
            return []
        among = None if only is None else set(only)
        ranked = []
        for row, one in enumerate(self.questions):
            if (keep and not keep(one.id)) or (among is not None and one.id not in among):
                continue
            title = set(tokens(one.title))
            said = "\n".join([*about(one, self.aliases), one.answer])
            held = title | set(tokens(said))
            ranked.append((-len(wanted & title), -len(wanted & held), row, one.id))
        whole = [one for one in ranked if -one[1] == len(wanted)]
        some = [one for one in ranked if one[1] < 0]
        best = sorted(whole) or sorted(some, key=lambda one: (one[1], one[0], one[2]))
        return [name for *_, name in best[:limit]]

    def similar(self, text: str, *, limit: int) -> list[tuple[str, float]]:
        """As the port promises."""
        alike = [(one.id, likeness(text, one.title)) for one in self.questions]
        return sorted((one for one in alike if one[1]), key=lambda one: -one[1])[:limit]


def about(question: Question, aliases: Aliases) -> list[str]:
    """What is said of a question beside its title and its answer: its facts, and every other name
    of its tags, its company and its round.
    """
    named = [("tag", tag) for tag in question.tags]
    named += [("company", question.company or ""), ("round", question.round or "")]
    facts = (question.position, question.chapter, question.section, question.body)
    said = [one for _, one in named if one] + [one for one in facts if one]
    for kind, one in named:
        if one:
            said += aliases.names(kind, aliases.key(kind, one))
    return said

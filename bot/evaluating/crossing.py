"""Makes a grader of what is fitted: no answer is graded by what learned from its question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.errors import BadInput
from bot.core.question import digest, normal_title
from bot.evaluating.grader import Fitted, Graded, Grader
from bot.evaluating.item import DataSet, Item


@dataclass
class Crossed:
    """Grades each answer with what was fitted on the other questions (leave one question out)."""

    fitted: Fitted
    learned: Sequence[Item]
    _by_question: dict[tuple[str, str], Grader] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of what is fitted."""
        return self.fitted.name

    @cached_property
    def version(self) -> str:
        """Changes with what it learns from."""
        rows = sorted(f"{one.id} {one.score} {one.answer}" for one in self.learned)
        return digest("/".join([self.fitted.version, *rows]))

    @cached_property
    def _titled(self) -> list[tuple[str, Item]]:
        titles = {one: normal_title(one) for one in {item.question for item in self.learned}}
        return [(titles[one.question], one) for one in self.learned]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(key for title, one in self._titled for key in (one.group, title))

    async def grade(self, item: Item) -> Graded:
        """Fits on the first answer of each question; one fit does for all questions that it does
        not know. BadInput where there is no other question to learn from."""
        group, title = item.group, normal_title(item.question)
        key = (group, title) if self._known & {group, title} else ("", "")
        if key not in self._by_question:
            self._by_question[key] = self.fitted.fit(self.others(group, title))
        return await self._by_question[key].grade(item)

    def others(self, group: str, title: str) -> list[Item]:
        """What may be learned from for a question: all that are neither of its group nor of its
        text. BadInput where nothing is left."""
        left = [one for other, one in self._titled if one.group != group and other != title]
        if not left:
            raise BadInput("error.eval_no_other_question", grader=self.name)
        return left


def arranged(fitted: Fitted, data: DataSet, train: Sequence[Item] | None = None) -> Grader:
    """The grader that may be measured on the set: fitted on other questions of `train`, else of the
    set itself. BadInput where a question has no other to learn from."""
    if fitted.leaves == "answer":
        return _Named(fitted.fit(data.items), digest(f"{fitted.version}/{data.hash}"))
    crossed = Crossed(fitted, data.items if train is None else train)
    for first, *_ in data.groups.values():
        crossed.others(first.group, normal_title(first.question))
    return crossed


@dataclass(frozen=True)
class _Named:
    """A fitted grader under the version of what it learned from."""

    grader: Grader
    version: str

    @property
    def name(self) -> str:
        return self.grader.name

    async def grade(self, item: Item) -> Graded:
        return await self.grader.grade(item)

"""Makes a grader of what is fitted: no answer is graded by what learned from its question."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.errors import BadInput
from bot.core.question import digest, normal_title
from bot.evaluating.grader import Fitted, Graded, Grader
from bot.evaluating.item import DataSet, Item


@dataclass
class Crossed:
    """Grades each answer with what was fitted on the other questions of its own set (leave one
    question out)."""

    fitted: Fitted
    data: DataSet
    _by_group: dict[str, Grader] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of what is fitted."""
        return self.fitted.name

    @property
    def version(self) -> str:
        """Changes with the set."""
        return digest(f"{self.fitted.version}/{self.data.hash}")

    async def grade(self, item: Item) -> Graded:
        """Fits on the first answer of each question."""
        if item.group not in self._by_group:
            others = [one for one in self.data.items if one.group != item.group]
            self._by_group[item.group] = self.fitted.fit(others)
        return await self._by_group[item.group].grade(item)


def arranged(fitted: Fitted, data: DataSet, train: Sequence[Item] | None = None) -> Grader:
    """The grader that may be measured on the set: fitted on `train` without the questions of the
    set, else crossed within the set. BadInput where no other question is left to learn from."""
    if fitted.leaves == "answer":
        return _Named(fitted.fit(data.items), digest(f"{fitted.version}/{data.hash}"))
    if train is None:
        if len(data.groups) < 2:
            raise BadInput("error.eval_one_question", grader=fitted.name)
        return Crossed(fitted, data)
    asked = {normal_title(one.question) for one in data.items}
    left = [
        one
        for one in train
        if one.group not in data.groups and normal_title(one.question) not in asked
    ]
    if not left:
        raise BadInput("error.eval_same_questions", grader=fitted.name)
    learned = digest("/".join([fitted.version, *sorted(f"{one.id} {one.score}" for one in left)]))
    return _Named(fitted.fit(left), learned)


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

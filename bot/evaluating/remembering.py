"""A grader that is not asked twice: what it said of a text is kept, also for the next run."""

from dataclasses import dataclass, replace

from bot.core.question import digest
from bot.evaluating.features import length
from bot.evaluating.grader import Graded, Grader
from bot.evaluating.item import Item
from bot.evaluating.prediction import predicted
from bot.evaluating.running import Keeps


@dataclass(frozen=True)
class Remembering:
    """Says of an item with some answer what the grader said of it first. What is kept has scores
    and why there was none."""

    grader: Grader
    kept: Keeps

    @property
    def name(self) -> str:
        """The grader's."""
        return self.grader.name

    @property
    def version(self) -> str:
        """The grader's."""
        return self.grader.version

    async def grade(self, item: Item) -> Graded:
        """What is kept of the answer, else what the grader says."""
        key = f"{item.id} {digest(item.answer)}"
        if known := self.kept.kept.get(key):
            return Graded(known.predicted, reason=known.reason)
        said = await self.grader.grade(item)
        row = predicted(item, said, length=length(item.answer))
        self.kept.add(replace(row, id=key))
        return said

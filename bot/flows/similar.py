"""What a suggested question may be a duplicate of: in the bank, and among what waits for a
decision."""

from dataclasses import dataclass

from bot.core.keeping import Suggestions
from bot.core.likeness import NEAR, likeness
from bot.core.ports import BankHolder
from bot.core.question import Question
from bot.core.suggestion import Suggestion

_MOST = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A question with a title like another; `question` is None where it is a suggestion, too."""

    title: str
    likeness: float
    question: Question | None = None


@dataclass(frozen=True)
class Similar:
    """Told by titles (`core.likeness`); a question in two languages counts once."""

    bank: BankHolder
    suggestions: Suggestions

    async def to(self, one: Suggestion) -> list[Alike]:
        """What is likely to be the same question, the likeliest first."""
        if not one.title:
            return []
        bank = self.bank()
        found: dict[str, Alike] = {}
        for question, alike in bank.similar(one.title, limit=2 * _MOST):
            if alike >= NEAR:
                found.setdefault(bank.head(question.id), Alike(question.title, alike, question))
        for other in await self.suggestions.waiting(one.member.community):
            alike = likeness(one.title, other.title)
            if other.id != one.id and alike >= NEAR:
                found[f"suggestion {other.id}"] = Alike(other.title, alike)
        return sorted(found.values(), key=lambda alike: -alike.likeness)[:_MOST]

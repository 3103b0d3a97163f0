"""The lexical estimate as a grader that can be measured: fitted anew, or as it ships."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from bot import estimating
from bot.core.question import digest
from bot.estimating.estimate import Estimator
from bot.evaluating.grader import Graded, Grader
from bot.evaluating.item import Item


@dataclass(frozen=True)
class LexicalGrader:
    """Gives the estimate; its band is what the estimate says of its own error."""

    estimator: Estimator
    name: str

    @property
    def version(self) -> str:
        """The weights, and the code that reads words."""
        return digest(f"{self.estimator.weights}/{_code()}")

    async def grade(self, item: Item) -> Graded:
        """The estimate of the answer."""
        said = self.estimator.estimate(item.question, item.reference, item.answer)
        if said.number is None:
            return Graded(None, reason=said.reason)
        low, high = max(0.0, said.number - said.error), min(1.0, said.number + said.error)
        return Graded(said.number, band=(low, high))


@dataclass(frozen=True)
class Lexical:
    """The estimate with weights that are fitted on other questions."""

    name: str = "lexical"
    leaves: Literal["question", "answer"] = "question"

    @property
    def version(self) -> str:
        """The code that reads words and fits weights."""
        return _code()

    def fit(self, items: Sequence[Item]) -> Grader:
        """The estimate, fitted."""
        from bot.estimating.fitting import fit

        return LexicalGrader(Estimator(fit(items)), self.name)


def shipped() -> Grader:
    """The estimate with the weights that ship, fitted on nothing here."""
    return LexicalGrader(Estimator.load(), "lexical-shipped")


@cache
def _code() -> str:
    """What changes with any module of the estimate, and with its lists of words."""
    parts = sorted(
        one.name for one in files(estimating).iterdir() if one.name.endswith((".py", ".toml"))
    )
    return digest("".join(files(estimating).joinpath(one).read_text("utf-8") for one in parts))

"""What a way of reasoning is: a name, what is told of it, and how it goes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from bot.core.worksheet import Worksheet

Family = Literal["control", "prompting", "voting", "search", "tools", "checking", "compression"]
"""What a strategy does beyond one call; `/cot` lists them so."""


@dataclass(frozen=True, slots=True)
class Told:
    """What members read of a strategy, in one language: its usual name, what it does, where it
    helps, where it hurts, what cannot be shown over an API, if something cannot, and what its
    `facts` are called."""

    title: str
    does: str
    helps: str
    hurts: str
    not_shown: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a strategy: `paper` is its source with the year; `usual_calls` is how many
    calls it makes, as it is said ("2", "1 to 40")."""

    family: Family
    paper: str
    usual_calls: str
    told: Mapping[str, Told]

    def __post_init__(self) -> None:
        if not {"en", "zh"} <= self.told.keys():
            raise ValueError("a strategy is told of in English and in Chinese")


Run = Callable[["Worksheet"], Awaitable[str | None]]
"""Reasons on a worksheet and returns the final answer, None where there is none in what was
written."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A file of `bot/strategies`: its name, what it says of itself, how it goes."""

    name: str
    about: About
    run: Run

    def told(self, language: str) -> Told:
        """What is told of it in this language, in English where it does not speak it."""
        return self.about.told.get(language) or self.about.told["en"]


@dataclass(frozen=True, slots=True)
class Passage:
    """What a search of the bank found: a question's id, its title, and the words of its answer."""

    id: str
    title: str
    text: str


Search = Callable[[str, int], Sequence[Passage]]
"""The passages of the bank nearest to these words, best first, at most so many."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """A problem that was solved before, its answer, and how alike the two are (0 to 1)."""

    problem: str
    answer: str
    likeness: float


class Conclusions(Protocol):
    """What was concluded before, for the one member who runs a strategy."""

    async def near(self, problem: str) -> Sequence[Concluded]:
        """Problems like this one, the most alike first; none where nothing is alike."""
        ...

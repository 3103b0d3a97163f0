"""What a claim about inference is that can be measured: how it is told of, how it is run, what was
found."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bot.core.bench import Bench

Bet = Literal["greater", "less", "equal"]
"""What a member bets, and what a measurement says: each experiment tells of what."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was measured: a point of a series."""

    series: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What an experiment found: a verdict, or None and the key of the sentence that says why there
    is none; its figure in `unit` with its interval, what was predicted of it, and every
    measurement."""

    verdict: Bet | None
    reason: str = ""
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    predicted: float | None = None
    seen: tuple[Seen, ...] = ()
    facts: Mapping[str, str | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.verdict is None) != bool(self.reason):
            raise ValueError("there is a verdict, or a reason why there is none")


@dataclass(frozen=True, slots=True)
class Told:
    """What members read of an experiment in one language: its title, the claim, what they bet on,
    what each answer means, and the names of the axes."""

    title: str
    claim: str
    bet: str
    greater: str
    less: str
    equal: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class About:
    """`needs` are names of `core.lab_server.Abilities`; `tokens` is about how many it lets the
    model read and write; `source` is where the claim and the method are from."""

    needs: frozenset[str]
    tokens: int
    source: str
    told: Mapping[str, Told]

    def __post_init__(self) -> None:
        if not {"en", "zh"} <= self.told.keys():
            raise ValueError("an experiment is told of in English and in Chinese")


Run = Callable[["Bench"], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A file of `bot/experiments`: its name, what it says of itself, how it goes."""

    name: str
    about: About
    run: Run

    def told(self, language: str) -> Told:
        """What is told of it in this language, in English where it does not speak it."""
        return self.about.told.get(language) or self.about.told["en"]


@dataclass(frozen=True, slots=True)
class Report:
    """A finding, and under what conditions it was made."""

    experiment: str
    finding: Finding
    conditions: Mapping[str, str | float]
    seconds: float
    tokens: int

    def document(self, claim: str) -> dict[str, Any]:
        """The report as JSON has it, under the names that scripts rely on."""
        found = self.finding
        return {
            "experiment": self.experiment,
            "claim": claim,
            "measurements": [asdict(one) for one in found.seen],
            "verdict": found.verdict or "no verdict",
            "reason": found.reason or None,
            "value": found.value,
            "unit": found.unit,
            "interval": [found.low, found.high] if found.low is not None else None,
            "predicted": found.predicted,
            "facts": dict(found.facts),
            "conditions": dict(self.conditions),
            "seconds": self.seconds,
            "tokens": self.tokens,
        }

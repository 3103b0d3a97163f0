"""What an experiment asks of a served model: requests of its own making, timed token by token."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a server was seen to do; each was tried, none is told by the server's name.

    `usage`: it counts tokens in a stream. `cached`: it says how many it had in its prefix cache.
    `cold`: it can be asked not to use that cache. `ignores_end`: it writes as many tokens as asked
    for. `metrics`: it publishes figures. `running`: these say how many requests are under way.
    `speculates`: they count drafted and accepted tokens. `schema`: a JSON schema binds what it
    writes. `probabilities`: it tells those of tokens. `priority`: it knows requests that come
    first.
    """

    usage: bool = False
    cached: bool = False
    cold: bool = False
    ignores_end: bool = False
    metrics: bool = False
    running: bool = False
    speculates: bool = False
    schema: bool = False
    probabilities: bool = False
    priority: bool = False

    def lacking(self, needed: frozenset[str]) -> tuple[str, ...]:
        """Those of the needed abilities that it has not, in the order above."""
        return tuple(
            one.name for one in fields(self) if one.name in needed and not getattr(self, one.name)
        )


@dataclass(frozen=True, slots=True)
class Timed:
    """One request as it went: `arrived` are seconds from its sending to each piece of the answer,
    `tokens` as the server counted (None where it does not), `over` the second of its end.

    A piece may hold several tokens (speculative decoding), so pieces are not counted as tokens.
    """

    arrived: tuple[float, ...]
    over: float
    prompt: int | None = None
    cached: int | None = None
    tokens: int | None = None

    @property
    def first(self) -> float | None:
        """Time to the first token (TTFT); None where none came."""
        return self.arrived[0] if self.arrived else None

    @property
    def gaps(self) -> tuple[float, ...]:
        """Inter-token latencies (ITL): seconds between neighbouring pieces, as `vllm bench serve`
        has them."""
        pairs = zip(self.arrived, self.arrived[1:], strict=False)
        return tuple(later - earlier for earlier, later in pairs)

    @property
    def per_token(self) -> float | None:
        """Time per output token (TPOT): (end - first) / (tokens - 1), as `vllm bench serve` has
        it; None for fewer than two tokens."""
        if not self.arrived or (self.tokens or 0) < 2:
            return None
        return (self.arrived[-1] - self.arrived[0]) / ((self.tokens or 0) - 1)


@dataclass(frozen=True, slots=True)
class Load:
    """One request of an experiment: `tokens` are to be written, all of them where the server
    `ignores_end`. `cold` asks for a prompt that is computed and not read from the cache.
    `urgency` is lower for what comes first."""

    prompt: str
    tokens: int
    cold: bool = False
    seed: int = 0
    urgency: int = 0


class LabServer(Protocol):
    """A server that experiments are run on. Every method raises ModelTrouble and nothing else."""

    async def abilities(self) -> Abilities:
        """What it can do; tried once, and remembered as long as it serves the same model."""
        ...

    async def run(self, load: Load) -> Timed:
        """Send one request and time its answer. Cancelled, it hangs up at once."""
        ...

    async def figures(self) -> Mapping[str, float]:
        """What the server publishes of itself now, by name, labels summed up; empty where it
        publishes nothing."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

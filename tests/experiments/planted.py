"""A server whose times are planted: no time passes, so what an experiment finds is what it makes of
them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from random import Random

from bot.core.lab_server import Abilities, Load, Timed

EVERYTHING = Abilities(**{one.name: one.name != "speculates" for one in fields(Abilities)})
BLOCK = 16


@dataclass
class Planted:
    """Seconds: `token` of a token at a place of the context with so many requests at once,
    `prefill` of a prompt's token that is not cached. `noise` is a share by which each varies,
    neighbours alike; `stalls` the share of tokens that take five times as long."""

    token: Callable[[int, int], float] = lambda _, __: 0.01
    prefill: float = 0.001
    noise: float = 0.0
    stalls: float = 0.0
    able: Abilities = EVERYTHING
    others: float = 0.0
    seed: int = 0
    _cached: set[tuple[str, ...]] = field(default_factory=set)
    _running: int = 0

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._drift = 0.0

    async def abilities(self) -> Abilities:
        return self.able

    async def run(self, load: Load) -> Timed:
        self._running += 1
        await asyncio.sleep(0)
        at_once = self._running
        await asyncio.sleep(0)
        self._running -= 1
        words = load.prompt.split()
        cached = 0 if load.cold else self._read(words)
        at = self._noisy(0.002 + self.prefill * (len(words) - cached))
        arrived = []
        for place in range(load.tokens):
            at += self._noisy(self.token(len(words) + place, at_once))
            arrived.append(at)
        return Timed(tuple(arrived), at, len(words), cached, load.tokens)

    async def figures(self) -> Mapping[str, float]:
        return {"vllm:num_requests_running": self.others}

    async def close(self) -> None:
        pass

    def _noisy(self, seconds: float) -> float:
        self._drift = 0.6 * self._drift + self._random.gauss(0, self.noise)
        stall = 5 if self._random.random() < self.stalls else 1
        return max(1e-6, seconds * (1 + self._drift) * stall)

    def _read(self, words: list[str]) -> int:
        blocks = [tuple(words[: at + BLOCK]) for at in range(0, len(words) - BLOCK, BLOCK)]
        held = sum(1 for one in blocks if one in self._cached)
        self._cached.update(blocks)
        return held * BLOCK

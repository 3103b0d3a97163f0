"""Dynamic batching: several requests at once are answered at a higher rate than one after the
other."""

from collections.abc import Awaitable, Callable
from statistics import median

from bot.core.arms import compared
from bot.core.bench import Bench
from bot.core.experiment import About, Finding, Seen, Told
from bot.core.lab_server import Load

ABOUT = About(
    needs=frozenset({"usage", "ignores_end"}),
    tokens=6000,
    source="iteration-level scheduling: Orca, Yu et al., 2022 (OSDI)",
    told={
        "en": Told(
            title="Dynamic batching",
            claim="Requests that are answered together share each reading of the weights: the "
            "tokens a second of all grow, those of each may fall.",
            bet="Tokens a second of 8 requests at once, against 8 one after the other, are …",
            greater="more",
            less="fewer",
            equal="as many",
            x="requests at once",
            y="tokens a second, of all",
        ),
        "zh": Told(
            title="动态批处理",
            claim="一起处理的请求共用每次对权重的读取：总的每秒 token 数上升，单个请求的可能下降。",
            bet="8 个请求同时处理的每秒 token 数，与逐个处理相比……",
            greater="更多",
            less="更少",
            equal="一样多",
            x="同时的请求数",
            y="总的每秒 token 数",
        ),
    },
)
_LEVELS = (1, 2, 4, 8)
_TOKENS = 32


async def run(bench: Bench) -> Finding:
    """The same requests at four levels of concurrency; the highest against the lowest."""
    numbers = iter(range(10_000, 99_999))

    def level(at_once: int) -> Callable[[], Awaitable[float]]:
        async def rate() -> float:
            loads = [
                Load(f"Tell of number {next(numbers)}.", _TOKENS, seed=one)
                for one in range(at_once)
            ]
            timed = await bench.together(loads)
            return sum(one.tokens or 0 for one in timed) / max(one.over for one in timed)

        return rate

    found = await bench.arms({str(one): level(one) for one in _LEVELS})
    said = compared(found[str(_LEVELS[-1])], found["1"])
    return Finding(
        said.verdict,
        "" if said.verdict else "lab.noise",
        value=said.ratio,
        unit="times the rate of one",
        low=said.low,
        high=said.high,
        seen=tuple(Seen("rate", float(at), one) for at, ones in found.items() for one in ones),
        facts={f"{at} at once, tokens/s": round(median(ones), 2) for at, ones in found.items()},
    )

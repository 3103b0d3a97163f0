"""Time to the first token grows with the prompt: its slope is the speed of prefill."""

from functools import partial

from bot.core.bench import Bench
from bot.core.experiment import About, Bet, Finding, Seen, Told
from bot.core.lab_server import Load
from bot.core.slope import theil_sen

ABOUT = About(
    needs=frozenset({"usage", "cold"}),
    tokens=12_000,
    source="slope by Theil (1950) and Sen (1968)",
    told={
        "en": Told(
            title="Time to the first token against the prompt's length",
            claim="All of a prompt is read before the first token comes; what is not cached is "
            "computed.",
            bet="With a longer prompt, the time to the first token …",
            greater="grows",
            less="falls",
            equal="stays",
            x="tokens of the prompt",
            y="seconds to the first token",
        ),
        "zh": Told(
            title="首个 token 的时间与提示词长度",
            claim="首个 token 出来之前要先读完整个提示词；没有缓存的部分都要计算。",
            bet="提示词越长，首个 token 的时间……",
            greater="越长",
            less="越短",
            equal="不变",
            x="提示词的 token 数",
            y="到首个 token 的秒数",
        ),
    },
)
_WORDS = (16, 48, 96, 192, 320, 480)
_ROUNDS = 4
_SIGNS: dict[int, Bet | None] = {1: "greater", -1: "less", 0: None}


async def run(bench: Bench) -> Finding:
    """Prompts of six lengths in a random order, four times, none of them cached."""
    loads = [
        Load(" ".join(f"word{number}" for number in range(count)), 1, cold=True, seed=one)
        for one in range(_ROUNDS)
        for count in _WORDS
    ]
    bench.random.shuffle(loads)
    await bench.undisturbed(partial(bench.run, loads[0]))
    points = []
    for load in loads:
        timed = await bench.undisturbed(partial(bench.run, load))
        points.append((float(timed.prompt or 0), timed.first or timed.over))
    line = theil_sen(points)
    verdict = _SIGNS[line.sign]
    return Finding(
        verdict,
        "" if verdict else "lab.noise",
        value=line.slope * 1000,
        unit="ms per token of the prompt",
        low=line.low * 1000,
        high=line.high * 1000,
        seen=tuple(Seen("prompt", x, y) for x, y in points),
        facts={
            "prefill, tokens/s": round(1 / line.slope, 1) if line.slope > 0 else "–",
            "without a prompt, s": round(line.intercept, 4),
        },
    )

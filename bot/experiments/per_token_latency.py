"""200 tokens at 1 ms each take more than 200 ms: the time of a token grows with its place."""

from functools import partial

from bot.core.bench import Bench
from bot.core.experiment import About, Bet, Finding, Seen, Told
from bot.core.lab_server import Load
from bot.core.slope import theil_sen

ABOUT = About(
    needs=frozenset({"usage", "ignores_end"}),
    tokens=4500,
    source="the bank's first question; slope by Theil (1950) and Sen (1968)",
    told={
        "en": Told(
            title="Time per token against its place",
            claim="If the first tokens take 1 ms each, 200 of them take more than 200 ms: with a "
            "KV cache, too, each token attends to all before it.",
            bet="As the context grows, the time of a token …",
            greater="grows: the interval of the slope is above 0",
            less="falls: the interval of the slope is below 0",
            equal="stays: over the whole answer it changes by less than 2 %",
            x="place of the token in the context",
            y="milliseconds from the token before",
        ),
        "zh": Told(
            title="单 token 时延与位置的关系",
            claim="假设最初每个 token 要 1 毫秒，那么 200 个 token 的总耗时大于 200 毫秒：即使有 "
            "KV "
            "Cache，每个 token 也要和之前的所有 token 做注意力计算。",
            bet="随着上下文变长，单个 token 的耗时……",
            greater="变长：斜率的区间在 0 以上",
            less="变短：斜率的区间在 0 以下",
            equal="不变：整段回答中变化小于 2 %",
            x="token 在上下文中的位置",
            y="距上一个 token 的毫秒数",
        ),
    },
)
_TOKENS, _ROUNDS = 1400, 3
_NARROW = 0.02
"""A token's time stays the same where its interval allows no larger change over the whole answer,
as a share of the first token's."""


async def run(bench: Bench) -> Finding:
    """Three long answers; the slope of the time between neighbouring tokens over all of them."""
    able = await bench.server.abilities()
    if able.speculates:
        return Finding(None, "lab.several_tokens")  # a piece is not a token
    points: list[tuple[float, float]] = []
    for number in range(_ROUNDS):
        load = Load("Count on from one.", _TOKENS, seed=number)
        timed = await bench.undisturbed(partial(bench.run, load))
        start = timed.prompt or 0
        points += [(start + place + 1, gap * 1000) for place, gap in enumerate(timed.gaps)]
    line = theil_sen(points)
    begin, end = min(x for x, _ in points), max(x for x, _ in points)
    first = line.at(begin)
    narrow = _NARROW * first / (end - begin)
    verdict: Bet | None = "equal" if -narrow < line.low <= line.high < narrow else None
    if verdict is None and line.sign:
        verdict = "greater" if line.sign > 0 else "less"
    shown = tuple(Seen("token", x, y) for x, y in points)
    facts: dict[str, str | float] = {
        "first token, ms": round(first, 3),
        "200 tokens, ms": round(sum(line.at(begin + place) for place in range(200)), 1),
        "200 times the first, ms": round(200 * first, 1),
    }
    return Finding(
        verdict,
        "" if verdict else "lab.noise",
        value=line.slope * 1000,
        unit="µs per token of context",
        low=line.low * 1000,
        high=line.high * 1000,
        seen=shown,
        facts=facts,
    )

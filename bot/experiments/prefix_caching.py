"""Prefix caching: a prompt that begins as an earlier one is read in a fraction of the time."""

from statistics import median

from bot.core.arms import compared
from bot.core.bench import Bench
from bot.core.experiment import About, Finding, Seen, Told
from bot.core.lab_server import Load

ABOUT = About(
    needs=frozenset({"usage", "cached", "cold"}),
    tokens=12_000,
    source="automatic prefix caching of vLLM; Kwon et al., 2023, arXiv:2309.06180",
    told={
        "en": Told(
            title="Prefix caching",
            claim="What prompts have in common, from their beginning on, is computed once. If the "
            "part that varies stands first, nothing is shared.",
            bet="The time to the first token with a warm prefix, against a cold one, is …",
            greater="longer",
            less="shorter",
            equal="the same",
            x="repeat",
            y="seconds to the first token",
        ),
        "zh": Told(
            title="前缀缓存",
            claim="多个提示词从开头起相同的部分只计算一次。如果把变化的部分放在最前面，"
            "就什么都共享不了。",
            bet="前缀已缓存时，首个 token 的时间与未缓存时相比……",
            greater="更长",
            less="更短",
            equal="一样",
            x="第几次重复",
            y="到首个 token 的秒数",
        ),
    },
)
_SHARED = "Rule {0}: answer rule {0} in one short sentence. "
_RULES = 60


async def run(bench: Bench) -> Finding:
    """Cold, warm with what varies last, and warm with what varies first."""
    shared = "".join(_SHARED.format(number) for number in range(_RULES))
    numbers = iter(range(10_000, 99_999))
    shares: dict[str, list[float]] = {"cold": [], "warm": [], "misordered": []}

    async def timed(name: str, load: Load) -> float:
        one = await bench.run(load)
        shares[name].append((one.cached or 0) / (one.prompt or 1))
        return one.first or one.over

    async def cold() -> float:
        return await timed("cold", Load(f"{shared}Question {next(numbers)}", 1, cold=True))

    async def warm() -> float:
        return await timed("warm", Load(f"{shared}Question {next(numbers)}", 1))

    async def misordered() -> float:
        return await timed("misordered", Load(f"Question {next(numbers)}. {shared}", 1))

    await bench.undisturbed(warm)
    found = await bench.arms({"cold": cold, "warm": warm, "misordered": misordered})
    said = compared(found["warm"], found["cold"])
    seen = tuple(
        Seen(name, float(number), value)
        for name, values in found.items()
        for number, value in enumerate(values, 1)
    )
    facts: dict[str, str | float] = {
        f"{name}: {what}": value
        for name, values in found.items()
        for what, value in (
            ("median, s", round(median(values), 4)),
            ("cached share", round(median(shares[name]), 3)),
        )
    }
    return Finding(
        said.verdict,
        "" if said.verdict else "lab.noise",
        value=said.ratio,
        unit="of the cold time",
        low=said.low,
        high=said.high,
        seen=seen,
        facts=facts,
    )

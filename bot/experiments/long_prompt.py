"""A long prompt that arrives makes running answers pause; chunked prefill keeps the pause short."""

import asyncio
from collections.abc import Sequence
from statistics import median

from bot.core.arms import compared
from bot.core.bench import Bench
from bot.core.experiment import About, Finding, Seen, Told
from bot.core.lab_server import Load

ABOUT = About(
    needs=frozenset({"usage", "cold", "ignores_end"}),
    tokens=9000,
    source="chunked prefill: Sarathi-Serve, Agrawal et al., 2024, arXiv:2403.02310",
    told={
        "en": Told(
            title="A running answer while a long prompt arrives",
            claim="Reading a long prompt takes the processor from the answers that are being "
            "written. Read in chunks, it costs them many short pauses in place of a long one.",
            bet="The longest pause of a running answer, while a long prompt is read, against one "
            "that runs alone, is …",
            greater="longer",
            less="shorter",
            equal="the same",
            x="repeat",
            y="seconds of the longest pause",
        ),
        "zh": Told(
            title="长提示词到来时正在生成的回答",
            claim="读取长提示词会占用正在生成的回答的处理器。分块读取时，"
            "一次长停顿变成许多次短停顿。",
            bet="读取长提示词期间，正在生成的回答的最长停顿，与单独运行时相比……",
            greater="更长",
            less="更短",
            equal="一样",
            x="第几次重复",
            y="最长停顿的秒数",
        ),
    },
)
_ANSWER, _PROMPT = 48, 500


async def run(bench: Bench) -> Finding:
    """The longest gap of an answer alone, and of one in whose middle a long prompt comes."""
    numbers = iter(range(10_000, 99_999))
    typical: list[float] = []

    def longest(gaps: Sequence[float]) -> float:
        typical.append(median(gaps))
        return max(gaps)

    async def alone() -> float:
        timed = await bench.run(Load(f"Tell of number {next(numbers)}.", _ANSWER))
        return longest(timed.gaps)

    async def beside() -> float:
        prompt = " ".join(f"word{one}" for one in range(_PROMPT))
        answer = asyncio.ensure_future(bench.run(Load(f"Tell of number {next(numbers)}.", _ANSWER)))
        try:
            await asyncio.sleep(median(typical) * _ANSWER / 4 if typical else 0.2)
            await bench.run(Load(prompt, 1, cold=True))
            return longest((await answer).gaps)
        finally:
            answer.cancel()

    found = await bench.arms({"alone": alone, "beside": beside})
    said = compared(found["beside"], found["alone"])
    return Finding(
        said.verdict,
        "" if said.verdict else "lab.noise",
        value=said.ratio,
        unit="times the longest pause alone",
        low=said.low,
        high=said.high,
        seen=tuple(
            Seen(name, float(number), value)
            for name, values in found.items()
            for number, value in enumerate(values, 1)
        ),
        facts={f"{name}, median s": round(median(ones), 4) for name, ones in found.items()},
    )

"""Speculative decoding: drafts that are accepted make several tokens of one step of the model."""

from collections.abc import Mapping
from statistics import median

from bot.core.arms import compared
from bot.core.bench import Bench
from bot.core.experiment import About, Finding, Seen, Told
from bot.core.lab_server import Load

ABOUT = About(
    needs=frozenset({"usage", "ignores_end", "metrics", "speculates"}),
    tokens=6000,
    source="Leviathan et al., 2022, arXiv:2211.17192; Chen et al., 2023, arXiv:2302.01318",
    told={
        "en": Told(
            title="Speculative decoding",
            claim="A cheap draft is checked by the model in one step: what it accepts is had for "
            "the price of one token. Text that repeats itself is drafted well, text at random is "
            "not, and at high load the checking is no longer free.",
            bet="The time of a token of a text that repeats itself, against one at random, is …",
            greater="longer",
            less="shorter",
            equal="the same",
            x="repeat",
            y="seconds a token",
        ),
        "zh": Told(
            title="投机解码",
            claim="便宜的草稿由模型一步验证：被接受的部分只花一个 token 的代价。重复的文本猜得准，"
            "随机的猜"
            "不准；高负载时，验证也不再是免费的。",
            bet="重复文本的单 token 耗时，与随机文本相比……",
            greater="更长",
            less="更短",
            equal="一样",
            x="第几次重复",
            y="每个 token 的秒数",
        ),
    },
)
_TOKENS, _AT_ONCE = 64, 8
_REPEATED = "the cat sat on the mat and " * 12
_COUNTS = {
    "drafts": "spec_decode_num_drafts_total",
    "drafted": "spec_decode_num_draft_tokens_total",
    "accepted": "spec_decode_num_accepted_tokens_total",
}


async def run(bench: Bench) -> Finding:
    """Time per token of both kinds of text, of one request and of eight at once; acceptance by the
    server's own counts."""
    counted: dict[str, list[Mapping[str, float]]] = {"repeated": [], "random": []}

    async def timed(name: str, prompts: list[str]) -> float:
        before = await bench.server.figures()
        came = await bench.together([Load(prompt, _TOKENS) for prompt in prompts])
        counted[name].append(_grown(before, await bench.server.figures()))
        return median(one.per_token or one.over for one in came)

    def random() -> str:
        return " ".join(str(bench.random.randrange(10**6)) for _ in range(40))

    found = await bench.arms(
        {
            "repeated": lambda: timed("repeated", [_REPEATED]),
            "random": lambda: timed("random", [random()]),
            "repeated, 8 at once": lambda: timed("repeated", [_REPEATED] * _AT_ONCE),
            "random, 8 at once": lambda: timed("random", [random() for _ in range(_AT_ONCE)]),
        }
    )
    said = compared(found["repeated"], found["random"])
    facts: dict[str, str | float] = {
        f"{name}, s a token": round(median(ones), 5) for name, ones in found.items()
    }
    for name, several in counted.items():
        total = {key: sum(one[key] for one in several) for key in _COUNTS}
        if total["drafts"] and total["drafted"]:
            facts[f"{name}: accepted"] = round(total["accepted"] / total["drafted"], 3)
            facts[f"{name}: tokens a step"] = round(1 + total["accepted"] / total["drafts"], 2)
    return Finding(
        said.verdict,
        "" if said.verdict else "lab.noise",
        value=said.ratio,
        unit="of the time at random",
        low=said.low,
        high=said.high,
        seen=tuple(
            Seen(name, float(number), value)
            for name, values in found.items()
            for number, value in enumerate(values, 1)
        ),
        facts=facts,
    )


def _grown(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """By how much the server's counts grew, whatever it puts before their names."""
    return {
        key: sum(
            value - before.get(name, 0.0) for name, value in after.items() if name.endswith(suffix)
        )
        for key, suffix in _COUNTS.items()
    }

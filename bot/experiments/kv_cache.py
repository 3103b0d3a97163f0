"""KV cache: without it every token costs a pass over the whole context."""

from functools import partial
from statistics import median

from bot.core.bench import Bench
from bot.core.experiment import About, Bet, Finding, Seen, Told
from bot.core.lab_server import Load

ABOUT = About(
    needs=frozenset({"usage", "cold", "ignores_end"}),
    tokens=9000,
    source="the bank's first question; the cache left out is emulated by cold prompts that grow",
    told={
        "en": Told(
            title="With and without a KV cache",
            claim="With the cache a token takes one pass over itself; without it, one over all "
            "before it. That is about passes of tokens: attention over a whole answer grows with "
            "the square of its length in both cases (with the cube without the cache).",
            bet="Without the cache, the time of a token behind a long context is …",
            greater="longer",
            less="shorter",
            equal="the same",
            x="tokens of context",
            y="seconds for the next token",
        ),
        "zh": Told(
            title="有无 KV Cache",
            claim="有缓存时，一个 token 只需对自己做一次前向；没有缓存，就要对之前的全部 token "
            "重做。这里说的"
            "是 token 的前向次数：整段生成的注意力计算量，"
            "有缓存时随长度平方增长（没有缓存时随立方）。",
            bet="没有缓存时，长上下文之后一个 token 的耗时……",
            greater="更长",
            less="更短",
            equal="一样",
            x="上下文的 token 数",
            y="下一个 token 的秒数",
        ),
    },
)
_CONTEXTS = (32, 96, 192, 320)
_ROUNDS = 3


async def run(bench: Bench) -> Finding:
    """At four lengths: the next token of a stream, and one of a prompt that is read anew."""
    seen: list[Seen] = []
    for number in range(_ROUNDS + 1):
        for count in bench.random.sample(_CONTEXTS, len(_CONTEXTS)):
            prompt = " ".join(f"w{number}x{one}" for one in range(count))
            anew = Load(prompt, 1, cold=True)
            goes_on = Load(prompt, 8)
            without = await bench.undisturbed(partial(bench.run, anew))
            stream = await bench.undisturbed(partial(bench.run, goes_on))
            if not number or not stream.gaps:
                continue
            seen.append(Seen("without", float(without.prompt or 0), without.first or without.over))
            seen.append(Seen("with", float(stream.prompt or 0), median(stream.gaps)))
    if not seen:
        return Finding(None, "lab.noise")
    longest = max(one.x for one in seen)
    there = {
        name: [one.y for one in seen if one.series == name and one.x > 0.8 * longest]
        for name in ("with", "without")
    }
    ratio = median(there["without"]) / median(there["with"])
    apart = min(there["without"]) > max(there["with"]) or max(there["without"]) < min(there["with"])
    verdict: Bet | None = None
    if apart:
        verdict = "greater" if ratio > 1 else "less"
    return Finding(
        verdict,
        "" if verdict else "lab.noise",
        value=ratio,
        unit="times the time with the cache",
        seen=tuple(seen),
        facts={
            "with, s": round(median(there["with"]), 4),
            "without, s": round(median(there["without"]), 4),
            "context, tokens": longest,
        },
    )

"""Confidence-weighted vote: a chain counts for as much as the model was certain of its weakest
stretch."""

from collections.abc import Sequence
from statistics import fmean

from bot.core.completion import Sampling
from bot.core.final_answer import same
from bot.core.strategy import About, Told
from bot.core.voting import tally
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import ending, messages
from bot.strategies.parts.voting import elected, read

ABOUT = About(
    family="voting",
    paper="DeepConf, Fu et al., 2025, arXiv:2508.15260",
    usual_calls="8",
    told={
        "en": Told(
            title="Confidence-weighted vote",
            does="Eight chains vote, each with a weight: the model's confidence, token by token "
            "over the twenty likeliest, in the least certain stretch of 32 tokens of the chain.",
            helps="Where a model that is lost also wavers: a few sure chains can outvote many "
            "unsure ones.",
            hurts="Where a model is sure of what is wrong. The weights of short chains differ "
            "little, so the vote is often the plain one.",
            not_shown="Chains are not broken off while they are unsure, and none is dropped: that "
            "needs dozens of samples to find a threshold. A server that tells no "
            "probabilities leaves a plain vote.",
            facts={"plain": "Without weights", "weighed": "Chains with a confidence"},
        ),
        "zh": Told(
            title="置信度加权投票",
            does="八条思维链投票，权重不同：模型在该链最没把握的 32 个 token 上的置信度"
            "（由每处最可能的二十个 token 算出）。",
            helps="模型迷路时也会犹豫的题：少数笃定的链可以胜过多数犹豫的链。",
            hurts="模型对错误答案也很笃定的题。短链之间的权重相差不大，结果常与普通投票一样。",
            not_shown="不会中途掐断犹豫的链，也不丢弃任何一条：定阈值需要几十个样本。"
            "服务器不给概率时，就是普通投票。",
            facts={"plain": "不加权的结果", "weighed": "有置信度的链"},
        ),
    },
)
SAMPLES, WINDOW = 8, 32
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_SAMPLING = Sampling(temperature=0.7, limit=512, confidences=True)


def lowest_group(confidences: Sequence[float], window: int = WINDOW) -> float | None:
    """The lowest mean of `window` tokens in a row, of all of them where they are fewer: DeepConf's
    lowest group confidence. None of no tokens."""
    if not confidences:
        return None
    width = min(window, len(confidences))
    return min(fmean(confidences[at : at + width]) for at in range(len(confidences) - width + 1))


async def run(sheet: Worksheet) -> str | None:
    """Eight calls at once; a chain without confidences weighs as much as the mean of the others."""
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}")
    written = await sheet.samples(asked, SAMPLES, _SAMPLING)
    answers = read(sheet, written)
    lowest = {one.step: lowest_group(one.confidences) for one in written}
    told = [one for one in lowest.values() if one is not None]
    usual = fmean(told) if told else 1.0
    weights = {step: usual if one is None else one for step, one in lowest.items()}
    for step, one in lowest.items():
        if one is not None:
            sheet.mark(step, score=one)
    plain = tally([*answers.values()], lambda one, other: same(one, other, sheet.problem.kind))
    sheet.facts["weighed"] = len(told)
    if plain:
        sheet.facts["plain"] = plain[0].answer
    return elected(sheet, answers, asked=SAMPLES, weights=weights)

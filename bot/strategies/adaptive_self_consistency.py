"""Adaptive self-consistency: samples are drawn in waves until their votes are settled."""

from bot.core.completion import Sampling
from bot.core.final_answer import same
from bot.core.strategy import About, Told
from bot.core.voting import Votes, settled, tally
from bot.core.worksheet import BudgetSpent, Worksheet
from bot.strategies.parts.concluding import ending, messages
from bot.strategies.parts.voting import elected, read

ABOUT = About(
    family="voting",
    paper="Aggarwal et al., 2023, arXiv:2305.11860",
    usual_calls="4 to 40",
    told={
        "en": Told(
            title="Adaptive self-consistency",
            does="Chains are sampled four at a time. After each wave the votes say how probable it "
            "is that the leader stays ahead; above 95 % no more are drawn, at 40 it ends anyway.",
            helps="A mix of easy and hard problems: easy ones end after one wave, so the same "
            "accuracy costs a fraction of the samples.",
            hurts="It saves nothing on hard problems, whose votes stay split; waves that follow "
            "each other take longer than asking for all at once.",
            facts={"samples": "Samples", "saved": "Samples saved", "sure": "Probably settled"},
        ),
        "zh": Told(
            title="自适应自洽性投票",
            does="每次采样四条思维链。每一轮之后，由票数算出领先答案保持领先的概率；"
            "超过 95 % 就不再采样，到 40 条一定停止。",
            helps="难易混杂的题目：简单题一轮就结束，用少得多的样本得到同样的准确率。",
            hurts="难题的票一直分散，一条也省不下；一轮接一轮比一次全部采样更慢。",
            facts={"samples": "样本数", "saved": "省下的样本", "sure": "票数已定的概率"},
        ),
    },
)
WAVE, MOST, SURE = 4, 40, 0.95
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_SAMPLING = Sampling(temperature=0.7, limit=512)


def certainty(votes: tuple[Votes, ...]) -> float:
    """How probable it is that the leader is the most frequent answer."""
    first, second = (len(votes[at].samples) if at < len(votes) else 0 for at in (0, 1))
    return settled(first, second) if first else 0.0


async def run(sheet: Worksheet) -> str | None:
    """One to ten waves; when the tokens run out, those that are there vote."""
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}")
    answers: dict[int, str | None] = {}
    drawn, sure = 0, 0.0
    while drawn < MOST and sure <= SURE:
        try:
            written = await sheet.samples(asked, WAVE, _SAMPLING)
        except BudgetSpent:
            if not answers:
                raise
            break
        drawn += WAVE
        answers |= read(sheet, written)
        votes = tally([*answers.values()], lambda one, other: same(one, other, sheet.problem.kind))
        sure = certainty(votes)
        sheet.best = votes[0].answer if votes else None
    sheet.facts.update({"samples": drawn, "saved": 1 - drawn / MOST, "sure": sure})
    return elected(sheet, answers, asked=drawn)

"""Difficulty gating: a cheap look at how hard a problem is decides how much reasoning it gets."""

from bot.core.completion import Sampling
from bot.core.final_answer import final_answer, same
from bot.core.strategy import About, Told
from bot.core.voting import agreement, tally
from bot.core.worksheet import Worksheet, Written
from bot.strategies.parts.concluding import ending, form, found, messages
from bot.strategies.parts.voting import elected, read

ABOUT = About(
    family="compression",
    paper="when to reason, Wang et al., 2025, arXiv:2510.08731",
    usual_calls="3 to 9",
    told={
        "en": Told(
            title="Difficulty gating",
            does="Three short answers without reasoning are drawn. If all agree, that is the "
            "answer. If two do, one chain of thought decides; if none, five chains vote.",
            helps="Traffic of easy and hard problems: the easy ones cost a few tokens, and "
            "reasoning goes where it is needed.",
            hurts="Three guesses can agree and be wrong, the more so with small models; the "
            "threshold must be tuned on problems of your own.",
            facts={"probe": "Agreement of the guesses", "route": "Way chosen"},
        ),
        "zh": Told(
            title="按难度分流",
            does="先不推理，抽三个简短答案。三个一致就直接采用；两个一致，再写一条思维链来定；都不一致，五条思维链投票。",
            helps="难易混杂的请求：简单题只花几个 token，推理用在需要的地方。",
            hurts="三次猜测也可能一致地错，模型越小越常见；阈值要在自己的题目上调。",
            facts={"probe": "猜测的一致率", "route": "所选路线"},
        ),
    },
)
PROBES, CHAINS = 3, 5
_GUESS = {
    "en": "Do not reason. Give only the answer ({form}).",
    "zh": "不要推理，只给出答案（{form}）。",
}
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_ROUTES = {
    "en": {"direct": "answer at once", "chain": "one chain of thought", "vote": "a vote"},
    "zh": {"direct": "直接回答", "chain": "一条思维链", "vote": "投票"},
}
_WHY = {
    "en": "{same} of {all} guesses agree",
    "zh": "{all} 次猜测中有 {same} 次一致",
}
_PROBE, _CHAIN = Sampling(temperature=0.7, limit=40), Sampling(limit=512)
_VOTE = Sampling(temperature=0.7, limit=512)


async def run(sheet: Worksheet) -> str | None:
    """Three short calls, then none, one or five long ones."""
    guess = messages(sheet, sheet.pick(_GUESS).format(form=form(sheet.problem)))
    guesses = await sheet.samples(guess, PROBES, _PROBE)
    answers = [_guessed(sheet, one) for one in guesses]
    votes = tally(answers, lambda one, other: same(one, other, sheet.problem.kind))
    alike = len(votes[0].samples) if votes else 0
    sheet.facts["probe"] = agreement(votes, PROBES)
    way = "direct" if alike == PROBES else "chain" if alike == 2 else "vote"
    why = sheet.pick(_WHY).format(same=alike, all=PROBES)
    sheet.facts["route"] = title = sheet.pick(_ROUTES)[way]
    route = sheet.note("route", title, why, parents=[one.step for one in guesses]).id
    if way == "direct":
        return votes[0].answer
    sheet.best = votes[0].answer if alike == 2 else None
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}")
    if way == "chain":
        return found(sheet, await sheet.ask(asked, _CHAIN, parents=(route,))) or sheet.best
    written = await sheet.samples(asked, CHAINS, _VOTE, parents=(route,))
    return elected(sheet, read(sheet, written), asked=CHAINS)


def _guessed(sheet: Worksheet, guess: Written) -> str | None:
    """The answer of a guess: what it says to be one, else its only line."""
    if guess.ended:
        return None
    answer = final_answer(guess.text, sheet.problem.kind)
    if answer is None and sheet.problem.kind in ("text", "list"):
        lines = guess.text.strip().splitlines()
        answer = lines[0].strip() if len(lines) == 1 and lines[0].strip() else None
    sheet.mark(guess.step, title=answer or "")
    return answer

"""Hidden against shown reasoning, with filler for control: what stands in for latent chain of
thought."""

from bot.core.completion import Message, Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, concluded, form, messages

ABOUT = About(
    family="compression",
    paper="filler tokens: Pfau et al., 2024, arXiv:2404.15758; latent reasoning: Hao et al., "
    "2024, arXiv:2412.06769",
    usual_calls="4",
    told={
        "en": Told(
            title="Hidden reasoning and its control",
            does="Three answers to one problem: at once, after as many dots as a chain has tokens, "
            "and after the chain itself, which the reader is not shown until the end. If dots do "
            "not help and the chain does, it is the content of the tokens that counts, not their "
            "number.",
            helps="Seeing for oneself what thinking silently means over an API: the tokens are "
            "paid for, only nobody reads them.",
            hurts="It answers no problem better than a plain chain of thought does.",
            not_shown="Latent chain of thought (Coconut, iCoT) feeds hidden states back in place "
            "of tokens. That needs training and the model's inside: nothing here does it.",
            facts={
                "at once": "At once",
                "after dots": "After dots",
                "after a chain": "After a chain",
            },
        ),
        "zh": Told(
            title="隐藏推理及其对照",
            does="同一道题三种作答：立刻作答、先输出与思维链等长的点再作答、"
            "先写思维链再作答（链到最后才给"
            "读者看）。如果点没有用而链有用，那么起作用的是 token 的内容，而不是数量。",
            helps="亲眼看看通过 API“默默思考”是什么意思：token 照样付费，只是没人读。",
            hurts="没有哪道题会因此比普通思维链答得更好。",
            not_shown="隐式思维链（Coconut、iCoT）把隐状态代替 token 送回模型，"
            "需要训练和模型内部的访问"
            "权：这里没有做。",
            facts={
                "at once": "立刻作答",
                "after dots": "输出点之后",
                "after a chain": "思维链之后",
            },
        ),
    },
)
_NOW = {"en": "Give the answer only.", "zh": "只给出答案。"}
_THINK = {"en": "Let's think step by step.", "zh": "让我们一步一步思考。"}
_THEN = {"en": "The answer ({form}) is:", "zh": "答案（{form}）是："}
_SAMPLING = Sampling(limit=256)
_MOST_DOTS = 200


async def run(sheet: Worksheet) -> str | None:
    """Four calls, the chain's first: the dots are as many as its tokens."""
    thinking = messages(sheet, sheet.pick(_THINK))
    written = await sheet.ask(thinking, _SAMPLING, kind="thought", aloud=False)
    sheet.best = answer = await concluded(sheet, thinking, written)
    now = messages(sheet, sheet.pick(_NOW))
    at_once = await answered(sheet, now)
    dots = " ".join("." * min(written.usage.completion or 1, _MOST_DOTS))
    then = Message("user", sheet.pick(_THEN).format(form=form(sheet.problem)))
    after_dots = await answered(sheet, [*thinking, Message("assistant", dots), then])
    nothing = sheet.pick({"en": "none", "zh": "无"})
    sheet.facts |= {
        "at once": at_once or nothing,
        "after dots": after_dots or nothing,
        "after a chain": answer or nothing,
    }
    return answer

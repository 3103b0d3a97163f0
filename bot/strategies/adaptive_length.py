"""Adaptive length: how hard a problem is decides how many tokens its chain may have."""

from bot.core.completion import Sampling
from bot.core.errors import ModelUnusable
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, concluded, messages

ABOUT = About(
    family="compression",
    paper="token budgets by difficulty: Han et al., 2024, arXiv:2412.18547",
    usual_calls="2 to 3",
    told={
        "en": Told(
            title="Adaptive length",
            does="The model first says whether the problem is easy, middling or hard; an easy one "
            "is answered at once, a middling one gets 128 tokens of thought, a hard one 512.",
            helps="Traffic that mixes easy and hard: the easy ones no longer pay for the hard "
            "ones.",
            hurts="A hard problem that is held for easy gets no thought at all; small models "
            "judge difficulty badly, by how long the problem is.",
            not_shown="Models taught to choose their own length (L1, AdaptThink) need training.",
            facts={"class": "Held for", "budget": "Tokens of thought allowed"},
        ),
        "zh": Told(
            title="自适应长度",
            does="模型先判断题目是易、中还是难：易的直接作答，中的给 128 个 token 思考，难的给 "
            "512 个。",
            helps="难易混杂的流量：简单题不再替难题付费。",
            hurts="难题被当成简单题，就完全没有思考；小模型往往按题目长短判断难度，判断得很差。",
            not_shown="教会模型自己选长度（L1、AdaptThink）需要训练。",
            facts={"class": "判断为", "budget": "允许的思考 token"},
        ),
    },
)
_RATE = {
    "en": "How many steps does it take to solve this? A: one. B: two or three. C: more. Answer "
    "with the letter.",
    "zh": "解这道题需要几步？A：一步。B：两三步。C：更多。只回答字母。",
}
_THINK = {
    "en": "Think step by step in at most {words} words.",
    "zh": "请一步一步思考，不超过 {words} 个字。",
}
_CLASSES = {"A": ("easy", "易", 0), "B": ("middling", "中", 128), "C": ("hard", "难", 512)}
_SCHEMA = {
    "type": "object",
    "properties": {"steps": {"type": "string", "enum": list(_CLASSES)}},
    "required": ["steps"],
    "additionalProperties": False,
}


async def run(sheet: Worksheet) -> str | None:
    """The class, then a chain as long as that class may have."""
    step, letter, share = await _rated(sheet)
    english, chinese, budget = _CLASSES[letter]
    named = chinese if sheet.zh else english
    sheet.mark(step, title=named, score=share)
    sheet.facts |= {"class": named, "budget": float(budget)}
    if not budget:
        asked = messages(sheet, sheet.pick({"en": "Give the answer only.", "zh": "只给出答案。"}))
        return await answered(sheet, asked, parents=(step,))
    asked = messages(sheet, sheet.pick(_THINK).format(words=budget // 2))
    written = await sheet.ask(asked, Sampling(limit=budget), parents=(step,))
    return await concluded(sheet, asked, written)


async def _rated(sheet: Worksheet) -> tuple[int, str, float | None]:
    """The class by the model's probabilities, or by its word where the server tells none; the
    hardest where it keeps to no shape."""
    asked = messages(sheet, sheet.pick(_RATE))
    step = sheet.note("route").id
    try:
        weights = await sheet.weigh(asked, list(_CLASSES), step=step)
    except ModelUnusable:
        try:
            step, value = await sheet.fill(asked, _SCHEMA, Sampling(limit=20), kind="route")
        except ModelUnusable:
            return step, "C", None
        return step, str(value["steps"]), None
    letter = max(weights, key=lambda one: weights[one])
    return step, letter, weights[letter]

"""Least-to-most: the problem is taken apart into smaller questions, which are answered in order."""

from collections.abc import Mapping
from typing import Any

from bot.core.completion import Message, Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import ending, found, messages

ABOUT = About(
    family="prompting",
    paper="Zhou et al., 2022, arXiv:2205.10625",
    usual_calls="2 to 7",
    told={
        "en": Told(
            title="Least-to-most",
            does="First the model names up to five smaller questions; then it answers them one "
            "after the other, each with all that was answered before, and the problem last.",
            helps="Problems longer than any example, whose parts build on each other. Each prompt "
            "begins with the one before, so a prefix cache has nearly all of it.",
            hurts="A bad list of questions cannot be mended later; on word problems of a few "
            "steps the gain over one chain is small.",
            facts={"questions": "Smaller questions"},
        ),
        "zh": Told(
            title="由易到难（Least-to-most）",
            does="模型先列出至多五个小问题，再逐个回答；每次都带上之前的全部回答，最后回答原题。",
            helps="比例题更长、各部分环环相扣的题。每次的提示词都以前一次为前缀，前缀缓存几乎全部命中。",
            hurts="问题列得不好，后面无法补救；只有几步的应用题，比单条思维链好不了多少。",
            facts={"questions": "小问题数"},
        ),
    },
)
MOST = 5
_PLAN = {
    "en": "Do not solve it yet. Which smaller questions have to be answered first, in this order, "
    "so that the problem can be answered from them? As few as it takes, at most {most}.",
    "zh": "先不要求解。要回答这道题，需要依次先回答哪些更小的问题？能少则少，最多 {most} 个。",
}
_SOLVE = {
    "en": "Answer smaller questions first, one at a time, in a sentence or two each.\n\n{first}",
    "zh": "先逐个回答更小的问题，每个用一两句话。\n\n{first}",
}
_LAST = {
    "en": "Now answer the problem itself from that. {ending}",
    "zh": "现在据此回答原题。{ending}",
}
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "questions": {
            "type": "array",
            "items": {"type": "string", "maxLength": 160},
            "maxItems": MOST,
        }
    },
    "required": ["questions"],
    "additionalProperties": False,
}
_PLANNING, _SHORT, _SAMPLING = Sampling(limit=320), Sampling(limit=200), Sampling(limit=512)


async def run(sheet: Worksheet) -> str | None:
    """A call for the questions and one for each; one alone where the model names none."""
    plan, questions = await _planned(sheet)
    sheet.facts["questions"] = len(questions)
    last = sheet.pick(_LAST).format(ending=ending(sheet))
    if not questions:
        return found(sheet, await sheet.ask(messages(sheet, ending(sheet)), _SAMPLING))
    steps = [sheet.note("question", one, parents=(plan,)).id for one in questions]
    said = messages(sheet, sheet.pick(_SOLVE).format(first=defused(questions[0])))
    before: tuple[int, ...] = ()
    for number, step in enumerate(steps):
        written = await sheet.ask(said, _SHORT, parents=(step, *before))
        sheet.mark(step, state="kept")
        before = (written.step,)
        follow = questions[number + 1 :][:1]
        asked = defused(follow[0]) if follow else last
        said = [*said, Message("assistant", defused(written.text)), Message("user", asked)]
    return found(sheet, await sheet.ask(said, _SAMPLING, parents=before))


async def _planned(sheet: Worksheet) -> tuple[int, list[str]]:
    """The step of the plan, and the questions; none where the model keeps to no shape."""
    asked = messages(sheet, sheet.pick(_PLAN).format(most=MOST))
    try:
        step, value = await sheet.fill(asked, _SCHEMA, _PLANNING, kind="plan")
    except ModelUnusable:
        return -1, []
    questions = [" ".join(str(one).split()) for one in value.get("questions", ())]
    return step, [one for one in questions if one][:MOST]

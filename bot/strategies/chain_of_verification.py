"""Chain-of-verification: a draft's claims are checked without looking at it, then it is revised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.completion import Message, Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet, Written
from bot.strategies.parts.concluding import ending, found, messages
from bot.strategies.parts.together import together

ABOUT = About(
    family="checking",
    paper="Dhuliawala et al., 2023, arXiv:2309.11495",
    usual_calls="3 to 8",
    told={
        "en": Told(
            title="Chain-of-verification",
            does="A draft is written, and with it up to four open questions that test its claims. "
            "Each is answered without sight of the draft; where an answer contradicts a "
            "claim, the draft is revised.",
            helps="Lists of facts, where a model makes things up in passing but knows better when "
            "asked for one thing alone.",
            hurts="Arithmetic and logic: the same mistake is made again. A right claim can be "
            "overthrown by a wrong check.",
            facts={"checks": "Claims checked", "contradicted": "Contradicted"},
        ),
        "zh": Told(
            title="验证链（Chain-of-Verification）",
            does="先写草稿，再列出至多四个开放式问题来检验其中的说法。回答每个问题时都看不到草稿；"
            "凡答案与说法矛盾，就修改草稿。",
            helps="列举事实的题：模型顺口会编，单独问一件事时却答得对。",
            hurts="算术和逻辑题：同样的错会再犯一遍。错误的检验也可能推翻正确的说法。",
            facts={"checks": "检验的说法", "contradicted": "相矛盾"},
        ),
    },
)
MOST = 4
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_PLAN = {
    "en": "Which claims does this answer rest on? Name at most {most}, each with a question that "
    "tests it: an open one, which can be answered by somebody who has not read the answer, and "
    "which does not give the claim away.",
    "zh": "这个回答依赖哪些说法？最多列 {most} 个，每个配一个检验它的问题：要是开放式的，"
    "没读过回答的人也能答，并且不透露该说法。",
}
_CHECK = {
    "en": "Answer only this question about it, in a sentence or two: {question}",
    "zh": "只就它回答这个问题，用一两句话：{question}",
}
_COMPARE = {
    "en": "Here are claims, and what somebody else answered independently. Say of each, in order, "
    "whether the answer agrees with the claim, contradicts it, or says nothing of it (unclear).",
    "zh": "下面是一些说法，以及另一个人独立作出的回答。依次判断：回答与说法一致（agrees）、"
    "矛盾（contradicts），还是没有涉及（unclear）。",
}
_REVISE = {
    "en": "Checks contradict parts of this answer:\n\n{checks}\n\nWrite the answer anew, with what "
    "is right. {ending}",
    "zh": "检验结果与这个回答的部分内容矛盾：\n\n{checks}\n\n请据此重写回答。{ending}",
}
_PLANNED: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "checks": {
            "type": "array",
            "maxItems": MOST,
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "string", "maxLength": 160},
                    "question": {"type": "string", "maxLength": 160},
                },
                "required": ["claim", "question"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["checks"],
    "additionalProperties": False,
}
_DRAFT, _PLANNING, _SHORT = Sampling(limit=400), Sampling(limit=400), Sampling(limit=160)
_VERDICTS = Sampling(limit=80)


@dataclass(frozen=True, slots=True)
class _Check:
    """A claim with its step, the question that tests it, and what was answered."""

    step: int
    claim: str
    question: str
    answer: Written | None = None


async def run(sheet: Worksheet) -> str | None:
    """The draft, the plan, the checks at once, the comparison, and a revision if it takes one."""
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}")
    draft = await sheet.ask(asked, _DRAFT, kind="draft")
    sheet.best = found(sheet, draft)
    said = [*asked, Message("assistant", defused(draft.text))]
    checks = await together([_answered(sheet, one) for one in await _planned(sheet, said, draft)])
    wrong = await _contradicted(sheet, checks)
    sheet.facts.update({"checks": len(checks), "contradicted": len(wrong)})
    if not wrong:
        return sheet.best
    shown = "\n".join(
        f"- {defused(one.claim)} → {defused(one.answer.text if one.answer else '')}"
        for one in wrong
    )
    revise = sheet.pick(_REVISE).format(checks=shown, ending=ending(sheet))
    revised = await sheet.ask(
        [*said, Message("user", revise)],
        _DRAFT,
        kind="revision",
        parents=[draft.step, *(one.answer.step for one in wrong if one.answer)],
    )
    return found(sheet, revised) or sheet.best


async def _planned(sheet: Worksheet, said: Sequence[Message], draft: Written) -> list[_Check]:
    """The claims as steps; none where the model keeps to no shape."""
    asked = [*said, Message("user", sheet.pick(_PLAN).format(most=MOST))]
    try:
        step, value = await sheet.fill(
            asked, _PLANNED, _PLANNING, kind="plan", parents=(draft.step,)
        )
    except ModelUnusable:
        return []
    by_question = {
        str(one["question"]).strip(): str(one["claim"]).strip() for one in value["checks"][:MOST]
    }
    return [
        _Check(sheet.note("claim", claim, parents=(step,)).id, claim, question)
        for question, claim in by_question.items()
        if claim and question
    ]


async def _answered(sheet: Worksheet, check: _Check) -> _Check:
    """The check with its answer, given without the draft."""
    asked = messages(sheet, sheet.pick(_CHECK).format(question=defused(check.question)))
    answer = await sheet.ask(
        asked, _SHORT, kind="check", title=check.question, parents=(check.step,), aloud=False
    )
    return _Check(check.step, check.claim, check.question, answer)


async def _contradicted(sheet: Worksheet, checks: Sequence[_Check]) -> list[_Check]:
    """The checks whose answer contradicts the claim; each claim is marked."""
    if not checks:
        return []
    pairs = "\n".join(
        f"{number}. {defused(one.claim)} | {defused(one.answer.text if one.answer else '')}"
        for number, one in enumerate(checks, 1)
    )
    verdict = {"type": "string", "enum": ["agrees", "contradicts", "unclear"]}
    schema = {
        "type": "object",
        "properties": {
            "verdicts": {
                "type": "array",
                "items": verdict,
                "minItems": len(checks),
                "maxItems": len(checks),
            }
        },
        "required": ["verdicts"],
        "additionalProperties": False,
    }
    asked = messages(sheet, f"{sheet.pick(_COMPARE)}\n\n{pairs}")
    parents = [one.answer.step for one in checks if one.answer]
    try:
        _, value = await sheet.fill(asked, schema, _VERDICTS, kind="check", parents=parents)
    except ModelUnusable:
        return []
    told = dict(zip((one.step for one in checks), value["verdicts"], strict=False))
    for step, said in told.items():
        if said != "unclear":
            sheet.mark(step, state="right" if said == "agrees" else "wrong")
    return [one for one in checks if told.get(one.step) == "contradicts"]

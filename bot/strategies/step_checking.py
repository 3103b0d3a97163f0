"""Step checking: each step is computed and criticised, and from the first bad one it is mended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.completion import Message, Sampling, defused
from bot.core.equations import equations
from bot.core.final_answer import final_answer
from bot.core.strategy import About, Told
from bot.core.trace import State, StepKind
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import form, messages
from bot.strategies.parts.criticising import Critic

ABOUT = About(
    family="checking",
    paper="Lightman et al., 2023, arXiv:2305.20050",
    usual_calls="2 to 39",
    told={
        "en": Told(
            title="Step checking (process supervision)",
            does="The model writes its steps apart. Each equation in them is computed exactly, and "
            "a critic (the same model) says for each step how probably it is right; the chain is "
            "as good as its worst step. From the first bad step on it is written anew, twice at "
            "most.",
            helps="Long chains where one slip spoils the rest, above all slips of arithmetic: "
            "those are found with certainty.",
            hurts="A model is a mild critic of its own thoughts, and a small one is a coin; a "
            "call for each step costs time.",
            not_shown="A process reward model (as in the paper) is trained on labels of steps. "
            "The critic here is not: it is the served model, asked.",
            facts={
                "first_bad": "First bad step",
                "worst": "Worst step",
                "repairs": "Repairs",
                "still_bad": "Still bad at the end",
            },
        ),
        "zh": Told(
            title="逐步检查（过程监督）",
            does="模型把步骤逐条写出。其中每个等式都精确验算，再由评审（同一个模型）给出每一步正确的"
            "概率；整条链的好坏取决于最差的一步。从第一个错误步骤开始重写，最多两次。",
            helps="一步出错、后面全错的长链，尤其是算术错误：这类错误一定能查出来。",
            hurts="模型评审自己的想法往往手软，小模型的评审等于掷硬币；每一步都要一次调用，费时间。",
            not_shown="过程奖励模型（论文中的做法）要用步骤标注训练；这里没有训练，"
            "只是请正在服务的模型来评审。",
            facts={
                "first_bad": "第一个错误步骤",
                "worst": "最差的一步",
                "repairs": "修改次数",
                "still_bad": "最后仍有错误的步骤",
            },
        ),
    },
)
STEPS, REPAIRS = 12, 2
_DOUBT = 0.5
_SOLVE = {
    "en": "Solve it in short steps, each one sentence with its equation, at most {most}; then the "
    "answer ({form}).",
    "zh": "用简短的步骤求解，每步一句话并写出等式，最多 {most} 步；最后给出答案（{form}）。",
}
_MEND = {
    "en": "These steps are right:\n\n{kept}\n\nThe next step was wrong:\n\n{bad}\n\n{why}\n\n"
    "Write that step anew, and all that follow it; then the answer ({form}).",
    "zh": "这些步骤是对的：\n\n{kept}\n\n下一步错了：\n\n{bad}\n\n{why}\n\n"
    "请重写这一步以及后面的步骤；最后给出答案（{form}）。",
}
_FALSE = {"en": "{text} is false: it is {value}.", "zh": "{text} 不对，应为 {value}。"}
_DOUBTED = {"en": "A critic finds it wrong.", "zh": "评审认为它不对。"}
_PLAN = {"en": "{count} steps, which come to: {answer}", "zh": "{count} 步，得出：{answer}"}
_HOLD = {"en": "All {count} steps hold.", "zh": "{count} 个步骤都成立。"}
_BAD = {
    "en": "Step {place} of {count} is wrong. {why}",
    "zh": "共 {count} 步，第 {place} 步错了。{why}",
}
_NUMBERED = re.compile(r"^\s*(?:(?:step\s*|第\s*)?\d+\s*步?\s*[.):：、）](?!\d)\s*)", re.IGNORECASE)
_NO_STEPS = {"en": "(none)", "zh": "（无）"}
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "steps": {
            "type": "array",
            "items": {"type": "string", "maxLength": 300},
            "minItems": 1,
            "maxItems": STEPS,
        },
        "answer": {"type": "string", "maxLength": 120},
    },
    "required": ["steps", "answer"],
    "additionalProperties": False,
}
_SAMPLING = Sampling(limit=700)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A step of the chain with its step of the trace; `why` says what is wrong with it."""

    id: int
    text: str
    score: float
    why: str = ""


async def run(sheet: Worksheet) -> str | None:
    """A call for the chain, one for each step, and the same again for each repair."""
    solve = sheet.pick(_SOLVE).format(most=STEPS, form=form(sheet.problem))
    asked = messages(sheet, solve)
    critic = Critic(sheet)
    kept: list[_Judged] = []
    sheet.facts["repairs"] = 0
    while True:
        steps, answer = await _written(sheet, asked, kept)
        sheet.best = answer or sheet.best
        judged = [*kept, *await _judged(critic, kept, steps)]
        bad = next((place for place, one in enumerate(judged) if one.why), None)
        sheet.facts["worst"] = min((one.score for one in judged), default=0.0)
        last = _checked(sheet, judged, bad)
        if bad is None:
            break
        sheet.facts.setdefault("first_bad", bad + 1)
        for one in judged[bad + 1 :]:
            sheet.mark(one.id, state="pruned")
        if sheet.facts["repairs"] == REPAIRS:
            sheet.facts["still_bad"] = bad + 1
            break
        sheet.facts["repairs"] = int(sheet.facts["repairs"]) + 1
        kept = judged[:bad]
        mend = sheet.pick(_MEND).format(
            kept=_listed(sheet, kept),
            bad=defused(judged[bad].text),
            why=judged[bad].why,
            form=form(sheet.problem),
        )
        asked = messages(sheet, mend)
    sheet.note("answer", answer or "", parents=(last,))
    return answer


def _checked(sheet: Worksheet, judged: Sequence[_Judged], bad: int | None) -> int:
    """The step of the trace that says what the check found."""
    if bad is None:
        title = sheet.pick(_HOLD).format(count=len(judged))
    else:
        found = {"count": len(judged), "place": bad + 1, "why": judged[bad].why}
        title = sheet.pick(_BAD).format(**found)
    at = judged[-1 if bad is None else bad].id if judged else 0
    state: State = "right" if bad is None else "wrong"
    return sheet.note("check", title, parents=(at,), state=state).id


async def _written(
    sheet: Worksheet, asked: Sequence[Message], kept: Sequence[_Judged]
) -> tuple[list[tuple[int, str]], str | None]:
    """New steps, each a step of the trace behind the one before, and the answer."""
    before = (kept[-1].id,) if kept else ()
    plan, chain = await sheet.fill(asked, _SCHEMA, _SAMPLING, kind="plan", parents=before)
    kind: StepKind = "revision" if sheet.facts["repairs"] else "thought"
    texts = [_NUMBERED.sub("", " ".join(str(one).split())) for one in chain.get("steps", ())]
    texts = [one for one in dict.fromkeys(texts) if one][: STEPS - len(kept)]
    said, sort = str(chain.get("answer", "")).strip(), sheet.problem.kind
    answer = final_answer(said, sort) if sort == "number" else said or None
    sheet.mark(plan, title=sheet.pick(_PLAN).format(count=len(texts), answer=answer or "?"))
    parent, steps = plan, []
    for text in texts:
        parent = sheet.note(kind, "", text, parents=(parent,)).id
        steps.append((parent, text))
    return steps, answer


async def _judged(
    critic: Critic, kept: Sequence[_Judged], steps: Sequence[tuple[int, str]]
) -> list[_Judged]:
    """Each new step with its verdict: what is computed to be false is wrong, and no critic is
    asked from there on; before it, what a critic doubts is wrong."""
    sheet = critic.sheet
    texts = [*(one.text for one in kept), *(text for _, text in steps)]
    found = [_computed(sheet, text) for _, text in steps]
    first = next((place for place, why in enumerate(found) if why), len(steps))
    scores = await critic.scores(texts[: len(kept) + first], [step for step, _ in steps[:first]])
    judged: list[_Judged] = []
    for place, (step, text) in enumerate(steps):
        score = scores[place] if place < first else 0.0
        why = found[place] or (sheet.pick(_DOUBTED) if score < _DOUBT else "")
        if place <= first:
            sheet.mark(step, state="wrong" if why else "right", score=score)
        judged.append(_Judged(step, text, score, why))
    return judged


def _computed(sheet: Worksheet, text: str) -> str:
    """What is false in a step, by computing it; "" where nothing is."""
    false = next((one for one in equations(text) if not one.holds), None)
    return sheet.pick(_FALSE).format(text=false.text, value=false.value) if false else ""


def _listed(sheet: Worksheet, kept: Sequence[_Judged]) -> str:
    lines = [f"{place}. {defused(one.text)}" for place, one in enumerate(kept, start=1)]
    return "\n".join(lines) or sheet.pick(_NO_STEPS)

"""Judges one contested checkpoint again, with the member's argument as data."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from bot.core import canary
from bot.core.answer_text import fence, plain
from bot.core.completion import Usage
from bot.core.dispute import lower, raises
from bot.core.errors import ModelTrouble
from bot.core.feedback import Judgement, Verdict, check
from bot.core.rubric import Checkpoint
from bot.flows.assessing import Assessing, Task
from bot.flows.judging import Sheet, alone, judge_one
from bot.flows.weighing import weigh


@dataclass(frozen=True, slots=True)
class Rejudged:
    """How far it has come: no judgement yet, or why there is none."""

    judgement: Judgement | None = None
    model: str = ""
    trouble: str = ""
    tokens: int = 0


async def rejudge(
    assessing: Assessing, task: Task, checkpoint: Checkpoint, before: Judgement
) -> AsyncGenerator[Rejudged, None]:
    """The second judgement, checked and weighed, in the last of what comes.

    The argument can do no more than point: what the model quotes must stand in the answer, and a
    better verdict must hold once more where the model sees that quote in place of the argument. An
    argument that makes it tick what nobody can have said (`core.canary`) is not followed.
    """
    task = replace(task, answer=plain(task.answer), argument=plain(task.argument))
    tokens = 0

    def note(usage: Usage) -> None:
        nonlocal tokens
        tokens += (usage.prompt or 0) + (usage.completion or 0)

    model, name = assessing.model, ""
    try:
        facts = await model.facts()
        name = facts.name
        if await assessing.fit(facts, task.question.language):
            yield Rejudged(model=name, trouble="dispute.unfit")
            return
        hidden = canary.canary(task.question.id, task.question.language)
        sheet = Sheet(
            task.question,
            canary.placed(task.rubric, hidden),
            task.answer,
            fence=fence(task.answer, task.argument),
            argument=task.argument,
        )
        decoy = await judge_one(model, sheet, hidden, alone(), report=note)
        yield Rejudged(model=name, tokens=tokens)
        if canary.tripped([decoy], hidden):
            yield Rejudged(model=name, trouble="dispute.tampered", tokens=tokens)
            return
        said = check(await judge_one(model, sheet, checkpoint, alone(), report=note), task.answer)
        yield Rejudged(model=name, tokens=tokens)
        if raises(before, said):
            sheet = replace(sheet, argument=said.evidence)
            again = await judge_one(model, sheet, checkpoint, alone(), report=note)
            said = lower(said, check(again, task.answer))
            yield Rejudged(model=name, tokens=tokens)
            found = await weigh(model, sheet, {said.checkpoint: said}, report=note)
            if chances := found.get(said.checkpoint):
                said = replace(said, chances=tuple(chances.get(one, 0.0) for one in Verdict))
        yield Rejudged(said, name, tokens=tokens)
    except ModelTrouble as trouble:
        key = type(trouble).key if trouble.facts else trouble.key
        yield Rejudged(model=name, trouble=key, tokens=tokens)

"""The graders that can be measured, by name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot import app as house
from bot import settings
from bot.cli import eval_lexical
from bot.core.errors import BadInput
from bot.evaluating.baselines import BASELINES
from bot.evaluating.crossing import arranged
from bot.evaluating.grader import Grader
from bot.evaluating.item import DataSet, Item

MODEL = "model"
SHIPPED = "lexical-shipped"
_BASELINES = {one.name: one for one in BASELINES}
NAMES = (MODEL, "lexical", SHIPPED, *_BASELINES)


def chosen(text: str) -> list[str]:
    """The names that were typed, as `model,lexical`; BadInput for one that nothing has."""
    names = list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    for name in names or [text]:
        if name not in NAMES:
            known = ", ".join(NAMES)
            raise BadInput("error.unknown_choice", option="--grader", value=name, known=known)
    return names


@dataclass(frozen=True, slots=True)
class Made:
    """The graders of a run, those that were asked for first; what a reader must know of them."""

    graders: list[Grader]
    notes: list[str]


@asynccontextmanager
async def made(
    names: Sequence[str], data: DataSet, train: Sequence[Item] | None
) -> AsyncIterator[Made]:
    """The graders of these names and then the other baselines; a model is let go at the end.

    A baseline that nobody asked for is left out where there is nothing to fit it on.
    """
    async with AsyncExitStack() as stack:
        graders: list[Grader] = []
        notes: list[str] = []
        for name in names:
            if name == MODEL:
                grader, note = await _model(stack)
                graders.append(grader)
                notes += note
            elif name == SHIPPED:
                graders.append(eval_lexical.shipped())
            else:
                fitted = _BASELINES.get(name, eval_lexical.Lexical())
                graders.append(arranged(fitted, data, train))
        left_out = []
        for name in [one for one in _BASELINES if one not in names]:
            try:
                graders.append(arranged(_BASELINES[name], data, train))
            except BadInput:
                left_out.append(name)
        if left_out:
            notes.append(f"Nothing to fit {', '.join(left_out)} on: other questions are needed.")
        yield Made(graders, notes)


async def _model(stack: AsyncExitStack) -> tuple[Grader, list[str]]:
    from bot.cli.eval_model import ModelGrader

    model = house.make_model(settings.read())
    stack.push_async_callback(model.close)
    facts = await model.facts()
    small = f"{facts.name} is known to be too small to judge: its figures show that it does not."
    return ModelGrader(model, facts), [] if facts.proven else [small]

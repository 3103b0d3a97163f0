"""The graders that can be measured, by name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot import app as house
from bot import settings
from bot.core.errors import BadInput
from bot.evaluating.baselines import BASELINES
from bot.evaluating.crossing import arranged
from bot.evaluating.grader import Grader
from bot.evaluating.item import DataSet, Item

MODEL = "model"
NAMES = (MODEL, *(one.name for one in BASELINES))


def chosen(text: str) -> list[str]:
    """The names that were typed, as `model,lexical`; BadInput for one that nothing has."""
    names = list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    for name in names or [text]:
        if name not in NAMES:
            known = ", ".join(NAMES)
            raise BadInput("error.unknown_choice", option="--grader", value=name, known=known)
    return names


@asynccontextmanager
async def made(
    names: Sequence[str], data: DataSet, train: Sequence[Item] | None
) -> AsyncIterator[list[Grader]]:
    """The graders of these names and then the other baselines; a model is let go at the end."""
    fitted = {one.name: one for one in BASELINES}
    every = list(dict.fromkeys([*names, *fitted]))
    if MODEL not in every:
        yield [arranged(fitted[name], data, train) for name in every]
        return
    from bot.cli.eval_model import ModelGrader

    model = house.make_model(settings.read())
    try:
        grader = ModelGrader(model, await model.facts())
        yield [grader if name == MODEL else arranged(fitted[name], data, train) for name in every]
    finally:
        await model.close()

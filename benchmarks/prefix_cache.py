"""How much of what learners' assessments read comes from the server's prefix cache, when five
answer one question at once, beside the same prompts with the answer first (floor).

All calls are counted, by the server's own usage: verdicts, weights, what is asked once more,
advice. The first learner's verdicts have begun to come when the others ask. The question is new to
the server; the slots of the embedded one are warm: each has read it once. What is not cached is
computed.

    python benchmarks/prefix_cache.py [--base-url URL [--model NAME]]
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.core.errors import CoachError
from bot.core.ports import LanguageModel
from bot.llm import weights
from bot.llm.embedded import EmbeddedModel
from bot.llm.embedded_child import SLOTS
from bot.llm.openai_api import OpenAIModel
from tests.llm.homes import home_with_weights
from tests.llm.learners import QUESTION, Learner, Metered, at_once, share, unread, warm

LONGEST = 40
"""Characters that the model may write in each place of a form: what is read is the same."""


async def measured(model: LanguageModel, slots: int, *, answer_first: bool) -> list[Learner]:
    """What each of the five used."""
    question = unread(QUESTION)

    def one() -> Metered:
        return Metered(model, question, LONGEST, answer_first)

    if slots:
        await warm(one(), question, slots)
    return await at_once(one)


async def run(model: LanguageModel, slots: int, console: Console) -> Table:
    """The table."""
    name = (await model.facts()).name
    found = {}
    for answer_first in (True, False):
        order = "answer first (the floor)" if answer_first else "answer behind what all share"
        with console.status(f"Five learners ask {name}, {order} …"):
            found[answer_first] = await measured(model, slots, answer_first=answer_first)
    table = Table(title=f"Prompts of five learners read from the prefix cache: {name}")
    heads = "learner calls tokens cached share floor share/floor computed/floor"
    for column in heads.split():
        table.add_column(column, justify="right")
    pairs = list(zip(found[False], found[True], strict=True))
    for number, (ours, floor) in enumerate(pairs, 1):
        table.add_row(str(number), *_cells([ours], [floor]))
    table.add_section()
    table.add_row("2 to 5", *_cells(found[False][1:], found[True][1:]))
    return table


def _cells(ours: list[Learner], floor: list[Learner]) -> list[str]:
    calls, prompt = sum(one.calls for one in ours), sum(one.prompt for one in ours)
    cached, part, least = sum(one.cached for one in ours), share(ours), share(floor)
    ratio = f"{part / least:.2f}" if least else "-"
    computed = f"{(1 - part) / (1 - least):.2f}" if least < 1 else "-"
    return [
        str(calls),
        f"{prompt:,}",
        f"{cached:,}",
        f"{part:.1%}",
        f"{least:.1%}",
        ratio,
        computed,
    ]


async def main(url: str | None, name: str | None) -> None:
    """Measure the server of that address, or the embedded one."""
    console = Console(width=100)
    model: LanguageModel
    if url:
        model, slots = OpenAIModel(url, name, os.environ.get("LLM_API_KEY"), patience=900), 0
    else:
        home = home_with_weights()
        model, slots = EmbeddedModel(home, weights.path(home), patience=900), SLOTS
    try:
        console.print(await run(model, slots, console))
    except CoachError as trouble:
        sys.exit(f"The server cannot be measured: {trouble.key}. Is it up? LLM_API_KEY is its key.")
    except AssertionError as untold:
        sys.exit(f"It cannot be measured: {untold}.")
    finally:
        await model.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--base-url", help="any OpenAI-compatible server, instead of the embedded")
    parser.add_argument("--model", help="a model of it, instead of the first that it names")
    asked = parser.parse_args()
    asyncio.run(main(asked.base_url, asked.model))

"""Runs an experiment to a report, whatever happens on the way."""

import os
import time
from collections.abc import Awaitable, Callable
from random import Random

from bot.core.bench import Bench, TokensSpent
from bot.core.errors import ModelTrouble
from bot.core.experiment import Experiment, Finding, Report
from bot.core.lab_server import LabServer

_MOST_DISTURBED = 3
"""Repeats with others' traffic in them from which on there is no verdict."""


async def measure(
    experiment: Experiment,
    server: LabServer,
    *,
    model: str,
    tokens: int,
    waits: Callable[[], Awaitable[bool]],
    tell: Callable[[int, int], None] = lambda _, __: None,
    seed: int = 0,
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """The report of an experiment. Where the server lacks an ability that it needs, is down, is
    busy with others' requests, or the tokens run out, there is no verdict, and the reason says
    so."""
    began = clock()
    bench = Bench(server, tokens=tokens, random=Random(seed), waits=waits, tell=tell)  # noqa: S311
    conditions: dict[str, str | float] = {"model": model, "seed": seed}
    if hasattr(os, "getloadavg"):
        conditions["load"] = round(os.getloadavg()[0], 2)
    try:
        able = await server.abilities()
        lacking = able.lacking(experiment.about.needs)
        if lacking:
            conditions["lacking"] = ", ".join(lacking)
            finding = Finding(None, "lab.lacking")
        else:
            finding = await experiment.run(bench)
            if finding.verdict and bench.disturbed >= _MOST_DISTURBED:
                finding = _without(finding, "lab.traffic")
    except TokensSpent as spent:
        finding = Finding(None, spent.key)
    except ModelTrouble as trouble:
        finding = Finding(None, trouble.key)
    except BaseExceptionGroup as several:
        finding = Finding(None, _known(several))
    conditions |= {"discarded": bench.discarded, "disturbed": bench.disturbed}
    return Report(experiment.name, finding, conditions, clock() - began, bench.spent)


def _without(finding: Finding, reason: str) -> Finding:
    from dataclasses import replace

    return replace(finding, verdict=None, reason=reason)


def _known(several: BaseExceptionGroup[BaseException]) -> str:
    """The key of the first of several failures; anything but trouble with the model, or with the
    tokens, is raised."""
    first, rest = several.split((ModelTrouble, TokensSpent))
    if rest is not None or first is None:
        raise several
    leaf: BaseException = first
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf.key if isinstance(leaf, ModelTrouble | TokensSpent) else "error.unexpected"

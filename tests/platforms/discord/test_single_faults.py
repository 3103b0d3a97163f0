"""After each single fault of a request to Discord, its member sees one answer, whole, once.

A test is one house in which many members meet their fault at the same time, each in a server of
their own. `make test` gives each operation some of the faults, so that all are met; `make soak`
gives each operation every one.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.judges import judged_by
from tests.platforms.discord.journeys import GROUPS, Journey, Stage
from tests.platforms.discord.town import town
from tests.wire.discord.faults import broken, dropped, hanging, limited, slow
from tests.wire.discord.server import LocalDiscord

PATIENCE = 0.6
"""Seconds that the coach waits for an answer here."""

FAULTS = {
    "429 of the bucket": limited(),
    "429 of us": limited("global"),
    "429 shared": limited("shared"),
    "500 before": broken(),
    "500 after": broken(committed=True),
    "drop before": dropped(),
    "drop after": dropped(committed=True),
    "hang before": hanging(),
    "hang after": hanging(committed=True),
    "slow": slow(0.3),
}
Case = tuple[Journey, str]
LONG = ("feedback_middle_edit", "private_middle_edit")
"""What needs a model that takes its time."""


def covering(journeys: Sequence[Journey], each: int = 3) -> list[Case]:
    """`each` faults for every journey, others for the next: together all of them."""
    names = list(FAULTS)
    quick = [one for one in journeys if one.__name__ not in LONG]
    return [
        (journey, names[(at * each + number) % len(names)])
        for at, journey in enumerate(quick)
        for number in range(each)
    ]


async def lived(home: Path, cases: Sequence[Case], *, pace: float) -> None:
    """Live through the cases at the same time, and tell which went wrong; `pace` is the model's."""
    async with LocalDiscord() as local:
        stages = [
            Stage.build(local, FAULTS[fault], f"{journey.__name__}, {fault}")
            for journey, fault in cases
        ]
        async with town(local, home, judged_by(pace=pace), patience=PATIENCE) as app:
            for stage in stages:
                stage.app = app
            living = (journey(stage) for (journey, _), stage in zip(cases, stages, strict=True))
            ended = await asyncio.gather(*living, return_exceptions=True)
        wrong = [
            f"{stage.guild.name}: {end!r}"
            for stage, end in zip(stages, ended, strict=True)
            if end is not None
        ]
        assert wrong == []
        unmet = [one.guild.name for one in stages if any(each.times for each in one.met)]
        assert unmet == []
        assert local.violations == []


@pytest.mark.parametrize("group", GROUPS)
async def test_after_a_single_fault_there_is_one_answer_whole_and_once(
    tmp_path: Path, group: str
) -> None:
    await lived(tmp_path, covering(GROUPS[group]), pace=0.02)


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("group", GROUPS)
async def test_after_any_single_fault_there_is_one_answer_whole_and_once(
    tmp_path: Path, group: str, fault: str
) -> None:
    await lived(tmp_path, [(journey, fault) for journey in GROUPS[group]], pace=0.05)


def test_every_fault_is_met_by_some_operation_in_the_quick_selection() -> None:
    met = {fault for journeys in GROUPS.values() for _, fault in covering(journeys)}
    assert met == set(FAULTS)

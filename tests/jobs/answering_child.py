"""A process that takes an answer and is killed before its feedback: `python -m … HOME POINT`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.chat import Thread
from bot.core.completion import Message, Sampling
from bot.core.ports import Report
from bot.core.requests import Request
from bot.llm.scripted import ScriptedModel
from tests.house import GENERAL, house
from tests.judges import Judge

_USUAL = Sampling()


class KilledWhileJudging(ScriptedModel):
    """The process ends, as by a power cut, once the judge has begun."""

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """Yield the first part, and die."""
        async for value in super().fill(messages, schema, sampling, report=report):
            yield value
            os.kill(os.getpid(), signal.SIGKILL)


async def killed(_request: Request) -> str | None:
    """The process ends before anything is done about a recorded request."""
    os.kill(os.getpid(), signal.SIGKILL)
    return None


async def main(home: Path, point: str) -> None:
    """Ask, answer, and be killed at the point: `recorded`, `judging`."""
    async with house(home, KilledWhileJudging(Judge().reply)) as you:
        await you.says("/quiz tag:KV Cache")
        thread = Thread(GENERAL, (await you.sees())[-1].id)
        if point == "recorded":
            you.app.pump.workflow_of = killed
        await you.says("Longer than 200 ms.", thread)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))

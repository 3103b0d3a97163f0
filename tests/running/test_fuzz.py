"""Programs put together from hostile ones at random: none breaks what it runs in."""

import asyncio
from random import Random

import pytest

from bot.running.sandbox import Sandbox
from tests.running.test_hostile import HOSTILE, SHORT

PROGRAMS = [str(one["code"]) * min(one.get("times", 1), 50) for one in HOSTILE]
PIECES = [piece for one in PROGRAMS for piece in one.replace("\n", " \n ").split(" ") if piece]
SCRAPS = ["10**9", "10**100", "-1", "None", "[]", "()", "lambda: 0", "\x00", "\u202e", "__class__"]


def mutated(random: Random) -> str:
    """A hostile program with pieces put in, taken out, or another one behind it."""
    code: str = random.choice(PROGRAMS)
    for _ in range(random.randint(0, 3)):
        at = random.randrange(len(code) + 1)
        match random.randrange(4):
            case 0:
                code = code[:at] + random.choice(PIECES + SCRAPS) + code[at:]
            case 1:
                code = code[:at] + code[at + random.randint(1, 6) :]
            case 2:
                code += "\n" + random.choice(PROGRAMS)
            case _:
                lines = "\n".join(f"    {line}" for line in code.splitlines())
                code = f"def solution():\n{lines}"
    return code[:19_000]


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_no_program_at_random_breaks_its_sandbox_or_overstays() -> None:
    random = Random(11)
    box = Sandbox(SHORT, wrap=False)
    for _ in range(250):
        codes = [mutated(random), mutated(random)]
        for code, ran in zip(codes, await asyncio.gather(*map(box, codes)), strict=True):
            assert ran.trouble is None or ran.trouble.why != "broken", code
            assert ran.seconds < 3, code

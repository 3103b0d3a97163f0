"""Pipes lines into the terminal and gives back what it printed."""

import io
import tempfile

from bot import words
from bot.platforms.terminal import TerminalEars
from tests.platforms.terminal.scripted_coach import COMMUNITY, ScriptedCoach, clock


async def piped(coach: ScriptedCoach, *lines: str) -> str:
    """What is printed when these lines come through a pipe."""
    text, _ = await piped_bytes(coach, "".join(f"{line}\n" for line in lines).encode())
    return text


async def piped_bytes(coach: ScriptedCoach, data: bytes) -> tuple[str, bool]:
    """What is printed when these bytes come through a pipe, and whether a line was refused."""
    out = io.StringIO()
    with tempfile.TemporaryFile("w+") as source:
        source.buffer.write(data)
        source.seek(0)
        ears = TerminalEars(
            community=COMMUNITY,
            transcript=coach.transcript,
            say=words.say,
            settled=coach.settled,
            language=coach.language,
            clock=clock,
            at_prompt=False,
            stdin=source,
            stdout=out,
        )
        await ears.run(coach.accept, coach.ask, coach.suggest)
    return out.getvalue(), ears.refused


def after(text: str, mark: str) -> list[str]:
    """The lines that come after the one that begins with the mark."""
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(mark))
    return lines[at + 1 :]

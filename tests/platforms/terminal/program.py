"""`coach chat` with a scripted coach, to be run as a program of its own."""

import asyncio
import sys

from bot import words
from bot.core.errors import CoachError
from bot.platforms.terminal import TerminalEars
from tests.platforms.terminal.scripted_coach import COMMUNITY, ScriptedCoach


async def main() -> int:
    """Talk until the input ends."""
    coach = ScriptedCoach()
    ears = TerminalEars(
        community=COMMUNITY,
        transcript=coach.transcript,
        say=words.say,
        settled=coach.settled,
    )
    try:
        await ears.run(coach.accept, coach.ask, coach.suggest)
    except CoachError as error:
        print(words.say("en", error.key, **error.facts), file=sys.stderr)
        return 1
    if "--imports" in sys.argv:
        vendors = ("prompt_toolkit", "rich")
        print(", ".join(f"no {name}" for name in vendors if name not in sys.modules))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

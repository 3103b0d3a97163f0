"""How fast the coach is on Discord, against a local server with Discord's limits (50 requests a
second in all, 5 in 5 s for posts and for edits of a channel).

`streams`: texts of 30 tokens a second, each in a thread of its own: seconds to the first visible
text, the longest pause between visible changes, seconds from the model's end to the whole text,
beside a plain loop over discord.py. `commands`: interactions that arrive within one second, from
the socket to the answer that the server takes, also while fifty texts grow. `quizzes`: a `/quiz`
from its arrival to its thread. `questions`: a question with its thread in each of many channels, by
the mouth alone. `fanout`: the same in 2,000 channels, by the program itself, with a kill, and by
three programs. `memory`: the program's own memory and CPU while fifty people read their feedback.
Where not said otherwise CPU is that of both sides, in one process.

    python benchmarks/discord.py [streams|commands|quizzes|questions|fanout|memory]…
"""

# ruff: noqa: E402

import asyncio
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console

from benchmarks.on_discord import commands, fanout, memory, questions, streams

if __name__ == "__main__":
    known = {
        "streams": streams.table,
        "commands": commands.table,
        "quizzes": questions.quizzes,
        "questions": questions.questions,
        "fanout": fanout.table,
        "memory": memory.table,
    }
    for name in sys.argv[1:] or known:
        Console(width=120).print(asyncio.run(known[name]()))

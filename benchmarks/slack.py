"""How fast the coach is on Slack, against a local one.

`commands`: slash commands that arrive within one second, from the socket (or the signed request) to
the acknowledgement, also while texts grow; beside a bare slack_bolt app that acknowledges at once.
`feedback`: a text of five and a half minutes (of Slack's clock, which is pushed on), whole although
Slack ends a stream after five. Both sides run in one process.

    python benchmarks/slack.py [commands|feedback]…
"""

# ruff: noqa: E402

import asyncio
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console

from benchmarks.on_slack import commands, feedback

if __name__ == "__main__":
    known = {"commands": commands.table, "feedback": feedback.table}
    for name in sys.argv[1:] or known:
        Console(width=120).print(asyncio.run(known[name]()))

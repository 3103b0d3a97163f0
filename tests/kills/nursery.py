"""A process that has imported the program and forks it on demand: `python -m tests.kills.nursery`.

Each line of standard input is an order in JSON, each line of standard output its answer. What is
forked is the program as `python -m bot` would run it, only that its imports are there already.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from typing import Any

_DIE_WITH_PARENT = 1


def _preload() -> None:
    import aiosqlite  # noqa: F401
    import dbos  # noqa: F401
    import openai.types  # noqa: F401
    import sqlalchemy.dialects.postgresql  # noqa: F401
    import uvicorn  # noqa: F401

    import bot.app
    import bot.cli.commands
    import bot.cli.serve
    import bot.estimating.estimate
    import bot.health
    import bot.llm.openai_api
    import bot.platforms.discord.connection  # noqa: F401


def _become(order: dict[str, Any]) -> None:
    """Turn this fork into the program that was ordered."""
    from bot.__main__ import main

    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on Linux it outlives us
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    for number, (name, mode) in enumerate(
        ((order["in"], os.O_RDONLY), (order["out"], _WRITE), (order["err"], _WRITE))
    ):
        file = os.open(name, mode, 0o600)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = ["coach", *order["words"]]
    main()


_WRITE = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def _serve() -> None:
    ends: dict[int, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if "words" in order:
            pid = os.fork()
            if pid == 0:
                _become(order)
                return
            answer: Any = pid
        else:
            pid = order["look"]
            if pid not in ends:
                found, status = os.waitpid(pid, os.WNOHANG)
                if found:
                    ends[pid] = os.waitstatus_to_exitcode(status)
            answer = ends.get(pid)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _preload()
    print("null", flush=True)
    _serve()

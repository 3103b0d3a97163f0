"""The program as a process of its own that a test may end in any way."""

import asyncio
import atexit
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1)


class Nursery:
    """Starts programs within half a second: see `nursery`. One for each process of tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.kill)
        self._answer()

    def order(self, **order: Any) -> Any:
        """What the process answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program cannot be imported"
        return json.loads(line)


@cache
def nursery() -> Nursery:
    """The nursery of this process."""
    return Nursery()


@dataclass(frozen=True)
class Program:
    """A running `coach WORDS`; what it prints goes to files."""

    pid: int
    out: Path
    err: Path
    started: float = field(default_factory=time.monotonic)

    @property
    def returncode(self) -> int | None:
        """How it ended; negative is the signal; None while it runs."""
        found: int | None = nursery().order(look=self.pid)
        return found

    def terminate(self) -> None:
        """SIGTERM: it puts everything away."""
        self._signal(signal.SIGTERM)

    async def kill(self) -> None:
        """SIGKILL: it does nothing more."""
        self._signal(signal.SIGKILL)
        await self.wait(5)

    async def wait(self, within: float = 20.0) -> int:
        """How it ended; AssertionError when it goes on for longer."""
        ends = time.monotonic() + within
        while (code := self.returncode) is None:
            assert time.monotonic() < ends, f"the program has not ended within {within} s"
            await asyncio.sleep(0.01)
        return code

    def _signal(self, which: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, which)


def start(
    words: Sequence[str], env: Mapping[str, str], home: Path, *, stdin: Path | None = None
) -> Program:
    """Start the program; what it prints is kept beside its home, `stdin` is what it reads."""
    kept = home.with_name(f"{home.name}.{next(_numbers)}")
    out, err = kept.with_suffix(f"{kept.suffix}.out"), kept.with_suffix(f"{kept.suffix}.err")
    ends = {"in": str(stdin or os.devnull), "out": str(out), "err": str(err)}
    pid = nursery().order(words=list(words), env=dict(env), **ends)
    return Program(pid, out, err)

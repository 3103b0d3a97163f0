"""No program gets out, none takes more than its share, and the coach goes on beside each."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from bot.core.running import Ran
from bot.running.sandbox import Limits, Sandbox
from bot.running.walls import bubblewrap, inner, walled

SECRET = "the-canary-sings-4711"
SHORT = Limits(seconds=0.25, memory=16 * 1024**2)
HOSTILE: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "hostile.yaml").read_text(encoding="utf-8")
)
NAMES = [one["name"] for one in HOSTILE]
WORST = ("loops for ever", "floods the output", "reads a file", "takes all memory with a list")


@dataclass
class Surroundings:
    """What a program could reach: a file with a secret, a variable, a server."""

    file: Path
    port: int
    called: int = 0

    def filled(self, program: dict[str, Any]) -> str:
        code: str = program["code"]
        names = {"file": self.file, "folder": self.file.parent, "port": self.port}
        for name, value in names.items():
            code = code.replace(f"{{{name}}}", str(value))
        return code * int(program.get("times", 1))

    def check(self, ran: Ran) -> None:
        said = (ran.value or "") + ran.printed + (ran.trouble.said if ran.trouble else "")
        assert SECRET not in said
        assert self.called == 0
        assert self.file.read_text() == SECRET
        assert list(self.file.parent.iterdir()) == [self.file]


@pytest_asyncio.fixture
async def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Surroundings]:
    monkeypatch.setenv("COACH_SECRET", SECRET)
    file = tmp_path / "secret"
    file.write_text(SECRET)

    async def called(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.called += 1
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    made = Surroundings(file, server.sockets[0].getsockname()[1])
    yield made
    server.close()


@dataclass
class Heart:
    """Beats on the event loop beside a program."""

    longest: float = 0.0

    @contextlib.contextmanager
    def beating(self) -> Iterator[None]:
        async def beat() -> None:
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.005)
                self.longest = max(self.longest, time.perf_counter() - before)

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            task.cancel()


def check(program: dict[str, Any], ran: Ran) -> None:
    if "value" in program:
        assert (ran.trouble, ran.value) == (None, program["value"])
        return
    assert ran.value is None
    assert ran.trouble is not None and ran.trouble.why == program["why"], ran
    assert len(ran.trouble.said) <= 300 and ran.trouble.said.isprintable()


def test_there_are_forty_of_them_and_each_is_another() -> None:
    assert len(HOSTILE) >= 40
    assert len(set(NAMES)) == len(HOSTILE)


@pytest.mark.parametrize("program", HOSTILE, ids=NAMES)
async def test_a_program_does_not_get_out(program: dict[str, Any], around: Surroundings) -> None:
    heart = Heart()
    with heart.beating():
        ran = await Sandbox(SHORT, wrap=False)(around.filled(program))

    check(program, ran)
    around.check(ran)
    assert ran.seconds < 4  # the machine may be busy
    assert heart.longest < 1


@pytest.mark.skipif(not bubblewrap(), reason="no bubblewrap here")
@pytest.mark.parametrize("program", [one for one in HOSTILE if one["name"] in WORST], ids=WORST)
async def test_nor_within_bubblewrap(program: dict[str, Any], around: Surroundings) -> None:
    box = Sandbox(SHORT)
    if not await box.wraps():
        pytest.skip("bubblewrap may not work here")

    ran = await box(around.filled(program))

    check(program, ran)
    around.check(ran)


async def test_our_memory_does_not_grow(around: Surroundings) -> None:
    box = Sandbox(SHORT, wrap=False)
    kinds = ("output", "memory", "too_long")
    greedy = [around.filled(one) for one in HOSTILE if one.get("why") in kinds][::2]
    await box(greedy[0])
    before = resident()

    await asyncio.gather(*map(box, greedy))

    assert resident() - before < 8 * 1024**2


NATIVE = """
import os, socket
def tried(what):
    try:
        return what()
    except Exception as error:
        return type(error).__name__
seen = [
    tried(lambda: open({file!r}).read()),
    tried(lambda: open('/tmp/new', 'w').write('x')),
    tried(lambda: open('/usr/new', 'w').write('x')),
    tried(lambda: socket.create_connection(('127.0.0.1', {port}), 1)),
    tried(lambda: os.kill({pid}, 0)),
    sorted(os.environ.items()),
]
print(seen)
"""


async def test_a_program_that_broke_out_of_the_interpreter_stands_before_the_next_wall(
    around: Surroundings,
) -> None:
    bwrap = bubblewrap()
    if bwrap is None or not await Sandbox().wraps():
        pytest.skip("no bubblewrap here")
    code = NATIVE.format(file=str(around.file), port=around.port, pid=os.getpid())
    command = [*walled(bwrap)[: -len(inner())], sys.executable, "-I", "-c", code]

    seen = await asyncio.to_thread(subprocess.check_output, command, text=True, timeout=10)

    assert "FileNotFoundError" in seen and SECRET not in seen
    assert seen.count("OSError") == 2  # a file system to read only
    assert "ConnectionRefusedError" in seen  # its own loopback, where nobody listens
    assert "ProcessLookupError" in seen
    assert around.called == 0


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")

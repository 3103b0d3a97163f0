"""The embedded model's child: it starts, it serves, it dies with its parent, it comes back."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.completion import Message, ModelFacts, Sampling
from bot.core.errors import ModelUnreachable, ModelUnusable, SettingsTrouble
from bot.llm import embedded_child, weights
from bot.llm.embedded import EmbeddedModel
from tests.llm.homes import home_with_weights

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ROOT = Path(__file__).parents[2]
ASKED = [Message("user", "Say hello.")]
SHORT = Sampling(limit=8)

PARENT = """
import asyncio, sys
from pathlib import Path
from bot.llm.embedded import EmbeddedModel

async def main():
    starting = asyncio.create_task(EmbeddedModel(Path(sys.argv[1])).start())
    await asyncio.sleep(float(sys.argv[2]))
    if sys.argv[2] == "0":
        await starting
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of `mine`, in a home of its own."""
    return tmp_path_factory.mktemp("home") / "logs" / "embedded.log"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mine(log: Path) -> AsyncIterator[EmbeddedModel]:
    """A file of the operator's, started at its first use by whichever test comes first."""
    file = log.parents[1] / "mine.gguf"
    file.symlink_to(weights.path(home_with_weights()))
    one = EmbeddedModel(log.parents[1], file)
    yield one
    await one.close()


@pytest.fixture
async def model(home: Path) -> AsyncIterator[EmbeddedModel]:
    one = EmbeddedModel(home)
    yield one
    await one.close()


def children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for task in tasks for pid in task.read_text().split()]
    return [pid for pid in pids if b"embedded_child" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def newest() -> int:
    return max(children(os.getpid()))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def dies(pid: int, within: float = 3.0) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


async def text(model: EmbeddedModel, *asked: Message) -> str:
    return "".join([delta.text async for delta in model.stream(asked or ASKED, SHORT)])


@pytest.mark.asyncio(loop_scope="module")
async def test_another_file_is_served_under_its_own_name(mine: EmbeddedModel) -> None:
    facts = ModelFacts("mine", proven=False, embedded=True, context=4096)
    assert await mine.facts() == facts


@pytest.mark.asyncio(loop_scope="module")
async def test_many_who_come_first_share_one_child(mine: EmbeddedModel) -> None:
    await mine.close()
    assert all(await asyncio.gather(*(text(mine) for _ in range(6))))
    assert len(children(os.getpid())) == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_longer_than_a_slot_is_too_long_and_logged_nowhere(
    mine: EmbeddedModel, log: Path
) -> None:
    with pytest.raises(ModelUnusable) as met:
        await text(mine, Message("user", "gibberish " * 5000))
    assert met.value.key == "error.model_too_long"
    assert log.read_text() == ""


async def test_closing_ends_the_child_and_a_later_use_starts_another(model: EmbeddedModel) -> None:
    facts = await model.facts()
    assert (facts.name, facts.embedded) == ("SmolLM2-135M-Instruct", True)
    first = newest()
    await model.close()
    assert not alive(first)
    assert await text(model)


async def test_a_child_that_died_is_started_again_three_times_a_minute(
    model: EmbeddedModel,
) -> None:
    for _ in range(4):
        assert await text(model)
        pid = newest()
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    with pytest.raises(ModelUnreachable):
        await text(model)


async def test_a_child_that_dies_amid_an_answer_is_unreachable(model: EmbeddedModel) -> None:
    async with aclosing(model.stream(ASKED, Sampling(limit=1000, temperature=1.5))) as deltas:
        await anext(deltas)
        os.kill(newest(), signal.SIGKILL)
        with pytest.raises(ModelUnreachable):
            _ = [delta async for delta in deltas]


@pytest.mark.parametrize("loading_for", ["0", "0.25"])
def test_the_child_dies_when_its_parent_is_killed(home: Path, loading_for: str) -> None:
    command = [sys.executable, "-c", PARENT, str(home), loading_for]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        (pid,) = children(parent.pid)
        parent.kill()
    assert dies(pid)


def test_the_child_serves_only_who_has_the_key_and_ends_with_its_input(home: Path) -> None:
    orders = {"path": str(weights.path(home)), "name": "one", "key": "k", "parent": os.getpid()}
    with subprocess.Popen(
        [sys.executable, embedded_child.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(orders).encode() + b"\n")
        child.stdin.flush()
        address = json.loads(child.stdout.readline())["address"]
        assert status(f"{address}/v1/models", "k") == 200
        assert status(f"{address}/metrics", "k") == 200
        assert status(f"{address}/v1/models", "guess") == 401
        assert status(f"{address}/metrics", "guess") == 401
        assert status(f"{address}/", "k") == 404
        child.send_signal(signal.SIGTERM)
        child.send_signal(signal.SIGINT)
        assert status(f"{address}/v1/models", "k") == 200
        child.stdin.close()
        assert child.wait(3) == 0


def status(address: str, key: str) -> int:
    request = urllib.request.Request(address, headers={"authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as exc:
        exc.close()
        return exc.code


async def test_without_weights_it_says_that_they_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreachable) as met:
        await EmbeddedModel(tmp_path).facts()
    assert met.value.key == "error.model_missing"


def test_a_file_that_is_not_there_is_the_operators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsTrouble) as met:
        EmbeddedModel(tmp_path, tmp_path / "none.gguf")
    assert met.value.key == "error.gguf_missing"
    assert met.value.facts == {"path": str(tmp_path / "none.gguf")}


def test_a_file_of_another_kind_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "some.gguf").write_text("<html>Not found</html>")
    with pytest.raises(SettingsTrouble) as met:
        EmbeddedModel(tmp_path, tmp_path / "some.gguf")
    assert met.value.key == "error.gguf_broken"


async def test_a_file_that_llama_cpp_cannot_load_is_told_and_the_log_says_why(
    home: Path, tmp_path: Path
) -> None:
    half = tmp_path / "half.gguf"
    with weights.path(home).open("rb") as whole:
        half.write_bytes(whole.read(5_000_000))
    with pytest.raises(ModelUnreachable) as met:
        await EmbeddedModel(home, half).start()
    assert met.value.key == "error.gguf_broken"
    assert met.value.facts == {"path": str(half)}
    assert "corrupted or incomplete" in (home / "logs" / "embedded.log").read_text()

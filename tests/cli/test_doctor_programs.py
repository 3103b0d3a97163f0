"""`coach doctor` says in what programs that a model wrote are run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.doctor import Part, _programs
from bot.running.sandbox import Sandbox
from bot.running.walls import bubblewrap
from bot.settings import read


@pytest.fixture(autouse=True)
def looked_for_anew() -> Iterator[None]:
    bubblewrap.cache_clear()
    yield
    bubblewrap.cache_clear()


async def examined() -> Part:
    (part,) = await _programs(read())
    return part


async def test_without_bubblewrap_it_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    part = await examined()

    assert (part.state, part.found) == ("fine", "run in pydantic-monty, without bubblewrap")
    assert "install bubblewrap" in part.mend


async def test_a_bubblewrap_that_may_not_work_is_told_from_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    part = await examined()

    assert part.state == "fine"
    assert "it may not work" in part.found


@pytest.mark.skipif(not bubblewrap(), reason="no bubblewrap here")
async def test_with_bubblewrap_it_says_so() -> None:
    if not await Sandbox().wraps():
        pytest.skip("bubblewrap may not work here")

    assert (await examined()).found == "run in pydantic-monty, within bubblewrap"

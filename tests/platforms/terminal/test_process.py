"""The terminal as a program between others: pipes that close, disks that are full."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = f"{sys.executable} -W error -m tests.platforms.terminal.program"


def shell(line: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in which `coach` is the terminal with a scripted coach."""
    return subprocess.run(
        ["sh", "-c", line.replace("coach", PROGRAM)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_reader_that_leaves_early_gets_its_lines_and_no_traceback() -> None:
    done = shell(r"printf '/quiz\n/hint\n/hint\n/hint\n' | coach | head -1")
    assert done.stdout == "Why is there a KV cache?\n"
    assert done.stderr == ""


def test_an_input_or_output_that_is_closed_ends_quietly() -> None:
    for line in ("coach <&-", "coach </dev/null", r"printf '/quiz\n' | coach >&-"):
        done = shell(line)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_sentence() -> None:
    done = shell(r"printf '/quiz\n' | coach >/dev/full")
    assert done.returncode == 1
    assert done.stderr == "The output could not be written: No space left on device.\n"


def test_an_output_that_cannot_write_chinese_gets_question_marks() -> None:
    done = shell(r"printf '/quiz\n/quiz\n' | coach", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "??????" in done.stdout


def test_a_pipe_imports_nothing_of_the_prompt() -> None:
    done = shell("coach --imports </dev/null")
    assert done.stdout == "no prompt_toolkit, no rich\n"

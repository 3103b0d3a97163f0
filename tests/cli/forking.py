"""Runs `coach` as a process of its own without the second that its imports take: they are done once
in a parent, which forks for each run."""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
IS_HERE = sys.platform == "linux"
"""Elsewhere a fork of a process that knows much is none to build on."""
READ_WITH_IMPORTS = frozenset({"COLUMNS", "PYTHONPATH"})
"""Whoever sets one of these needs imports of their own."""
_PREPARED = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
_LAZY = ("bot.app", "bot.store.upgrade", "aiosqlite", "sqlalchemy.dialects.sqlite.aiosqlite")


def run(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], stdin: str, timeout: float
) -> "subprocess.CompletedProcess[str]":
    """What a command says and how it ends; subprocess.TimeoutExpired after so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder, name)) for name in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_text(stdin, encoding="utf-8")
        asked = {"words": list(words), "cwd": str(cwd), "environment": dict(environment)}
        status = _parent().ask(asked | {"files": files}, timeout)
        said = [Path(files[name]).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess(list(words), status, *said)


class _Parent:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=dict(os.environ) | _PREPARED,
            text=True,
        )
        atexit.register(self._close)

    def _close(self) -> None:
        self._process.communicate()  # it ends where its input does

    def ask(self, asked: Mapping[str, Any], timeout: float) -> int:
        """The exit status of one run."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        if not select.select([stdout], [], [], timeout)[0]:
            self._process.kill()  # the run, too, is given up
            _parent.cache_clear()
            raise subprocess.TimeoutExpired(asked["words"], timeout)
        return int(stdout.readline())


@cache
def _parent() -> _Parent:
    return _Parent()


def _serve() -> None:
    """Fork for each line; it ends when nobody can ask any more."""
    import bot.cli
    from bot.__main__ import main

    for one in pkgutil.iter_modules(bot.cli.__path__):
        importlib.import_module(f"bot.cli.{one.name}")
    for name in _LAZY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        if child := os.fork():
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        for number, (name, flags) in enumerate(
            (("stdin", os.O_RDONLY), ("stdout", _WRITE), ("stderr", _WRITE))
        ):
            os.dup2(os.open(asked["files"][name], flags, 0o600), number)
        os.environ.clear()
        os.environ.update(asked["environment"])
        time.tzset()
        os.chdir(asked["cwd"])
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.argv = [str(ROOT / "bot" / "__main__.py"), *asked["words"]]
        _end(main)


def _end(main: Callable[[], None]) -> NoReturn:
    """Run it to its exit status; the interpreter, which is large here, is not taken down."""
    status = 0
    try:
        main()
    except SystemExit as exc:
        status = exc.code if isinstance(exc.code, int) else 1
    except BaseException:
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]  # as an interpreter ends: threads first
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


_WRITE = os.O_WRONLY | os.O_CREAT

if __name__ == "__main__":
    _serve()

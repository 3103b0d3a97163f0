"""Runs the one program that its standard input holds, and answers with a line of JSON."""

import contextlib
import ctypes
import json
import os
import signal
import sys
from decimal import Decimal
from typing import Any

LINE_LIMIT = 64_000
"""Bytes of an answer, at most."""
_PRINTED = 20_000
"""Characters that a program may print."""
_PRINTED_KEPT = 2_000
_VALUE = 2_000
_SAID = 300
_ADDRESSES = 1536 * 1024**2
"""Bytes of address space that this process, and the one inside it, may take: a last bound, far
beyond the one for the program's own memory."""
_FILES = 64
_PROCESSES = 24
_PARENT_DIED, _NO_NEW_RIGHTS = 1, 38  # of prctl
_NAMES = ("answer", "ans", "result")
_GRACE = 0.3


class _TooMuchPrinted(Exception):
    """More was printed than an answer needs."""


def main() -> None:
    """Read the request, run it, answer."""
    request = json.loads(sys.stdin.buffer.read())
    _shut_in(request)
    line = json.dumps(_run(request)).encode() + b"\n"
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    os._exit(0)  # what the program left behind is not worth tidying


def _shut_in(request: dict[str, Any]) -> None:
    """Take from this process, and so from the one inside it, what no program needs."""
    if sys.platform == "win32":
        return
    import resource

    cpu = int(request["seconds"]) * 2 + 3
    bounds = {
        resource.RLIMIT_AS: _ADDRESSES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _FILES,
    }
    if request["alone"]:  # elsewhere it would count the user's other processes
        bounds[resource.RLIMIT_NPROC] = _PROCESSES
    for bound, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # a lower one is set, or there is none
            resource.setrlimit(bound, (most, most))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PARENT_DIED, signal.SIGKILL)
        libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
        os.nice(5)


def _run(request: dict[str, Any]) -> dict[str, Any]:
    import pydantic_monty as monty

    printed: list[str] = []
    flooded = False

    def keep(_: str, text: str) -> None:
        nonlocal flooded
        printed.append(text[:_PRINTED])
        if sum(map(len, printed)) > _PRINTED:
            flooded = True
            raise _TooMuchPrinted

    value: str | None = None
    trouble: dict[str, Any] | None = None
    seconds = request["seconds"]
    pool = monty.Monty(
        max_processes=1, request_timeout=seconds + 1, feed_duration_limit_grace=_GRACE
    )
    limits: monty.ResourceLimits = {
        "max_feed_duration_secs": seconds,
        "max_memory": request["memory"],
        "max_recursion_depth": request["depth"],
        "max_total_sleep_secs": 0,
    }
    policy: monty.OSPolicy = {"sleep": "zero", "random_start": {"seed": 0}}
    try:
        with pool, pool.checkout(limits=limits, os_policy=policy) as session:

            def feed(code: str) -> Any:
                return session.feed_run(code, print_callback=keep)

            found = _value(feed, request["code"], request["call"], printed)
            value = None if found is None else _text(found)
        if value is None:
            trouble = {"why": "no_value"}
    except monty.MontyError as error:
        trouble = {"why": "output"} if flooded else _trouble(error)
    except (ValueError, RecursionError):  # a number of too many digits, a list too deep
        trouble = {"why": "too_long"}
    except MemoryError:
        trouble = {"why": "memory"}
    return {"value": value, "printed": "".join(printed)[:_PRINTED_KEPT], "trouble": trouble}


def _value(feed: Any, code: str, call: str, printed: list[str]) -> Any:
    """What the program comes to, None where it comes to nothing."""
    last = feed(code)
    if _there(feed, call):
        return feed(f"{call}()")
    if last is not None:
        return last
    named = next((name for name in _NAMES if _there(feed, name)), None)
    if named is not None:
        return feed(named)
    lines = "".join(printed).strip().splitlines()
    return lines[-1].strip() if lines else None


def _there(feed: Any, name: str) -> bool:
    from pydantic_monty import MontyRuntimeError

    try:
        feed(f"{name} is None")
    except MontyRuntimeError as error:
        if isinstance(error.exception(), NameError):
            return False
        raise
    return True


def _text(value: Any) -> str:
    """A value as data is written; ValueError where that is longer than an answer is."""
    text = str(value) if isinstance(value, str | Decimal) else repr(value)
    if len(text) > _VALUE:
        raise ValueError(len(text))
    return text


def _trouble(error: Any) -> dict[str, Any]:
    from pydantic_monty import MontyCrashedError

    if isinstance(error, MontyCrashedError):
        return {"why": "time" if error.timed_out else "broken"}
    raised = error.exception()
    said = error.display("type-msg")
    frames = error.traceback()
    lines = [one.line for one in frames if not one.filename.startswith("<string")]
    return {
        "why": _why(raised, said),
        "said": "".join(one if one.isprintable() else " " for one in said[:_SAID]).strip(),
        "line": lines[-1] if lines else None,
    }


def _why(raised: BaseException, said: str) -> str:
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (TimeoutError, "time"),
        (MemoryError, "memory"),
        (RecursionError, "recursion"),
        (ImportError, "module"),
        (SyntaxError, "syntax"),
    )
    if isinstance(raised, NotImplementedError) and ("monty" in said or "import" in said):
        return "unsupported"
    return next((why for kind, why in kinds if isinstance(raised, kind)), "error")


if __name__ == "__main__":
    main()

"""Serves one GGUF file with llama.cpp on a free loopback port until its standard input ends."""

import ctypes
import json
import os
import signal
import sys
import threading

SLOTS = 4
TOKENS_A_SLOT = 4096
_PROMPTS_KEPT = 256  # MiB of prompts that no slot holds any more
_PARENT_DIED = 1  # PR_SET_PDEATHSIG
_ERRORS_ONLY = 1


def main() -> None:
    """Read one line of orders (path, name, key, parent), say the address in one line, and serve.

    The address is said once the model answers. Exits 1 if the file cannot be loaded.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told to stop, and then stops us
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    orders = json.loads(sys.stdin.readline())
    _die_with(orders["parent"])
    threading.Thread(target=_exit_at_end_of_input, daemon=True).start()

    import xllamacpp  # type: ignore[import-untyped]

    params = xllamacpp.CommonParams()
    params.model.path = orders["path"]
    params.model_alias = {orders["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # the system picks a free one
    params.api_keys = [orders["key"]]  # other users and web pages can reach a loopback port
    params.cors_origins = ""
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * TOKENS_A_SLOT
    params.cache_ram_mib = _PROMPTS_KEPT
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads()
    params.use_jinja = True
    params.endpoint_metrics = True
    params.endpoint_slots = False  # it shows prompts
    params.ui = False
    params.verbosity = _ERRORS_ONLY
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        os._exit(1)  # llama.cpp has said why in the log
    _log_no_more()
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    threading.Event().wait()


def _die_with(parent: int) -> None:
    """Be killed with the parent even while loading, when llama.cpp lets no other thread run."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _exit_at_end_of_input() -> None:
    sys.stdin.read()
    os._exit(0)


def _log_no_more() -> None:
    """From here on llama.cpp's errors may quote what members and models wrote."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _threads() -> int:
    """All cores but one: llama.cpp's threads wait for each other at every layer, so a single one
    that shares its core makes all of them crawl (two threads on two busy cores: 4 tokens a second
    instead of 115; one thread: 38)."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, cores - 1)


if __name__ == "__main__":
    main()

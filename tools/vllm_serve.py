"""Serves the model of .vllm with vLLM on loopback: `python tools/vllm_serve.py PORT [COMMAND…]`.

Without a command it serves until it is stopped. With one it serves on that port (0: a free one)
while the command runs, with `LLM_BASE_URL` in its environment, and ends as the command did. Either
way the server ends with it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[1] / ".vllm"
LOG = PLACE / "server.log"
NAME = "smollm2-135m"
_LONGEST = 900.0  # seconds until it answers; half a minute to two are usual
_OPTIONS = (
    "--dtype float32 --enforce-eager --block-size 32 --max-model-len 4096"
    " --enable-prompt-tokens-details --enable-per-request-metrics"
)
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_CPU_KVCACHE_SPACE": "2",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_CACHE_ROOT": str(PLACE / "cache"),
}
_HERE = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy to this machine


def main(port: int, command: Sequence[str]) -> int:
    """Serve; the command's exit code, or 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    port = _free(port)
    url = f"http://127.0.0.1:{port}/v1"
    arguments = [str(PLACE / "bin" / "vllm"), "serve", str(PLACE / "model")]
    arguments += ["--served-model-name", NAME, "--host", "127.0.0.1", "--port", str(port)]
    with LOG.open("wb") as log:
        server = subprocess.Popen(
            [*arguments, *_OPTIONS.split()],
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is ours: we stop it, and its own children with it
        )
    try:
        _await(server, url)
        if command:
            return subprocess.run(command, env={**os.environ, "LLM_BASE_URL": url}).returncode
        print(f"vLLM serves {NAME}. For the coach: LLM_BASE_URL={url} make play", flush=True)
        print("Ctrl-C stops it.", flush=True)
        sys.exit(f"vLLM ended by itself with status {server.wait()}. What it said: {LOG}")
    except KeyboardInterrupt:
        return 130
    finally:
        _stop(server)


def _free(port: int) -> int:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken on this machine. Another one: PORT=8001 make vllm")
        return int(one.getsockname()[1])


def _await(server: subprocess.Popen[bytes], url: str) -> None:
    """Return once it has answered; the first constrained answer takes long, so it is asked here."""
    began, said = time.monotonic(), 0.0
    while (waited := time.monotonic() - began) < _LONGEST:
        if server.poll() is not None:
            last = "\n".join(LOG.read_text(errors="replace").splitlines()[-15:])
            sys.exit(f"{last}\nvLLM did not start. All that it said: {LOG}")
        if waited - said >= 10:
            said = waited
            print(f"vLLM is starting … {waited:.0f} s", flush=True)
        if _answers(f"{url}/models"):
            print("vLLM is up and warming …", flush=True)
            asked = [{"role": "user", "content": "A or B?"}]
            choice = {"choice": ["A", "B"]}
            body = {"model": NAME, "messages": asked, "max_tokens": 1, "structured_outputs": choice}
            if not _answers(f"{url}/chat/completions", body):
                sys.exit(f"vLLM started but does not answer. What it said: {LOG}")
            print(f"vLLM answers after {time.monotonic() - began:.0f} s.", flush=True)
            return
        time.sleep(1)
    sys.exit(f"vLLM did not answer within {_LONGEST:.0f} s. What it said: {LOG}")


def _answers(url: str, body: Mapping[str, Any] | None = None) -> bool:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    try:
        with _HERE.open(request, timeout=300) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End it as it ends itself, or else with all that it started (they are its own group)."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


if __name__ == "__main__":
    if not (PLACE / "model" / "config.json").is_file():
        sys.exit("vLLM is not there yet. It is made by: make vllm")
    try:
        sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)

"""How long a start takes: imports, the first command, the playground until it answers, the model
until it is ready.

Each figure is the median of five runs and its ratio to the floor beside it (Python alone),
measured in turn.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
WEIGHTS = Path(os.environ.get("COACH_HOME", ROOT / ".coach"))
RUNS = 5


def whole(*words: str) -> float:
    """Seconds that a process takes from start to end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begun


def playground(home: Path) -> tuple[float, float]:
    """Seconds until the playground answers, and until its model is ready, from the start of the
    process."""
    (home / "models").mkdir(exist_ok=True)
    for one in (WEIGHTS / "models").iterdir():
        if not (home / "models" / one.name).exists():
            (home / "models" / one.name).symlink_to(one.resolve())
    environment = {**os.environ, "COACH_HOME": str(home), "PORT": "8765"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "play"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answered = None
        while answered is None:
            try:
                urllib.request.urlopen("http://127.0.0.1:8765/", timeout=5).read()
                answered = time.perf_counter() - begun
            except OSError:
                time.sleep(0.02)
        return answered, model_ready()
    finally:
        process.terminate()
        process.wait()


def model_ready() -> float:
    """Seconds from nothing to a first token of the embedded model, in a process of its own."""
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from bot.llm.embedded import EmbeddedModel\n"
        "from bot.core.completion import Message,Sampling\n"
        "async def main():\n m=EmbeddedModel(Path(sys.argv[1]))\n"
        " async for _ in m.stream([Message('user','Hi')],Sampling(limit=1)): pass\n"
        " await m.close()\n"
        "asyncio.run(main())\n"
    )
    return whole("-c", script, str(WEIGHTS))


def main() -> None:
    """Print the table."""
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        playground(home)  # the first start makes the database
        for _ in range(RUNS):
            rows.setdefault("python -c pass (floor)", []).append(whole("-c", "pass"))
            rows.setdefault("import bot", []).append(whole("-c", "import bot"))
            rows.setdefault("import bot.flows.coach (nouns and verbs)", []).append(
                whole("-c", "import bot.flows.coach")
            )
            rows.setdefault("coach --help", []).append(whole("-m", "bot", "--help"))
            rows.setdefault("coach bank list", []).append(whole("-m", "bot", "bank", "list"))
            answered, ready = playground(home)
            rows.setdefault("coach play until it answers", []).append(answered)
            rows.setdefault("embedded model until its first token", []).append(ready)
    floor = statistics.median(rows["python -c pass (floor)"])
    table = Table(title=f"Start, median of {RUNS}")
    for name in ("what", "seconds", "min", "max", "x floor"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for what, found in rows.items():
        middle = statistics.median(found)
        table.add_row(
            what, f"{middle:.3f}", f"{min(found):.3f}", f"{max(found):.3f}", f"{middle / floor:.1f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()

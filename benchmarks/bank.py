"""How fast a bank of 1,000, 20,000 and 100,000 questions is loaded, searched and completed, and how
much memory it takes, beside a plain markdown-it-py parse of the same files.

Every load is a process of its own. `cold` reads the files, settles the questions and writes them
and their index to disk; `warm` opens what was written after hashing every file. Each is given as a
ratio of the floor in the same run; latencies are of single calls, after the first fifty.

    python benchmarks/bank.py [SIZE…]
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from made import synthetic_bank
from rich.console import Console
from rich.table import Table

SIZES = (1_000, 20_000, 100_000)
CALLS, FIRST = 600, 50


def floor(folder: Path, _: Path) -> dict[str, float]:
    """The whole of every file through markdown-it-py, and nothing done with it."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    begun = time.perf_counter()
    for file in sorted(folder.glob("*.md")):
        parser.parse(file.read_text())
    return {"seconds": time.perf_counter() - begun}


def load(folder: Path, shelf: Path) -> dict[str, float]:
    """The bank of the folder: read, or opened from the shelf."""
    from bot import readers
    from bot.loading import load as load_bank
    from bot.shelf.shelf import Shelf

    for name in readers.names():  # as the floor's parser, they are imported before the clock runs
        readers.named(name)
    begun = time.perf_counter()
    bank = load_bank([folder], Shelf(shelf))
    seconds = time.perf_counter() - begun
    assert len(bank)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "seconds": seconds,
        "resident": pages * resource.getpagesize() / 2**20,
        "most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def ask(folder: Path, shelf: Path) -> dict[str, Any]:
    """Latencies of searches and completions, in milliseconds."""
    from bot.loading import load as load_bank
    from bot.shelf.shelf import Shelf

    bank = load_bank([folder], Shelf(shelf))
    chance = random.Random(7)
    some = [bank.questions[chance.randrange(len(bank))] for _ in range(CALLS)]
    english = [one for one in some if one.title.isascii()]
    chinese = [one for one in some if not one.title[:2].isascii()]
    typos = ["atention", "quantzation", "specultive", "temperture", "gradent", "optmizer"]

    def word() -> str:
        return chance.choice(["attention", "cache", "模型", "训练 数据", "gradient loss"])

    calls: dict[str, list[Callable[[], Any]]] = {
        "search": [
            *(lambda q=q: bank.search(" ".join(q.title.split()[:3])) for q in english),
            *(lambda q=q: bank.search(q.title[:2]) for q in chinese),
            *(lambda q=q: bank.search(word(), [("tag", q.tags[0])]) for q in some),
            *(lambda q=q: bank.search(word(), [("since", str(q.date))]) for q in some),
            *(lambda: bank.search(chance.choice(typos)) for _ in some),
        ],
        "complete": [
            *(lambda q=q: bank.complete("tag", q.tags[0][: chance.randrange(7)]) for q in some),
            *(lambda q=q: bank.complete("tag", q.tags[0].replace("e", "x")) for q in some),
            *(lambda q=q: bank.complete("company", str(q.company)[-4:]) for q in some),
            *(lambda q=q: bank.complete("round", str(q.round)[:1]) for q in some),
        ],
        "question": [(lambda q=q: bank.titled(q.title[: chance.randint(1, 8)])) for q in some],
    }
    found = {}
    for name, listed in calls.items():
        chance.shuffle(listed)
        taken = []
        for call in listed:
            begun = time.perf_counter()
            call()
            taken.append((time.perf_counter() - begun) * 1000)
        rest = sorted(taken[FIRST:])
        found[name] = (rest[len(rest) // 2], rest[int(len(rest) * 0.99)], max(taken))
    return found


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    table = Table(title="A bank, beside a plain markdown-it-py parse of its files (floor)")
    for name in (
        "questions",
        "MB",
        "floor s",
        "cold s",
        "cold/floor",
        "warm s",
        "MiB cold",
        "MiB warm",
    ):
        table.add_column(name, justify="right")
    asked = Table(title="Single calls in ms: p50 / p99 (the slowest of all, cold ones too)")
    for name in ("questions", "search", "complete tag, company, round", "complete question"):
        asked.add_column(name, justify="right")
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            folder, shelf = Path(scratch, f"bank-{size}"), Path(scratch, f"shelf-{size}")
            synthetic_bank.write(folder, size)
            megabytes = sum(one.stat().st_size for one in folder.iterdir()) / 1e6
            least = _apart("floor", folder, shelf)["seconds"]
            cold = _apart("load", folder, shelf)
            warms = [_apart("load", folder, shelf) for _ in range(3)]
            warm = min(warms, key=lambda one: one["seconds"])
            latencies = _apart("ask", folder, shelf)
            table.add_row(
                f"{size:,}", f"{megabytes:.1f}", f"{least:.2f}", f"{cold['seconds']:.2f}",
                f"{cold['seconds'] / least:.2f}", f"{warm['seconds']:.3f}",
                f"{cold['most']:.0f}", f"{warm['resident']:.0f}",
            )  # fmt: skip
            asked.add_row(f"{size:,}", *(_cell(latencies[name]) for name in latencies))
    console = Console(width=110)
    console.print(table)
    console.print(asked)


def _cell(one: Sequence[float]) -> str:
    return f"{one[0]:.2f} / {one[1]:.2f} ({one[2]:.1f})"


def _apart(what: str, folder: Path, shelf: Path) -> Any:
    """What a function of this program says in a process of its own."""
    command = [sys.executable, __file__, "--child", what, str(folder), str(shelf)]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        run = {"floor": floor, "load": load, "ask": ask}[sys.argv[2]]
        print(json.dumps(run(Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main([int(one.replace(",", "").replace("_", "")) for one in sys.argv[1:]] or SIZES)

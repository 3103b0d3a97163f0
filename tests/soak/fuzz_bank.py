"""Feeds the readers mutated files for minutes: none may crash, hang or lose a line.

    python -m tests.soak.fuzz_bank [MINUTES] [SEED]

What is held of every input: reading raises nothing and takes no longer than its size allows; the
account is the whole file, line by line; every question of the seed's form that CommonMark sees is
read, unless the file is of another format altogether; mending twice is mending once, and loses no
question. A finding is written to `.coach/fuzz/`, and the exit status is 1.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from bot import readers
from bot.core.gathering import gather
from bot.readers.parts.mending import mend
from bot.readers.parts.source import Source

ROOT = Path(__file__).parents[2]
SECONDS_AT_MOST = 10.0
LARGEST = 60_000
PIECES = (
    "### Q. ", "#", "## 1. ", "###### 12) ", "> **Company**: ", " | **Date**: 2025/9/2", "｜",
    "```\n", "````", "~~~\n", "<mark>", "</mark>", "<details>\n<summary>", "</summary>",
    "</details>\n", "- [x] ", "- [ ] ", "A. ", "**", "Q: ", "A: ", "问：", "答：", "<h3>", "</h3>",
    "---\n", "title: x\n", "{", "}", "[", "]", '"', ",", ";", "\t", "|", "$$", "\\(", "<!--", "-->",
    "<script>", "    ", "\r\n", "\r", "\0", "\ufeff", "\u2028", "　", "为什么？", "?", "1. ", "* ",
    "\n\n", "<think>", "#### Rubric\n", "- (must) ", "====\n", "\udce4", "🙂", "[a](#b)", "![",
    "&nbsp;", "<br/>",
)  # fmt: skip


def corpus() -> list[tuple[str, bytes]]:
    """The seeds, their specification, and every text of the tests' own fixtures."""
    files = [*ROOT.glob("seeds/*.md"), ROOT / "README.md"]
    found = [(file.name, file.read_bytes()) for file in files]
    for file in ROOT.glob("tests/readers/test_*.py"):
        texts = file.read_text().split('"""')[1::2]
        found += [("fixture.md", text.encode()) for text in texts]
    found += [
        ("a.json", b'[{"question": "Why?", "answer": "So.", "tags": ["a"]}]'),
        ("a.jsonl", b'{"q": "Why?", "a": "So."}\n{"q": "How?", "a": "Thus."}\n'),
        ("a.csv", '题目,答案,标签\n为什么？,因为,a;b\n"x\ny",z,\n'.encode()),
        ("a.html", b"<h2>S</h2><h3>Why?</h3><p>So.</p>"),
    ]
    return found


def mutated(chance: random.Random, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A file of the corpus after some harm, its name now and then another one."""
    name, data = chance.choice(files)
    start = chance.randrange(max(1, len(data) - 8_000))
    data = data[start : start + chance.choice((200, 2_000, 8_000))]
    for _ in range(chance.choice((1, 2, 5, 20, 80))):
        data = chance.choice(HARMS)(chance, data, files)[:LARGEST]
    if chance.random() < 0.1:
        name = chance.choice(("a.md", "b.txt", "c.json", "d.csv", "e.html", "f.tsv", "README.md"))
    return name, data


def _insert(chance: random.Random, data: bytes, _: object) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = chance.choice(PIECES).encode("utf-8", "surrogateescape")
    return data[:at] + piece * chance.choice((1, 1, 1, 2, 40)) + data[at:]


def _cut(chance: random.Random, data: bytes, _: object) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 3, 40, 400)) :]


def _byte(chance: random.Random, data: bytes, _: object) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _lines(chance: random.Random, data: bytes, _: object) -> bytes:
    lines = data.split(b"\n")
    chance.choice((chance.shuffle, list.reverse, lambda one: one.extend(one[:50])))(lines)
    return b"\n".join(lines)


def _indent(chance: random.Random, data: bytes, _: object) -> bytes:
    before = chance.choice((b"  ", b"    ", b"> ", b"- ", b"\t", b"1. "))
    lines = data.split(b"\n")
    first = chance.randrange(len(lines))
    end = first + chance.choice((1, 3, 30))
    return b"\n".join(before + one if first <= n < end else one for n, one in enumerate(lines))


def _splice(chance: random.Random, data: bytes, files: list[tuple[str, bytes]]) -> bytes:
    other = chance.choice(files)[1]
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[start : start + 500] + data[at:]


Harm = Callable[[random.Random, bytes, list[tuple[str, bytes]]], bytes]
HARMS: tuple[Harm, ...] = (_insert, _insert, _insert, _cut, _byte, _lines, _indent, _splice)


def trouble(name: str, data: bytes) -> str | None:
    """What is wrong with how this file is read; None where every promise is kept."""
    begun = time.monotonic()
    source = Source(name, name, data)
    chosen = readers.surest(source)
    module = readers.named(chosen)
    found = module.read(source)  # unlike `readers.read`, this lets its faults out
    account = found.settle(name, chosen, source.lines)
    spans = account.spans
    follow = all(one.last + 1 == two.first for one, two in pairwise(spans))
    if source.lines and (
        not spans or spans[0].first != 1 or account.lines != len(source.lines) or not follow
    ):
        return f"{chosen}: the account is not the whole file"
    if any(one.first > one.last for one in spans):
        return f"{chosen}: a span runs backwards"
    gather(found.questions, found.diagnostics).index  # noqa: B018 - it is made here
    if chosen == "markdown-chapters":
        seen = _seen(source.text)
        if len(found.questions) < seen:
            return f"{chosen}: CommonMark sees {seen} questions, {len(found.questions)} were read"
        once = mend(source, module.read)
        again = module.read(Source(name, name, once.data))
        if len(again.questions) < len(found.questions):
            return f"{chosen}: mending lost a question"
        if mend(Source(name, name, once.data), module.read).data != once.data:
            return f"{chosen}: mending twice is not mending once"
    seconds = time.monotonic() - begun
    return f"{chosen}: it took {seconds:.1f} s" if seconds > SECONDS_AT_MOST else None


def _seen(text: str) -> int:
    tokens = MarkdownIt("commonmark").parse(text)
    return sum(one.type == "heading_open" and one.tag == "h3" and not one.level for one in tokens)


def run(minutes: float, seed: int) -> tuple[int, Counter[str], list[str]]:
    """Mutate and read until the time is over: how many, by which reader, and what was found."""
    chance, files = random.Random(seed), corpus()
    end = time.monotonic() + minutes * 60
    readers_met: Counter[str] = Counter()
    findings: list[str] = []
    count = 0
    while time.monotonic() < end and len(findings) < 20:
        name, data = mutated(chance, files)
        count += 1
        try:
            readers_met[readers.surest(Source(name, name, data))] += 1
            wrong = trouble(name, data)
        except Exception as exc:
            wrong = f"raised {type(exc).__name__}: {exc}"
        if wrong:
            folder = ROOT / ".coach" / "fuzz"
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / f"{seed}-{count}-{name}"
            kept.write_bytes(data)
            findings.append(f"{wrong} ({kept.relative_to(ROOT)})")
    return count, readers_met, findings


def main(minutes: float = 10.0, seed: int = 1) -> int:
    """Run on two processes and say what came of it."""
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(run, (minutes, minutes), (seed, seed + 1)))
    met = sum((one[1] for one in done), Counter[str]())
    findings = [line for one in done for line in one[2]]
    print(f"{sum(one[0] for one in done):,} files in {minutes:g} minutes on two processes")
    print("read by: " + ", ".join(f"{name} {count:,}" for name, count in met.most_common()))
    print("\n".join(findings) or "no finding")
    return 1 if findings else 0


if __name__ == "__main__":
    given = sys.argv[1:3]
    sys.exit(main(float(given[0]) if given else 10.0, int(given[1]) if given[1:] else 1))

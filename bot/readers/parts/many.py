"""Does the same to many files, on every core where that pays."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

PAYS = 3_000_000
"""From so many bytes on, processes of their own are worth starting: each takes a third of a second
until it reads."""

_WORKERS = 8


def each(files: Sequence[Path], read: Callable[[Path], T]) -> Iterator[T]:
    """What `read` makes of each file, in their order; `read` must be a function that pickles.

    Where processes cannot be started, or one of them dies, this one does the work.
    """
    workers = min(_cores(), _WORKERS, len(files))
    done = 0
    if workers > 1 and sum(map(_size, files)) >= PAYS:
        context = multiprocessing.get_context("spawn")  # this process may have threads
        try:
            with ProcessPoolExecutor(workers, mp_context=context) as pool:
                for one in pool.map(read, files, chunksize=max(1, len(files) // (workers * 8))):
                    yield one
                    done += 1
        except (OSError, BrokenProcessPool):
            pass
    yield from map(read, files[done:])


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0

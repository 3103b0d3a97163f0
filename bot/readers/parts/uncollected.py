"""Work without the collector of cycles, which looks again and again at all that is alive."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No cycles are looked for within: blocks and questions have none, and are many (about a fifth
    of the time of a load). Threads that end it at different times leave the collector as it was.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()

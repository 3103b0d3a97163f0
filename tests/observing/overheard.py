"""Hears every line of the log, for people and as JSON, as it would be written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from bot.observing.lines import JsonLines, PlainLines


@contextmanager
def overheard(level: int = logging.DEBUG) -> Iterator[StringIO]:
    """All that is logged until the block ends; our own parts say all from this level on."""
    heard, root, ours = StringIO(), logging.getLogger(), logging.getLogger("bot")
    handlers = [logging.StreamHandler(heard), logging.StreamHandler(heard)]
    handlers[0].setFormatter(JsonLines())
    handlers[1].setFormatter(PlainLines())
    before = ours.level
    ours.setLevel(level)
    for one in handlers:
        root.addHandler(one)
    try:
        yield heard
    finally:
        ours.setLevel(before)
        for one in handlers:
            root.removeHandler(one)

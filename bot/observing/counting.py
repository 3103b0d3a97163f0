"""Keeps the figures of what happens, in every book that there is."""

import logging
from collections import Counter
from collections.abc import Sequence

from bot.core import happenings as told
from bot.observing import figures
from bot.observing.figures import Book


class Counting:
    """`tell` takes what happens."""

    def __init__(self, books: Sequence[Book]) -> None:
        self.books = books
        self._streams: Counter[tuple[str, ...]] = Counter()

    def tell(self, happening: told.Happening) -> None:
        """Take note of what happened."""
        for book in self.books:
            self._note(book, happening)
        if isinstance(happening, told.Streamed):
            self._streams[(happening.platform,)] += happening.change
            for book in self.books:
                book.put(figures.STREAMS, dict(self._streams))

    def _note(self, book: Book, happening: told.Happening) -> None:
        match happening:
            case told.Recorded(request=request, seconds=seconds):
                platform = request.community.platform
                book.add(figures.REQUESTS, 1, platform, type(request).__name__)
                book.observe(figures.RECORDING, seconds)
            case told.Acknowledged(platform=platform, seconds=seconds):
                book.observe(figures.ACKNOWLEDGEMENT, seconds, platform)
            case told.Done(work=work, long=long, seconds=seconds, trouble=trouble):
                book.observe(figures.WORK, seconds, work, "long" if long else "short")
                if trouble:
                    book.add(figures.FAILED_WORK, 1, work, trouble)
            case told.Refused(platform=platform, error=error):
                book.add(figures.ERRORS, 1, platform, error)
            case told.Shown(platform=platform, whole=whole, seconds=seconds):
                book.observe(figures.FEEDBACK if whole else figures.FIRST_TEXT, seconds, platform)
            case told.TurnedAway(platform=platform):
                book.add(figures.TURNED_AWAY, 1, platform)
            case told.Fell(platform=platform, due=due, missed=missed):
                book.add(figures.POSTS_DUE, due, platform)
                book.add(figures.POSTS_MISSED, missed, platform)
            case told.Posted(platform=platform, after=after):
                book.add(figures.POSTS, 1, platform)
                book.observe(figures.POSTING, max(0.0, after.total_seconds()), platform)
                book.add(figures.POSTS_LATE, 1 if after > told.LATE else 0, platform)
            case told.Called():
                _called(book, happening)
            case _:
                pass


def _called(book: Book, call: told.Called) -> None:
    usage = call.usage
    book.add(figures.CALLS, 1, call.method, call.trouble)
    book.observe(figures.CALL, usage.seconds, call.method)
    if usage.first is not None:
        book.observe(figures.FIRST_TOKEN, usage.first, call.method)
    tokens = {"prompt": usage.prompt, "cached": usage.cached, "completion": usage.completion}
    for kind, many in tokens.items():
        if many:
            book.add(figures.TOKENS, many, kind)


class Wrongs(logging.Handler):
    """Counts the lines of the log that say that something is wrong."""

    def __init__(self, books: Sequence[Book]) -> None:
        super().__init__(logging.WARNING)
        self._books = books

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line, by its level and by which part of ours said it."""
        for book in self._books:
            book.add(figures.LOGGED, 1, record.levelname, record.name)

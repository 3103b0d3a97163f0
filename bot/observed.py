"""Has a house watched: which figures, lines and traces are made of what happens in it."""

import importlib.metadata
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot import coaching
from bot.core.happenings import Tell
from bot.observing import figures, lines
from bot.observing.counting import Counting, Wrongs
from bot.observing.figures import Book
from bot.observing.gauges import Gauges
from bot.observing.prometheus import PrometheusBook
from bot.observing.spans import NoSpans, Spans
from bot.observing.watching import Watching
from bot.settings import Settings
from bot.store.database import Database
from bot.store.overview import StoredOverview


@dataclass(frozen=True)
class Observed:
    """`watching` is put around the parts; `gauges` looks when `book` is read."""

    watching: Watching
    gauges: Gauges
    overview: StoredOverview
    book: PrometheusBook

    @property
    def tell(self) -> Tell:
        """Takes what happens."""
        return self.watching.tell

    async def figures(self) -> bytes:
        """All that Prometheus reads."""
        await self.gauges.look()
        return self.book.text()


@contextmanager
def observing(
    settings: Settings, database: Database, replica: str, roles: Collection[str]
) -> Iterator[Observed]:
    """Watch this process until the block ends; `replica` is its name."""
    lines.named(replica)
    book = PrometheusBook()
    books: list[Book] = [book]
    spans: Spans = NoSpans()
    overview = StoredOverview(database)
    counting = Counting(books)
    wrongs = Wrongs(books)
    what = (replica, ",".join(sorted(roles)), importlib.metadata.version("interview-coach"))
    for one in books:
        one.put(figures.PROCESS, {what: 1})
    watching = Watching([counting.tell, lines.tell], spans, overview)
    logging.getLogger().addHandler(wrongs)
    try:
        yield Observed(watching, Gauges(books, overview, coaching.clock), overview, book)
    finally:
        logging.getLogger().removeHandler(wrongs)
        spans.close()

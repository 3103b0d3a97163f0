"""PostgreSQL for the kill matrix: the server of `COACH_TEST_POSTGRES`, or one of its own."""

import itertools
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from bot import settings
from tests import postgres
from tests.house import SEED
from tests.kills.stores import Part
from tests.kills.template import prepare

SERVER = os.environ.get("COACH_TEST_POSTGRES", "")
"""Such as `postgresql://coach@127.0.0.1:5432/postgres`; whoever it names may make databases."""
_SCHEMAS: dict[Part, str] = {"house": "public", "jobs": "dbos"}
_numbers = itertools.count(1)
_TEMPLATE = f"coach_{os.getpid()}"


class PostgresStore:
    """A database of its own."""

    def __init__(self, url: str) -> None:
        self.environment = {"DATABASE_URL": url}
        self._stopping: dict[Part, psycopg.Connection[Any]] = {}

    def stop(self, part: Part) -> None:
        one = psycopg.connect(self.environment["DATABASE_URL"])
        found = one.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (_of(part),))
        names = [Identifier(_of(part), str(row[0])) for row in found.fetchall()]
        one.execute(SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(SQL(", ").join(names)))
        self._stopping[part] = one

    def go(self, part: Part) -> None:
        if one := self._stopping.pop(part, None):
            one.rollback()
            one.close()

    def rows(self, part: Part, query: str) -> list[Any]:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as one:
            one.execute(SQL("SET search_path TO {}").format(Identifier(_of(part))))
            return one.execute(query.encode()).fetchall()

    def close(self) -> None:
        for part in _SCHEMAS:
            self.go(part)


def _of(part: Part) -> str:
    return _SCHEMAS[part]


async def new_database(home: Path) -> PostgresStore:
    """A store whose tables stand, and whose grader is found fit."""
    with psycopg.connect(_server(), autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_TEMPLATE,))
        if known.fetchone() is None:
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(_TEMPLATE)))
            url = _url(_TEMPLATE)
            await prepare(settings.read(coach_home=home, coach_bank=str(SEED), database_url=url))
        name = f"{_TEMPLATE}_{next(_numbers)}"
        both = Identifier(name), Identifier(_TEMPLATE)
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(*both))
    return PostgresStore(_url(name))


def _server() -> str:
    return SERVER or postgres.server()


def _url(name: str) -> str:
    return make_url(_server()).set(database=name).render_as_string(hide_password=False)

"""Brings the workflows' own tables on a PostgreSQL server up to date, one process at a time."""

import time

_LOCK = 7263
_AGAIN = 0.1


def migrate(url: str) -> None:
    """Returns once the tables are of this version; to be called in a thread of its own.

    Some of DBOS's steps wait until every transaction of the database has ended: those of our event
    loop, which must go on meanwhile, and those of others. So whoever waits for its turn asks
    again, since a statement that waits for a lock is within a transaction.
    """
    import psycopg
    from dbos import DBOS

    with psycopg.connect(url, autocommit=True) as ours:
        asked = "SELECT pg_try_advisory_lock(%s)"
        while (row := ours.execute(asked, (_LOCK,)).fetchone()) and not row[0]:
            time.sleep(_AGAIN)
        DBOS.migrate(url)

"""The tables of the machine's own, for SQLite and PostgreSQL, changed by migrations only."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from bot.store.schema import Moment, metadata

inbox = Table(
    "inbox",
    metadata,
    Column("key", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("community", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("member", String, nullable=False),
    Column("request", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("taken_by", String),
    Column("done_at", Moment),
    Index("inbox_open", "done_at", "taken_by", "number"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", Moment),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("until", Moment, nullable=False),
)

replicas = Table(
    "replicas",
    metadata,
    Column("name", String, primary_key=True),
    Column("host", String, nullable=False),
    Column("process", Integer, nullable=False),
    Column("beat", Moment, nullable=False),
)

questions_seen = Table(
    "questions_seen",
    metadata,
    Column("id", String, primary_key=True),
    Column("answer_hash", String, nullable=False),
)

former_ids = Table(
    "former_ids",
    metadata,
    Column("former", String, primary_key=True),
    Column("current", String, nullable=False),
)

rubrics = Table(
    "rubrics",
    metadata,
    Column("question", String, primary_key=True),
    Column("answer_hash", String, primary_key=True),
    Column("checkpoints", JSON, nullable=False),
    Column("made_by", String, nullable=False),
    Column("reviewed", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

checkups = Table(
    "checkups",
    metadata,
    Column("model", String, primary_key=True),
    Column("prompt_hash", String, primary_key=True),
    Column("set_hash", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("fit", Boolean, nullable=False),
    Column("report", JSON, nullable=False),
)

MACHINES_OWN = (inbox, ledger, leases, replicas, questions_seen, former_ids, rubrics, checkups)
"""What is no member's; the inbox is its work list, and its requests carry their community."""

"""The tables: one set for SQLite and PostgreSQL, changed by migrations only."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)


class Moment(TypeDecorator[datetime]):
    """A point in time: kept as UTC without a zone, given back with it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database gets."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What we get back."""
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData()

# Members' data: every row carries its community, and every query names one.

members = Table(
    "members",
    metadata,
    Column("community", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("language", String),
    Column("zone", String),
    Column("privacy", String),
    Column("reminders", String),
    Column("training", String),
)

channels = Table(
    "channels",
    metadata,
    Column("community", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("language", String),
    Column("zone", String),
    Column("privacy", String),
    Column("reminders", String),
    Column("training", String),
)

roles = Table(
    "roles",
    metadata,
    Column("community", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("role", String, primary_key=True),
)

postings = Table(
    "postings",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("home", String, nullable=False),
    Column("question", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("message", String, nullable=False),
    Index("postings_by_place", "community", "place", "asked_at"),
    Index("postings_by_home", "community", "home", "asked_at"),
)

helped = Table(
    "helped",
    metadata,
    Column("community", String, primary_key=True),
    Column("posting", String, primary_key=True),
    Column("member", String, primary_key=True),
)

attempts = Table(
    "attempts",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("posting", String, nullable=False),
    Column("question", String, nullable=False),
    Column("member", String, nullable=False),
    Column("place", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("helped", Boolean, nullable=False),
    Column("follows", String),
    Column("depth", Integer, nullable=False, server_default="0"),
    Column("asked", Text, nullable=False, server_default=""),
    Column("aims", JSON, nullable=False, server_default="[]"),
    Index("attempts_by_member", "community", "member", "at"),
    Index("attempts_by_posting", "community", "posting"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("community", String, primary_key=True),
    Column("attempt", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("judgements", JSON, nullable=False),
    Column("score", Float),
    Column("graded", Boolean, nullable=False),
    Column("proven", Boolean, nullable=False),
    Column("advice", Text, nullable=False),
    Column("model", String, nullable=False),
    Column("prompt_hash", String, nullable=False),
    Column("trouble", String, nullable=False),
    Column("ticked", JSON, nullable=False),
    Column("facts", JSON, nullable=False, server_default="[]"),
    Column("low", Float),
    Column("high", Float),
    Column("shortcut", String, nullable=False, server_default=""),
    Column("raw", JSON, nullable=False, server_default="[]"),
    Column("estimate", JSON),
    Column("rubric_hash", String, nullable=False, server_default=""),
    Column("tokens", Integer, nullable=False, server_default="0"),
    Column("advice_failed", Boolean, nullable=False, server_default=false()),
)

disputes = Table(
    "disputes",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("attempt", String, nullable=False),
    Column("member", String, nullable=False),
    Column("checkpoint", String, nullable=False),
    Column("argument", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON),
    Column("model", String, nullable=False),
    Column("prompt_hash", String, nullable=False),
    Column("state", String, nullable=False),
    Column("trouble", String, nullable=False),
    Column("ruled_by", String),
    Column("ruling", String),
    Column("reason", Text, nullable=False),
    Index("disputes_by_attempt", "community", "attempt", "at"),
    Index("disputes_by_state", "community", "state", "at"),
)

spending = Table(
    "spending",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("tokens", Integer, nullable=False),
    Index("spending_by_member", "community", "member", "at"),
    Index("spending_by_channel", "community", "channel", "at"),
)

under_way = Table(
    "under_way",
    metadata,
    Column("community", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("job", String, nullable=False),
    Column("until", Moment, nullable=False),
    Column("stopped", Boolean, nullable=False),
)

blocked = Table(
    "blocked",
    metadata,
    Column("community", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

transcript = Table(
    "transcript",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("said_by", String),
    Column("only_to", String),
    Column("card", JSON),
    Column("reasoning", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("streaming", Boolean, nullable=False),
    Column("opens_thread", Boolean, nullable=False),
    Index("transcript_by_place", "community", "place", "at"),
    Index("transcript_by_version", "community", "version"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("place", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("company", String),
    Column("round", String),
    Column("difficulty", String),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("decided_by", String),
    Column("reason", Text, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("spoken", String),
    Index("suggestions_by_state", "community", "state", "at"),
    Index("suggestions_by_member", "community", "member", "at"),
)

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

MEMBERS_DATA = (
    members,
    channels,
    roles,
    postings,
    helped,
    attempts,
    feedback,
    transcript,
    suggestions,
    disputes,
    spending,
    under_way,
    blocked,
)
"""What a query may touch only within one community. The inbox is the machine's own work list."""

# The machine's own.

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

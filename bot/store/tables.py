"""The tables of members' data, for SQLite and PostgreSQL, changed by migrations only: every row
carries its community, and every query names one."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from bot.store.daily_tables import DAILY_TABLES
from bot.store.lab_tables import LAB_TABLES
from bot.store.schema import Moment, metadata

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

setups = Table(
    "setups",
    metadata,
    Column("community", String, primary_key=True),
    Column("channel", String),
    Column("at", String),
    Column("zone", String),
    Column("language", String),
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
    Index("postings_by_member", "community", "asked_by", "asked_at"),
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

MEMBERS_DATA = (
    members,
    channels,
    roles,
    setups,
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
    *DAILY_TABLES,
    *LAB_TABLES,
)
"""What a query may touch only within one community."""

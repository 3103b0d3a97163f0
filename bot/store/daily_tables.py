"""The tables of daily questions, for SQLite and PostgreSQL, changed by migrations only."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table

from bot.store.schema import Moment, metadata

dailies = Table(
    "dailies",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("home", String, nullable=False),
    Column("at", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("weekdays", String, nullable=False),
    Column("off", JSON, nullable=False),
    Column("reveal", String),
    Column("window", Integer, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("policy", String, nullable=False),
    Column("count", Integer, nullable=False),
    Column("started_by", String, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("next_at", Moment),
    Column("tells", String, nullable=False, server_default=""),
    Column("weekly", String, nullable=False, server_default=""),
    Column("weekly_at", Moment),
    Index("dailies_due", "next_at"),
    Index("dailies_weekly", "weekly_at"),
)
"""`window` is in minutes; `weekly` is a day of the week and a time, as `1 09:00`."""

daily_postings = Table(
    "daily_postings",
    metadata,
    Column("community", String, primary_key=True),
    Column("posting", String, primary_key=True),
    Column("daily", String, nullable=False),
    Column("head", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("day", String),
    Column("reveal_at", Moment),
    Column("key", String, nullable=False, server_default=""),
    Column("count_at", Moment),
    Column("revealed_at", Moment),
    Column("counted", Integer, nullable=False, server_default="0"),
    Index("daily_postings_by_turn", "community", "daily", "turn", "at"),
    Index("daily_postings_to_reveal", "reveal_at"),
    Index("daily_postings_to_count", "count_at"),
)

offered_answers = Table(
    "offered_answers",
    metadata,
    Column("community", String, primary_key=True),
    Column("attempt", String, primary_key=True),
    Column("posting", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index("offered_answers_by_posting", "community", "posting"),
)
"""What their members agreed to; without a row they did not."""

told_weeks = Table(
    "told_weeks",
    metadata,
    Column("community", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("daily", String, nullable=False),
    Column("until", Moment, nullable=False),
    Column("attempt", String, nullable=False),
    Index("told_weeks_by_attempt", "community", "attempt"),
)
"""What was told of a week under which key, and whose answer (by its attempt) stands in it."""

DAILY_TABLES = (dailies, daily_postings, offered_answers, told_weeks)

"""The tables of what the labs were asked to run: every row carries its community."""

from sqlalchemy import JSON, Column, Index, String, Table

from bot.store.schema import Moment, metadata

traces = Table(
    "traces",
    metadata,
    Column("community", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("strategy", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
    Index("traces_by_member", "community", "member", "at"),
)

LAB_TABLES = (traces,)

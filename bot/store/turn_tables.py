"""The tables of the line for the model's turns, changed by migrations only."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table

from bot.store.schema import Moment, metadata

turns = Table(
    "turns",
    metadata,
    Column("job", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("flow", String, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("community", String, nullable=False),
    Column("member", String, nullable=False),
    Column("replica", String, nullable=False),
    Column("until", Moment, nullable=False),
    Column("runs", Boolean, nullable=False),
    Index("turns_next", "runs", "flow", "number"),
    Index("turns_until", "until"),
    Index("turns_of_member", "community", "member"),
)

turn_flows = Table(
    "turn_flows",
    metadata,
    Column("path", String, primary_key=True),
    Column("parent", String, nullable=False),
    Column("tag", Float, nullable=False),
    Column("virtual", Float, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Index("turn_flows_next", "parent", "tag", "number"),
)

TURNS = (turns, turn_flows)
"""What is waited for now: no member's data, and nothing of it outlives the wait."""

"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "attempts",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("attempts_by_member", "attempts", ["community", "member", "at"], unique=False)
    op.create_index("attempts_by_posting", "attempts", ["community", "posting"], unique=False)
    op.create_table(
        "channels",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("privacy", sa.String(), nullable=True),
        sa.Column("reminders", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("community", "channel"),
    )
    op.create_table(
        "feedback",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("judgements", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("graded", sa.Boolean(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_hash", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("community", "attempt"),
    )
    op.create_table(
        "former_ids",
        sa.Column("former", sa.String(), nullable=False),
        sa.Column("current", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("former"),
    )
    op.create_table(
        "helped",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "posting", "member"),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("inbox_open", "inbox", ["done_at", "taken_by", "number"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "ledger",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "members",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("privacy", sa.String(), nullable=True),
        sa.Column("reminders", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("community", "member"),
    )
    op.create_table(
        "postings",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("postings_by_home", "postings", ["community", "home", "asked_at"], unique=False)
    op.create_index(
        "postings_by_place", "postings", ["community", "place", "asked_at"], unique=False
    )
    op.create_table(
        "questions_seen",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("answer_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "replicas",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("beat", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "roles",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "role"),
    )
    op.create_table(
        "transcript",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("only_to", sa.String(), nullable=True),
        sa.Column("card", sa.JSON(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("streaming", sa.Boolean(), nullable=False),
        sa.Column("opens_thread", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("transcript_by_place", "transcript", ["community", "place", "at"], unique=False)
    op.create_index("transcript_by_version", "transcript", ["community", "version"], unique=False)

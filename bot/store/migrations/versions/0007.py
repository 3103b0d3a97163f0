"""Daily questions: how their cards are found again and when, who is told, which answers may be
shown."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns, and the table."""
    op.add_column(
        "daily_postings", sa.Column("key", sa.String(), nullable=False, server_default="")
    )
    op.add_column("daily_postings", sa.Column("count_at", sa.DateTime(), nullable=True))
    op.add_column("daily_postings", sa.Column("revealed_at", sa.DateTime(), nullable=True))
    op.create_index("daily_postings_to_count", "daily_postings", ["count_at"])
    op.add_column("dailies", sa.Column("tells", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "offered_answers",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("community", "attempt"),
    )
    op.create_index("offered_answers_by_posting", "offered_answers", ["community", "posting"])

"""Daily questions: when the week is told, what was told of it, and what a card says of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns, and the table. Whoever began before is told no week unless they choose."""
    op.add_column("dailies", sa.Column("weekly", sa.String(), nullable=False, server_default=""))
    op.add_column("dailies", sa.Column("weekly_at", sa.DateTime(), nullable=True))
    op.create_index("dailies_weekly", "dailies", ["weekly_at"])
    op.add_column(
        "daily_postings", sa.Column("counted", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "told_weeks",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("daily", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "key"),
    )
    op.create_index("told_weeks_by_attempt", "told_weeks", ["community", "attempt"])

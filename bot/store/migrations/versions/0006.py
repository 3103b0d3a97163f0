"""Daily questions: what was chosen for them, and what was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of daily questions."""
    op.create_table(
        "dailies",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("reveal", sa.String(), nullable=True),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("dailies_due", "dailies", ["next_at"])
    op.create_table(
        "daily_postings",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("daily", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("reveal_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("community", "posting"),
    )
    op.create_index(
        "daily_postings_by_turn", "daily_postings", ["community", "daily", "turn", "at"]
    )
    op.create_index("daily_postings_to_reveal", "daily_postings", ["reveal_at"])

"""Daily questions: under which key a card was said, when its count is due, and who is told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "daily_postings", sa.Column("key", sa.String(), nullable=False, server_default="")
    )
    op.add_column("daily_postings", sa.Column("count_at", sa.DateTime(), nullable=True))
    op.add_column("daily_postings", sa.Column("revealed_at", sa.DateTime(), nullable=True))
    op.create_index("daily_postings_to_count", "daily_postings", ["count_at"])
    op.add_column("dailies", sa.Column("tells", sa.String(), nullable=False, server_default=""))

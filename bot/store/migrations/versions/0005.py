"""What a member asked for is found without looking at all that was asked."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the index of postings by who asked for them."""
    op.create_index("postings_by_member", "postings", ["community", "asked_by", "asked_at"])

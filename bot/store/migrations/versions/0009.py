"""The line for the model's turns, and the tree by which it is fair."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "turns",
        sa.Column("job", sa.String(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("replica", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("runs", sa.Boolean(), nullable=False),
    )
    op.create_index("turns_next", "turns", ["runs", "flow", "number"])
    op.create_index("turns_until", "turns", ["until"])
    op.create_index("turns_of_member", "turns", ["community", "member"])
    op.create_table(
        "turn_flows",
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("tag", sa.Float(), nullable=False),
        sa.Column("virtual", sa.Float(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
    )
    op.create_index("turn_flows_next", "turn_flows", ["parent", "tag", "number"])

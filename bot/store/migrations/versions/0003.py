"""What trustworthy feedback keeps: bands, raw verdicts, follow-ups, disputes, rubrics, checkups."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NEW = {
    "members": (sa.Column("training", sa.String()),),
    "channels": (sa.Column("training", sa.String()),),
    "attempts": (
        sa.Column("follows", sa.String()),
        sa.Column("depth", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked", sa.Text(), nullable=False, server_default=""),
        sa.Column("aims", sa.JSON(), nullable=False, server_default="[]"),
    ),
    "feedback": (
        sa.Column("facts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("shortcut", sa.String(), nullable=False, server_default=""),
        sa.Column("raw", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("estimate", sa.JSON()),
        sa.Column("rubric_hash", sa.String(), nullable=False, server_default=""),
        sa.Column("tokens", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("advice_failed", sa.Boolean(), nullable=False, server_default=sa.false()),
    ),
}


def upgrade() -> None:
    """Widen the old tables, put the advice of old feedback into its new shape, make the new
    tables."""
    for table, columns in _NEW.items():
        for column in columns:
            op.add_column(table, column)
    _reshape_advice()
    op.create_table(
        "disputes",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("checkpoint", sa.String(), nullable=False),
        sa.Column("argument", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("disputes_by_attempt", "disputes", ["community", "attempt", "at"])
    op.create_index("disputes_by_state", "disputes", ["community", "state", "at"])
    op.create_table(
        "spending",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index("spending_by_member", "spending", ["community", "member", "at"])
    op.create_index("spending_by_channel", "spending", ["community", "channel", "at"])
    op.create_table(
        "under_way",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", "member"),
    )
    op.create_table(
        "blocked",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community", "member"),
    )
    op.create_table(
        "rubrics",
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer_hash", sa.String(), nullable=False),
        sa.Column("checkpoints", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("question", "answer_hash"),
    )
    op.create_table(
        "checkups",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_hash", sa.String(), nullable=False),
        sa.Column("set_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("fit", sa.Boolean(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("model", "prompt_hash", "set_hash", "language"),
    )


def _reshape_advice() -> None:
    """A paragraph of advice becomes the first strength of advice in points."""
    feedback = sa.table(
        "feedback", sa.column("community"), sa.column("attempt"), sa.column("advice")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(feedback).where(feedback.c.advice != "")).all():
        points = json.dumps({"strengths": [["", row.advice]]}, ensure_ascii=False)
        connection.execute(
            sa.update(feedback)
            .where(feedback.c.community == row.community, feedback.c.attempt == row.attempt)
            .values(advice=points)
        )

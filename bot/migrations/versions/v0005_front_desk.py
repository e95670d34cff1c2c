"""What visitors chose, which pictures the messenger keeps, and which questions are surely answered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the change."""
    op.add_column("questions", sa.Column("prompted", sa.Integer()))
    op.create_table(
        "preferences",
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("asker", name=op.f("pk_preferences")),
    )
    op.create_table(
        "picture_files",
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("picture", name=op.f("pk_picture_files")),
    )
    op.create_table(
        "checked_questions",
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("sure", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "question", name=op.f("pk_checked_questions")),
        sqlite_with_rowid=False,
    )

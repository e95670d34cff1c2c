"""What was asked, in groups, and the answers that staff wrote to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "curated_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("valid_until", sa.Text()),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('published', 'retired')", name=op.f("ck_curated_answers_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_answers")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_counts",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "group_id", "topic", "language", "outcome", name=op.f("pk_question_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_groups")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "curated_wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curated_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["curated_id"], ["curated_answers.id"], name=op.f("fk_curated_wordings_curated_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_wordings")),
        sa.UniqueConstraint("curated_id", "text", name=op.f("uq_curated_wordings_curated_id_text")),
    )
    op.create_index(op.f("ix_curated_wordings_curated_id"), "curated_wordings", ["curated_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("messenger", sa.Text(), nullable=False),
        sa.Column("chat_kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("interpreted_as", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("elapsed_ms", sa.Float(), nullable=False),
        sa.Column("snapshot", sa.Text()),
        sa.Column("topic", sa.Text()),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("curated_id", sa.Integer()),
        sa.Column("group_id", sa.Integer()),
        sa.Column("vote", sa.Integer()),
        sa.Column("complaint", sa.Text()),
        sa.ForeignKeyConstraint(["curated_id"], ["curated_answers.id"], name=op.f("fk_questions_curated_id")),
        sa.ForeignKeyConstraint(["group_id"], ["question_groups.id"], name=op.f("fk_questions_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_asker"), "questions", ["asker"], unique=False)
    op.create_index(op.f("ix_questions_at"), "questions", ["at"], unique=False)
    op.create_index(op.f("ix_questions_curated_id"), "questions", ["curated_id"], unique=False)
    op.create_index(op.f("ix_questions_group_id"), "questions", ["group_id"], unique=False)
    op.create_table(
        "question_wordings",
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["question_groups.id"], name=op.f("fk_question_wordings_group_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_wordings_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_wordings")),
    )
    op.create_index(op.f("ix_question_wordings_group_id"), "question_wordings", ["group_id"], unique=False)
    op.create_table(
        "waiting_askers",
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("messenger", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_waiting_askers_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_waiting_askers")),
    )
    op.create_index(op.f("ix_waiting_askers_asker"), "waiting_askers", ["asker"], unique=False)

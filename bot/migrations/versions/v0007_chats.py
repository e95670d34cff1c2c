"""Which messages answered which, and forms that begin without a question."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_KEPT = """
INSERT INTO enquiry_forms (asker, step, question_id, enquiry_id, name, company, contact_kind, contact, consented_at, at)
SELECT asker, step, question_id, enquiry_id, name, company, contact_kind, contact, consented_at, at
FROM enquiry_forms_before
"""


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "given_answers",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replies", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_given_answers")),
        sqlite_with_rowid=False,
    )
    for column in ("asker", "at"):
        op.create_index(op.f(f"ix_given_answers_{column}"), "given_answers", [column], unique=False)
    # SQLite cannot change a condition: the table is made anew, with the forms that are being filled in.
    op.drop_index(op.f("ix_enquiry_forms_at"), "enquiry_forms")
    op.rename_table("enquiry_forms", "enquiry_forms_before")
    op.create_table(
        "enquiry_forms",
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("enquiry_id", sa.Integer()),
        sa.Column("name", sa.Text()),
        sa.Column("company", sa.Text()),
        sa.Column("contact_kind", sa.Text()),
        sa.Column("contact", sa.Text()),
        sa.Column("wish", sa.Text()),
        sa.Column("consented_at", sa.DateTime()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "step IN ('consent', 'name', 'company', 'contact', 'wish', 'check', 'addition')",
            name=op.f("ck_enquiry_forms_step"),
        ),
        sa.PrimaryKeyConstraint("asker", name=op.f("pk_enquiry_forms")),
        sqlite_with_rowid=False,
    )
    op.execute(_KEPT)
    op.drop_table("enquiry_forms_before")
    op.create_index(op.f("ix_enquiry_forms_at"), "enquiry_forms", ["at"], unique=False)

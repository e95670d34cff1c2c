"""Questions that were handed to a colleague: enquiries, what is passed on, forms and routes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "enquiries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("messenger", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("contact_kind", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text()),
        sa.Column("reachable", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime()),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("reminded_on", sa.Text()),
        sa.CheckConstraint("state IN ('open', 'taken', 'answered', 'closed')", name=op.f("ck_enquiries_state")),
        sa.CheckConstraint("contact_kind IN ('phone', 'email', 'wechat')", name=op.f("ck_enquiries_contact_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
        sa.UniqueConstraint("asker", "question_id", name=op.f("uq_enquiries_asker_question_id")),
        sqlite_autoincrement=True,
    )
    for column in ("asker", "state", "changed_at"):
        op.create_index(op.f(f"ix_enquiries_{column}"), "enquiries", [column], unique=False)
    op.create_table(
        "enquiry_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text()),
        sa.Column("chat", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("arrived", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('answer', 'addition', 'taken', 'closed')", name=op.f("ck_enquiry_messages_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed', 'reported')", name=op.f("ck_enquiry_messages_state")
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiries.id"], name=op.f("fk_enquiry_messages_enquiry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_messages")),
        sa.UniqueConstraint("chat", "message", name=op.f("uq_enquiry_messages_chat_message")),
    )
    for column in ("enquiry_id", "state"):
        op.create_index(op.f(f"ix_enquiry_messages_{column}"), "enquiry_messages", [column], unique=False)
    op.create_table(
        "enquiry_posts",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", name=op.f("pk_enquiry_posts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_enquiry_posts_enquiry_id"), "enquiry_posts", ["enquiry_id"], unique=False)
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
        sa.Column("consented_at", sa.DateTime()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "step IN ('consent', 'name', 'company', 'contact', 'check', 'addition')", name=op.f("ck_enquiry_forms_step")
        ),
        sa.PrimaryKeyConstraint("asker", name=op.f("pk_enquiry_forms")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_enquiry_forms_at"), "enquiry_forms", ["at"], unique=False)
    op.create_table(
        "enquiry_routes",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Integer()),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_enquiry_routes")),
        sqlite_with_rowid=False,
    )

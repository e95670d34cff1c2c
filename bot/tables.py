"""The tables of the bot beside those of the catalogue: its staff and what it proposes to publish."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text

from knowledge.tables import METADATA, UtcDateTime

staff = Table(
    "staff",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
)

proposals = Table(
    "proposals",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("after", Text),  # the snapshot that was published when this was prepared
    Column("reason", Text, nullable=False),
    Column("version_ids", Text, nullable=False),  # JSON
    Column("preview", Text, nullable=False),  # JSON
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("state IN ('open', 'published', 'discarded')", name="state"),
)

"""The tables of the bot beside those of the catalogue: its staff."""

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

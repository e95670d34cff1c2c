"""The tables of the bot beside those of the catalogue: of staff, of what is asked and answered, of the front desk."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

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

question_groups = Table(
    "question_groups",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("wording", Text, nullable=False),  # the representative one, masked
    Column("language", Text, nullable=False),
    Column("topic", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("embedding", LargeBinary, nullable=False),  # float32, little-endian
    Column("model", Text, nullable=False),  # that the embedding is of
    sqlite_autoincrement=True,
)

questions = Table(
    "questions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("asker", Text, nullable=False, index=True),  # keyed hash
    Column("session", Text, nullable=False),  # keyed hash
    Column("messenger", Text, nullable=False),
    Column("chat_kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),  # normalised and masked
    Column("interpreted_as", Text, nullable=False),  # masked
    Column("outcome", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("elapsed_ms", Float, nullable=False),
    Column("snapshot", Text),
    Column("topic", Text),
    Column("hits", Text, nullable=False),  # JSON: [{"passage", "document", "score", "quoted"?}], those quoted first
    Column("curated_id", Integer, ForeignKey("curated_answers.id"), index=True),
    Column("group_id", Integer, ForeignKey("question_groups.id"), index=True),
    Column("vote", Integer),  # 1 or -1
    Column("complaint", Text),  # why -1
    Column("prompted", Integer),  # 1 where a button asked it: no evidence of what people want to know
)

question_wordings = Table(
    "question_wordings",  # some of each group's, by which others are recognised; each goes with its question
    METADATA,
    Column("question_id", Text, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", Integer, ForeignKey("question_groups.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),  # as interpreted, normalised and masked
    Column("wording", Text, nullable=False),  # as a person would put it, in their script, masked
    Column("language", Text, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("embedding", LargeBinary, nullable=False),  # float32, little-endian
    Column("model", Text, nullable=False),  # that the embedding is of
)

question_counts = Table(
    "question_counts",  # what remains of questions that are older than the retention
    METADATA,
    Column("day", Text, primary_key=True),
    Column("group_id", Integer, primary_key=True, autoincrement=False),  # 0 where there is none
    Column("topic", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("up", Integer, nullable=False),
    Column("down", Integer, nullable=False),
    sqlite_with_rowid=False,
)

curated_answers = Table(
    "curated_answers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("topic", Text),
    Column("source", Text),  # the title and heading that staff chose to cite
    Column("valid_until", Text),
    Column("author", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("group_id", Integer, ForeignKey("question_groups.id", ondelete="SET NULL")),  # that it was written for
    CheckConstraint("state IN ('published', 'retired')", name="state"),
    sqlite_autoincrement=True,
)

curated_wordings = Table(
    "curated_wordings",  # by which a curated answer is found, or, where `wanted` is 0, is not
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("curated_id", Integer, ForeignKey("curated_answers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("added_by", Text, nullable=False),
    UniqueConstraint("curated_id", "text"),
)

answer_drafts = Table(
    "answer_drafts",  # answers that staff are writing: here, so that a restart costs nobody a word
    METADATA,
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False, index=True),
    Column("awaits", Text),  # what the next message of the actor is; nothing where it is a message like any other
    Column("curated_id", Integer, ForeignKey("curated_answers.id", ondelete="CASCADE")),  # that is being changed
    Column("group_id", Integer, ForeignKey("question_groups.id", ondelete="SET NULL")),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("topic", Text),
    Column("source", Text),
    Column("valid_until", Text),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("awaits IN ('answer', 'valid_until')", name="awaits"),
)

waiting_askers = Table(
    "waiting_askers",  # who agreed to be told when the question that was left open is answered
    METADATA,
    Column("question_id", Text, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("asker", Text, nullable=False, index=True),
    Column("messenger", Text, nullable=False),
    Column("chat", Text, nullable=False),  # where to tell, as the messenger names it
    Column("language", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

preferences = Table(
    "preferences",  # what a visitor chose for all chats
    METADATA,
    Column("asker", Text, primary_key=True),  # keyed hash
    Column("language", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

picture_files = Table(
    "picture_files",  # pictures that the messenger keeps: sent once, named afterwards
    METADATA,
    Column("picture", Text, primary_key=True),  # the name of the file, which is the hash of what it shows
    Column("file_id", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

checked_questions = Table(
    "checked_questions",  # questions that the documents suggest, and whether a snapshot surely answers them
    METADATA,
    Column("snapshot", Text, primary_key=True),
    Column("question", Text, primary_key=True),  # its key (bot.desk.actions.question_key)
    Column("sure", Integer, nullable=False),
    sqlite_with_rowid=False,
)

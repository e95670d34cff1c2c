"""The tables of the bot beside those of the catalogue: staff, questions, answers, enquiries, the front desk."""

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

enquiries = Table(
    "enquiries",  # questions that were handed to a colleague, with how to reach who asked
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("question_id", Text, nullable=False),  # of the log, which may forget it before, or of a wish
    Column("question", Text, nullable=False),  # masked, but for a wish
    Column("conversation", Text, nullable=False),  # JSON: [{"text", "outcome"}], masked, oldest first
    Column("topic", Text),
    Column("language", Text, nullable=False),
    Column("asker", Text, nullable=False, index=True),  # keyed hash
    Column("messenger", Text, nullable=False),
    Column("chat", Text, nullable=False),  # where to answer, as the messenger names it
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),  # empty where it was not given
    Column("contact_kind", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("consent", Text, nullable=False),  # which wording was agreed to
    Column("consented_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("taken_by", Text),  # the name under which the history keeps a member of staff
    Column("reachable", Integer, nullable=False),  # 0 where the messenger refused to deliver
    Column("opened_at", UtcDateTime, nullable=False),
    Column("waiting_since", UtcDateTime, nullable=False),  # from when on a word of the staff is due
    Column("taken_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False, index=True),
    Column("reminded_on", Text),  # the day of the last reminder
    UniqueConstraint("asker", "question_id"),
    CheckConstraint("state IN ('open', 'taken', 'answered', 'closed')", name="state"),
    CheckConstraint("contact_kind IN ('phone', 'email', 'wechat')", name="contact_kind"),
    sqlite_autoincrement=True,
)

enquiry_messages = Table(
    "enquiry_messages",  # what is passed on between staff and visitor: here first, then on its way
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("enquiry_id", Integer, ForeignKey("enquiries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),  # empty for a change of state
    Column("by", Text),  # the member of staff
    Column("chat", Text),  # where it was written
    Column("message", Text),  # its id there
    Column("arrived", Text),  # its id in the visitor's chat, once it is there
    Column("state", Text, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("chat", "message"),  # what a messenger delivers twice is passed on once
    CheckConstraint("kind IN ('answer', 'addition', 'taken', 'closed')", name="kind"),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'reported')", name="state"),
)

enquiry_posts = Table(
    "enquiry_posts",  # messages of the bot in the staff's chats; those whose enquiry is gone are yet to be emptied
    METADATA,
    Column("chat", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("enquiry_id", Integer, nullable=False, index=True),
    Column("card", Integer, nullable=False),  # 1 where it shows the enquiry and its state
    Column("shown", Text, nullable=False),  # the state that it shows
    Column("withdrawn", Integer, nullable=False),  # 1 where the visitor had the enquiry erased
    sqlite_with_rowid=False,
)

enquiry_forms = Table(
    "enquiry_forms",  # what visitors are filling in: here, so that a restart costs nobody a word
    METADATA,
    Column("asker", Text, primary_key=True),  # keyed hash
    Column("step", Text, nullable=False),  # what comes next
    Column("question_id", Text, nullable=False),
    Column("enquiry_id", Integer),  # that something is to be added to
    Column("name", Text),
    Column("company", Text),
    Column("contact_kind", Text),
    Column("contact", Text),
    Column("wish", Text),  # in the visitor's own words, where there is no question
    Column("consented_at", UtcDateTime),
    Column("at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("step IN ('consent', 'name', 'company', 'contact', 'wish', 'check', 'addition')", name="step"),
    sqlite_with_rowid=False,
)

enquiry_routes = Table(
    "enquiry_routes",  # who of the staff is given the enquiries about a topic
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("chat", Text, nullable=False),
    Column("thread", Integer),  # the topic of a forum
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
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

given_answers = Table(
    "given_answers",  # which messages answered which, for some days: who edits a question has its answer edited
    METADATA,
    Column("place", Text, primary_key=True),  # keyed hash of messenger, chat and message
    Column("asker", Text, nullable=False, index=True),  # keyed hash
    Column("text", Text, nullable=False),  # keyed hash of what was written
    Column("replies", Text, nullable=False),  # JSON: the messages that answered, none where it was no question
    Column("answer", Text, nullable=False),  # in the log of questions; empty where there is none
    Column("at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

checked_questions = Table(
    "checked_questions",  # questions that the documents suggest, and whether a snapshot surely answers them
    METADATA,
    Column("snapshot", Text, primary_key=True),
    Column("question", Text, primary_key=True),  # its key (bot.desk.actions.question_key)
    Column("sure", Integer, nullable=False),
    sqlite_with_rowid=False,
)

"""Put the parts together: settings in, a working conversation out."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from bot.conversation import Conversation
from bot.database import open_database
from bot.desk.given import GivenAnswers
from bot.desk.picture_files import PictureFiles
from bot.desk.preferences import Preferences
from bot.desk.shelf import Shelf
from bot.desk.sureness import Sureness
from bot.directory import Directories
from bot.errors import NothingToPublishError
from bot.handover.desk import HandOver, hand_over
from bot.office import Office
from bot.parts import Parts
from bot.pictures import Pictures
from bot.preparing import Preparer, Progress, Upload
from bot.proposals import Proposal
from bot.publishing import Publisher
from bot.questions.assurance import THRESHOLD, Assurance
from bot.questions.curated import CuratedAnswers
from bot.questions.desk import AnswerDesk
from bot.questions.frequent import unanswered
from bot.questions.grouping import Grouping
from bot.questions.log import QuestionLog
from bot.questions.matching import Matcher
from bot.questions.precedence import CuratedFirst
from bot.secret import keyed_hash, load_secret
from bot.serving import Serving
from bot.session import Sessions
from bot.settings import Settings
from bot.worker import Answers
from index.batching import BatchingModel
from index.bert import load_bert
from index.embedded_model import IDENTITY, NAME
from index.embedding import EmbeddingModel, SentenceTransformerModel, load_model
from index.search import Searcher
from index.snapshot import SnapshotStore
from index.starting import StartingModel
from knowledge.catalogue import Catalogue
from knowledge.readers import find_sources


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The snapshot that is published now; `proposal` is what was published, None where nothing had changed."""

    snapshot: str
    proposal: Proposal | None


def open_model(settings: Settings, notice: Callable[[str], None] = lambda _: None) -> SentenceTransformerModel:
    """Load the embedding model that the settings name; ModelError where there is none."""
    return load_model(
        settings.embedding_model,
        settings.models_dir,
        settings.embedding_dtype,
        settings.thread_count,
        notice,
    )


def open_starting_model(
    settings: Settings, notice: Callable[[str], None] = lambda _: None, *, intact: bool
) -> EmbeddingModel:
    """Open a model that embeds queries at once, where the embedded one is asked for and `intact`; else `open_model`'s.

    The latter loads once `open_chat` can serve, or somebody needs passages. Raises ModelError.
    """
    if settings.embedding_model != "embedded" or not intact:
        return open_model(settings, notice)
    return StartingModel(load_bert(settings.models_dir / NAME), IDENTITY, lambda: open_model(settings, notice))


def open_sessions(settings: Settings, *, lasting: bool) -> Sessions:
    """Open what conversations are about; `lasting` ones go on after a restart, else every start begins anew."""
    idle_seconds = settings.session_idle_minutes * 60
    if lasting:
        return Sessions(idle_seconds, time.time, settings.sessions_file, load_secret(settings.secret_file))
    return Sessions(idle_seconds, time.monotonic)


def open_conversation(
    settings: Settings, model: EmbeddingModel, sessions: Sessions | None = None, snapshot: str | None = None
) -> Conversation:
    """Open a snapshot, the current one unless named, for conversation; SnapshotError where none can be served."""
    manifest, index = SnapshotStore(settings.snapshots_dir).load(model.name, model.dimensions, snapshot)
    searcher = Searcher(index, model)
    searcher.search("预热 warm up")  # the first call of torch and FAISS takes far longer than any other
    sessions = sessions or open_sessions(settings, lasting=False)
    return Conversation(searcher, sessions, settings.longest_question, snapshot=manifest.name)


def open_serving(
    settings: Settings,
    model: EmbeddingModel,
    desk: AnswerDesk | None = None,
    follow: Callable[[Conversation], None] = lambda _: None,
    sessions: Sessions | None = None,
) -> Serving:
    """Serve what is current, now and whenever something else is published; SnapshotError where nothing can be served.

    With a desk, the answers of the staff go first. Whoever else works with the conversation is given it by `follow`.
    Conversations go on after a restart, unless the `sessions` given do not.
    """
    store = SnapshotStore(settings.snapshots_dir)
    model = BatchingModel(model)
    sessions = sessions or open_sessions(settings, lasting=True)

    def open_next() -> Answers:
        conversation = open_conversation(settings, model, sessions)
        follow(conversation)
        if desk is None:
            return conversation
        desk.matcher.follow(conversation.searcher)
        return CuratedFirst(conversation, desk.matcher, desk.answers, sessions, settings.longest_question)

    return Serving(store.current, open_next)


def open_chat(
    settings: Settings,
    model: EmbeddingModel,
    engine: Engine | None = None,
    follow: Callable[[Conversation], None] = lambda _: None,
) -> Parts:
    """Open what a chat without menus and staff needs: what answers, and where that is kept.

    Raises SnapshotError and DatabaseError where something cannot be used; then nothing stays open.
    """
    engine = engine or open_database(settings.database_file)
    grouping = Grouping(engine)
    desk = open_answer_desk(settings, engine)
    sessions = open_sessions(settings, lasting=True)

    def followed(conversation: Conversation) -> None:
        grouping.follow(conversation.searcher)
        follow(conversation)

    serving = open_serving(settings, model, desk, followed, sessions)
    log = open_question_log(settings, engine, grouping, sessions)
    if isinstance(model, StartingModel):
        model.late.begin()
    return Parts(serving.start(), questions=log, desk=desk)


def open_parts(settings: Settings, model: EmbeddingModel) -> Parts:
    """Open all that the running bot needs; raises as `open_chat` does."""
    engine = open_database(settings.database_file)
    shelf = Shelf()
    chat = open_chat(settings, model, engine, shelf.follow)
    with ExitStack() as unless_opened:
        unless_opened.callback(chat.close)
        hashed = partial(keyed_hash, load_secret(settings.secret_file))
        parts = replace(
            chat,
            office=Office(settings, engine),
            handover=open_hand_over(settings, chat.questions, engine),
            directories=Directories(Catalogue(engine)),
            pictures=Pictures(settings.pictures_dir),
            shelf=shelf,
            sureness=Sureness(shelf, engine).start(),
            preferences=Preferences(engine, hashed),
            picture_files=PictureFiles(engine),
            given=GivenAnswers(engine, hashed),
        )
        unless_opened.pop_all()
    return parts


def open_answer_desk(settings: Settings, engine: Engine | None = None) -> AnswerDesk:
    """Open the desk at which staff answer what was left open; DatabaseError when the database cannot be used.

    It finds answers once a searcher is served with it (`open_serving`).
    """
    engine = engine or open_database(settings.database_file)
    answers = CuratedAnswers(engine)
    return AnswerDesk(
        engine,
        answers,
        Matcher(answers, Assurance, THRESHOLD),
        lambda since, until, limit: unanswered(engine, since, until, limit=limit),
        partial(keyed_hash, load_secret(settings.secret_file)),
    )


def open_hand_over(settings: Settings, log: QuestionLog | None = None, engine: Engine | None = None) -> HandOver:
    """Open where questions of the log are handed to a colleague; DatabaseError when the database cannot be used."""
    engine = engine or open_database(settings.database_file)
    return hand_over(engine, load_secret(settings.secret_file), log, settings.log_retention_days)


def open_question_log(
    settings: Settings,
    engine: Engine | None = None,
    grouping: Grouping | None = None,
    sessions: Sessions | None = None,
) -> QuestionLog:
    """Open where questions are kept, and begin to write; DatabaseError when the database cannot be used."""
    engine = engine or open_database(settings.database_file)
    grouping = grouping or Grouping(engine)
    return QuestionLog(
        engine,
        load_secret(settings.secret_file),
        sessions or open_sessions(settings, lasting=True),  # whoever is forgotten is forgotten there too
        settings.log_retention_days,
        on_written=grouping.written,
        erasing=grouping.erasing,
        on_closed=grouping.close,
        zone=settings.zone,
    ).start()


def open_publisher(settings: Settings) -> Publisher:
    """Open catalogue and snapshots for publishing; what a killed process left is made good first.

    Raises DatabaseError when the database cannot be used.
    """
    publisher = Publisher(settings, open_database(settings.database_file))
    publisher.tidy()
    return publisher


def find_uploads(paths: Sequence[Path]) -> list[Upload]:
    """Return the files among `paths` and below its folders; SourceError for one that is missing or of no known kind."""
    return [Upload(file, file.name) for file, _ in find_sources(paths)]


def refresh(
    settings: Settings,
    model: EmbeddingModel,
    paths: Sequence[Path] = (),
    *,
    actor: str = "program",
    skip_invalid: bool = False,
    with_preview: bool = False,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Refreshed:
    """Read what changed in the pages folder, or add the files of `paths`, and publish it.

    Raises SourceError when a path is missing or nothing can be read, InvalidSourcesError when some file cannot
    be read and `skip_invalid` is not set, BusyError when another refresh is under way; what was published before
    stays.
    """
    publisher = open_publisher(settings)
    preparer = Preparer(settings, publisher, model, progress)
    try:
        if paths:
            proposal = preparer.files(find_uploads(paths), actor, skip_invalid=skip_invalid, with_preview=with_preview)
        else:
            proposal = preparer.pages(actor, skip_invalid=skip_invalid, with_preview=with_preview)
    except NothingToPublishError:
        return Refreshed(publisher.published or "", None)
    publisher.publish(proposal.id, actor)
    return Refreshed(proposal.snapshot, proposal)

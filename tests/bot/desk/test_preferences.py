"""What a visitor chose is kept under a hash, and goes without a trace when it is to be forgotten."""

import shutil
from pathlib import Path

from sqlalchemy import text

from bot.asker import Asker, ChatKind
from bot.database import open_database
from bot.desk.preferences import Preferences
from bot.language import Language
from bot.questions.forgetting import forget
from bot.secret import keyed_hash
from knowledge.transactions import writing

SECRET = b"secret"
LI, WANG = Asker("telegram", "7001234", "7001234"), Asker("telegram", "7005678", "7005678")
LI_IN_GROUP = Asker("telegram", "7001234", "-1009", ChatKind.GROUP)


def hashed(identity: str) -> str:
    return keyed_hash(SECRET, identity)


def test_a_choice_holds_in_all_chats_until_it_is_taken_back(tmp_path: Path) -> None:
    preferences = Preferences(open_database(tmp_path / "assistant.sqlite3"), hashed)
    preferences.choose(LI, Language.ENGLISH)
    preferences.choose(LI, Language.TRADITIONAL)

    assert preferences.language(LI) is preferences.language(LI_IN_GROUP) is Language.TRADITIONAL
    assert preferences.language(WANG) is None
    preferences.choose(LI, None)
    assert preferences.language(LI) is None


def test_a_language_that_this_program_does_not_know_is_none(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "assistant.sqlite3")
    preferences = Preferences(engine, hashed)
    preferences.choose(LI, Language.ENGLISH)
    with writing(engine) as connection:
        connection.execute(text("UPDATE preferences SET language = 'fr'"))
    assert preferences.language(LI) is None


def test_who_is_forgotten_leaves_nothing_in_the_database_nor_in_its_copies(tmp_path: Path) -> None:
    path, copy = tmp_path / "assistant.sqlite3", tmp_path / "assistant.sqlite3.before-0006"
    engine = open_database(path)
    preferences = Preferences(engine, hashed)
    for asker in (LI, WANG):
        preferences.choose(asker, Language.ENGLISH)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, copy)

    forget(engine, SECRET, LI)

    assert preferences.language(LI) is None and preferences.language(WANG) is Language.ENGLISH
    for file in (path, copy):
        content = file.read_bytes()
        assert hashed(LI.identity).encode() not in content and hashed(WANG.identity).encode() in content

"""The status tells what is served, what was asked since midnight where the zone is, and the last error."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answer import Answer, Outcome
from bot.asker import Asker
from bot.database import open_database
from bot.language import Language
from bot.monitor import Monitor
from bot.questions.log import QuestionLog
from bot.settings import Settings
from bot.status import Status, read_status

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # half past midnight there
LI = Asker("test", "li", "li")


def status_at(folder: Path, now: datetime, asked: dict[datetime, Outcome | None]) -> Status:
    settings = Settings.model_validate({"data_dir": folder})
    engine, times = open_database(settings.database_file), iter(asked)
    log = QuestionLog(engine, b"secret", now=lambda: next(times, now))
    for outcome in asked.values():
        if outcome is None:
            log.record_failure(LI, "问", Language.SIMPLIFIED, 1.0)
        else:
            log.record(LI, "问", Answer("答", outcome, Language.SIMPLIFIED, 1.0, "问", id=f"{len(str(outcome))}"))
    log.start().close()
    monitor = Monitor(settings)
    monitor.incidents.note("failed")
    return read_status(open_database(settings.database_file), monitor, now, SHANGHAI)


def test_questions_are_counted_since_midnight_in_the_zone(tmp_path: Path) -> None:
    status = status_at(
        tmp_path,
        MORNING,
        {
            MORNING - timedelta(hours=1): Outcome.SMALL_TALK,
            MORNING - timedelta(minutes=2): Outcome.ANSWERED,
            MORNING - timedelta(minutes=1): None,
        },
    )

    assert status.today == {"answered": 1, "error": 1}


def test_what_cannot_be_told_before_the_first_publication_is_left_open(tmp_path: Path) -> None:
    status = status_at(tmp_path, MORNING, {})

    assert status.snapshot is None and status.unserved is None and status.documents == 0
    assert status.memory is not None and status.memory > 1 << 20
    assert status.free is not None and status.errors == 1
    assert status.last_error is not None and status.last_error.event == "failed"
    assert status.version

"""A monitor knows failures of late, what is served and what waits."""

from pathlib import Path

from bot.alerts import WITHIN_SECONDS
from bot.incidents import Incidents
from bot.language import Language
from bot.monitor import Monitor
from bot.settings import Settings
from index.search import build_index
from index.snapshot import SnapshotStore
from tests.bot.test_alerts import Clock
from tests.bot.test_metrics import samples
from tests.handlers.desk import Dice
from tests.index.builders import passage


class Serves:
    """Serves one snapshot, another one having failed."""

    def __init__(self, snapshot: str | None, failed: str | None = None) -> None:
        self.snapshot = snapshot
        self.failed = failed


def settings_for(folder: Path) -> Settings:
    return Settings.model_validate({"data_dir": folder})


def test_failures_count_for_ten_minutes(tmp_path: Path) -> None:
    clock = Clock()
    monitor = Monitor(settings_for(tmp_path), clock=clock)
    for clock.now in (0.0, 100.0, 200.0):
        monitor.failed(Language.ENGLISH)

    clock.now = 100.0 + WITHIN_SECONDS
    assert monitor.vitals().failures == 2 and monitor.uptime_seconds == clock.now


def test_what_is_served_may_not_be_what_is_current(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    first = store.publish(build_index([passage("甲。")], Dice()), "1").name
    second = store.publish(build_index([passage("乙。")], Dice()), "2").name

    monitor = Monitor(settings_for(tmp_path), Serves(first, failed=second))

    assert monitor.snapshot is not None and monitor.snapshot.name == first
    assert monitor.vitals().unserved == second
    assert Monitor(settings_for(tmp_path), Serves("gone")).snapshot is None


def test_metrics_show_errors_queues_the_snapshots_age_and_the_disk(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    store.publish(build_index([passage("甲。")], Dice()), "1")
    incidents = Incidents()
    incidents.note("failed")
    monitor = Monitor(settings_for(tmp_path), incidents=incidents)
    monitor.waiting, monitor.unwritten = lambda: 3, lambda: 4

    found = {name: value for (name, labels), value in samples(monitor.metrics).items() if not labels}

    assert found["assistant_errors"] == 1
    assert (found["assistant_questions_waiting"], found["assistant_questions_unwritten"]) == (3, 4)
    assert 0 <= found["assistant_snapshot_age_seconds"] < 600
    assert found["assistant_disk_free_bytes"] > 0

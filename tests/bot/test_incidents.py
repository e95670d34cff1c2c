"""Errors are counted and the last one is remembered on one short line."""

from datetime import UTC, datetime

from bot.incidents import Incident, Incidents

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_the_last_error_is_remembered_and_all_are_counted() -> None:
    incidents = Incidents(lambda: NOON)
    assert incidents.count == 0 and incidents.last is None

    incidents.note("first")
    incidents.note("snapshot not served ·\nit is\ttorn " + "x" * 500)

    assert incidents.count == 2
    assert incidents.last is not None and len(incidents.last.event) == 200
    assert incidents.last.event.startswith("snapshot not served · it is torn x")
    assert incidents.last == Incident(NOON, incidents.last.event)

"""Owners are told of each kind of trouble, at most once an hour."""

from bot.alerts import QUIET_SECONDS, Alerts, Trouble, Vitals

WELL = Vitals(failures=4, unserved=None, free=2 << 30)


class Clock:
    """Goes on when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def troubles(alerts: Alerts, vitals: Vitals) -> list[Trouble]:
    return [alert.trouble for alert in alerts.due(vitals)]


def test_a_bot_that_does_well_raises_no_alarm() -> None:
    assert troubles(Alerts(), WELL) == [] == troubles(Alerts(), Vitals())


def test_each_kind_of_trouble_is_told_with_what_is_worth_knowing() -> None:
    vitals = Vitals(failures=5, unserved="one", free=300 << 20, conflict=True)
    failures, snapshot, disk, conflict = Alerts().due(vitals)

    assert (failures.trouble, failures.detail) == (Trouble.FAILURES, "5")
    assert (snapshot.trouble, snapshot.detail) == (Trouble.SNAPSHOT, "one")
    assert (disk.trouble, disk.detail) == (Trouble.DISK, "300 MiB")
    assert conflict.trouble is Trouble.CONFLICT


def test_a_kind_that_was_told_rests_for_an_hour_and_the_others_do_not() -> None:
    clock = Clock()
    alerts = Alerts(clock)
    alerts.told(Trouble.DISK)

    assert troubles(alerts, Vitals(failures=9, free=1)) == [Trouble.FAILURES]
    clock.now = QUIET_SECONDS
    assert troubles(alerts, Vitals(failures=9, free=1)) == [Trouble.FAILURES, Trouble.DISK]


def test_one_that_reached_nobody_is_due_again() -> None:
    alerts = Alerts()

    assert troubles(alerts, Vitals(free=1)) == troubles(alerts, Vitals(free=1)) == [Trouble.DISK]

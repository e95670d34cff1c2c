"""What is lost is counted, and said now and then."""

from structlog.testing import capture_logs

from bot.questions.losses import Losses


def test_losses_are_said_once_a_minute_at_most_and_none_is_left_out() -> None:
    now = [0.0]
    losses = Losses(lambda: now[0])
    with capture_logs() as lines:
        for _ in range(1000):
            losses.add(1, "the queue is full")
        now[0] = 59.0
        losses.report_some()
        now[0] = 60.0
        losses.report_some()
        losses.report_some()
        losses.report()

    assert losses.total == 1000
    assert [line["count"] for line in lines] == [1, 999]


def test_where_nothing_is_lost_nothing_is_said() -> None:
    with capture_logs() as lines:
        Losses().report()

    assert lines == []

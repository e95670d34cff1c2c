"""Whoever watches over the machine reads health, readiness and metrics, from this machine only."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.errors import SettingsError
from bot.metrics import Metrics
from bot.status_page import Probes, status_page


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@contextmanager
def page(probes: Probes | None = None) -> Iterator[int]:
    with status_page(0, Metrics(), probes or {}) as port:
        yield port


def test_it_is_alive_and_shows_its_metrics() -> None:
    with page() as port:
        assert get(port, "/healthz") == (200, "alive\n")
        status, metrics = get(port, "/metrics?x=1")
        assert status == 200 and "# TYPE assistant_answer_seconds histogram" in metrics
        assert get(port, "/healthz", "HEAD") == (200, "")


def test_it_is_ready_when_everything_is() -> None:
    with page({"snapshot": lambda: True, "telegram": lambda: True}) as port:
        assert get(port, "/readyz") == (200, "snapshot: ok\ntelegram: ok\n")


def test_it_is_not_ready_while_something_is_not_or_cannot_be_told() -> None:
    def broken() -> bool:
        raise RuntimeError("broken")

    with page({"snapshot": lambda: True, "database": broken}) as port:
        assert get(port, "/readyz") == (503, "snapshot: ok\ndatabase: no\n")


@pytest.mark.parametrize(("path", "method", "status"), [("/", "GET", 404), ("/../x", "GET", 404), ("/", "POST", 501)])
def test_there_is_nothing_else(path: str, method: str, status: int) -> None:
    with page() as port:
        assert get(port, path, method)[0] == status


def test_a_client_that_says_nothing_keeps_no_other_waiting() -> None:
    with page() as port, socket.create_connection(("127.0.0.1", port)):
        assert get(port, "/healthz")[0] == 200


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with (
        page() as port,
        pytest.raises(SettingsError, match=f"BOT_STATUS_PORT: 127.0.0.1:{port}"),
        status_page(port, Metrics(), {}),
    ):
        pass


def test_afterwards_the_port_is_free() -> None:
    with page() as port:
        pass
    with status_page(port, Metrics(), {}) as again:
        assert again == port

"""Tell whoever watches over the machine how the bot does: /healthz, /readyz and /metrics, on this machine only."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import structlog

from bot.errors import SettingsError
from bot.metrics import Metrics

_HOST = "127.0.0.1"
_PATIENCE_SECONDS = 5.0  # with a client that does not finish its request
_ENDS_WITHIN_SECONDS = 0.1
_PLAIN = "text/plain; charset=utf-8"
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

Probes = Mapping[str, Callable[[], bool]]
"""What must be so for the bot to be ready, by name; a probe that raises counts as no."""

_log = structlog.get_logger(__name__)


@contextmanager
def status_page(port: int, metrics: Metrics, probes: Probes) -> Iterator[int]:
    """Serve the page in threads of its own meanwhile; yields the port, chosen by the system where `port` is 0.

    Raises SettingsError where the port cannot be had.
    """
    try:
        server = ThreadingHTTPServer((_HOST, port), _handler(metrics, probes))
    except OSError as error:
        raise SettingsError(f"BOT_STATUS_PORT: {_HOST}:{port} cannot be had ({error.strerror})") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(_ENDS_WITHIN_SECONDS,), name="status", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _handler(metrics: Metrics, probes: Probes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_SECONDS
        server_version = "assistant"
        sys_version = ""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                self._reply(HTTPStatus.OK, b"alive\n")
            elif path == "/readyz":
                self._reply(*_readiness(probes))
            elif path == "/metrics":
                self._reply(HTTPStatus.OK, metrics.exposition(), _EXPOSITION)
            else:
                self._reply(HTTPStatus.NOT_FOUND, b"there are /healthz, /readyz and /metrics\n")

        do_HEAD = do_GET

        def _reply(self, status: HTTPStatus, body: bytes, kind: str = _PLAIN) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of requests: a watcher comes every few seconds."""

    return Handler


def _readiness(probes: Probes) -> tuple[HTTPStatus, bytes]:
    found = {name: _holds(name, probe) for name, probe in probes.items()}
    lines = [f"{name}: {'ok' if holds else 'no'}\n" for name, holds in found.items()]
    return HTTPStatus.OK if all(found.values()) else HTTPStatus.SERVICE_UNAVAILABLE, "".join(lines).encode()


def _holds(name: str, probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception as error:  # whatever a probe stumbles on, it is not ready
        _log.warning("not ready", probe=name, reason=type(error).__name__)
        return False

"""Run the web chat in a thread of its own, so that the terminal stays free."""

import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress

import structlog

from bot.errors import SettingsError
from bot.fairness import visitor_rate
from bot.parts import Parts
from bot.secret import load_secret
from bot.settings import Settings
from handlers.web.desk import front_desk
from handlers.web.door import Door
from handlers.web.server import WebChat

_PORTS_TRIED = 20
_BACKLOG = 128
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # where it is reached from this machine

_log = structlog.get_logger(__name__)


@contextmanager
def serving(settings: Settings, parts: Parts) -> Iterator[str]:
    """Serve while the context lasts, and give the address; what is under way is finished at its end.

    Raises SettingsError when the address or port cannot be listened on.
    """
    only = "web_port" in settings.model_fields_set
    listening = listening_socket(settings.web_listen, settings.web_port, only=only)
    ready: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=_run, args=(settings, parts, listening, ready), name="web", daemon=True)
    thread.start()
    stop = ready.result()
    host, port = settings.web_listen, listening.getsockname()[1]
    host = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    _log.info("web chat starting", host=host, port=port)
    try:
        yield f"http://{host}:{port}/"
    finally:
        with suppress(RuntimeError):  # the loop has ended by itself
            stop()
        thread.join()
        _log.info("web chat stopped")


def listening_socket(host: str, port: int, *, only: bool) -> socket.socket:
    """Listen on this port or, unless it is the `only` one, on the next that is free.

    Raises SettingsError when the host cannot be listened on, or no port of these is free.
    """
    last = port if only else min(port + _PORTS_TRIED, 65535)
    for number in range(port, last + 1):
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, number), family=family, backlog=_BACKLOG)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            setting = "BOT_WEB_PORT" if error.errno == errno.EACCES else "BOT_WEB_LISTEN"
            reason = error.strerror or str(error)
            raise SettingsError(f"{setting}: {host}:{number} cannot be listened on ({reason})") from None
        listening.setblocking(False)
        return listening
    taken = f"{port} is" if only else f"{port} to {last} are"
    raise SettingsError(f"BOT_WEB_PORT: {taken} taken on {host}; set another port")


def _run(settings: Settings, parts: Parts, listening: socket.socket, ready: "Future[Callable[[], object]]") -> None:
    try:
        asyncio.run(_serve(settings, parts, listening, ready))
    except Exception as error:
        listening.close()
        if ready.done():
            _log.error("web chat ended", error=type(error).__name__, exc_info=error)
        else:
            ready.set_exception(error)


async def _serve(
    settings: Settings, parts: Parts, listening: socket.socket, ready: "Future[Callable[[], object]]"
) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    async with front_desk(parts) as desk:
        secret = load_secret(settings.secret_file)
        longest, rate = settings.longest_question, visitor_rate(settings)
        chat = WebChat(desk, Door.of(settings), secret, settings.pictures_dir, longest, rate)
        server = chat.listen([listening])
        ready.set_result(lambda: loop.call_soon_threadsafe(stopped.set))
        await stopped.wait()
        server.stop()
        await chat.rest()
        await server.close_all_connections()

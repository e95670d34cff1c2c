"""Run the web chat in a thread of its own, so that the terminal stays free."""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from socket import socket

import structlog
from tornado.netutil import bind_sockets

from bot.errors import SettingsError
from bot.parts import Parts
from bot.secret import load_secret
from bot.settings import Settings
from handlers.web.desk import front_desk
from handlers.web.door import Door
from handlers.web.server import WebChat

_PORTS_TRIED = 20
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # where it is reached from this machine

_log = structlog.get_logger(__name__)


@contextmanager
def serving(settings: Settings, parts: Parts) -> Iterator[str]:
    """Serve while the context lasts, and give the address; what is under way is finished at its end.

    Raises SettingsError when the address or port cannot be listened on.
    """
    sockets = listening_sockets(settings)
    ready: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=_run, args=(settings, parts, sockets, ready), name="web", daemon=True)
    thread.start()
    stop = ready.result()
    host, port = settings.web_listen, sockets[0].getsockname()[1]
    host = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    _log.info("web chat starting", host=host, port=port)
    try:
        yield f"http://{host}:{port}/"
    finally:
        with suppress(RuntimeError):  # the loop has ended by itself
            stop()
        thread.join()
        _log.info("web chat stopped")


def listening_sockets(settings: Settings) -> list[socket]:
    """Listen on the port of the settings or, where none is set, the next one that is free."""
    chosen = "web_port" in settings.model_fields_set
    first = settings.web_port
    last = first if chosen else min(first + _PORTS_TRIED, 65535)
    for port in range(first, last + 1):
        try:
            return bind_sockets(port, settings.web_listen)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or str(error)
                name = "BOT_WEB_PORT" if error.errno == errno.EACCES else "BOT_WEB_LISTEN"
                raise SettingsError(f"{name}: {settings.web_listen}:{port} cannot be listened on ({reason})") from None
    taken = f"{first} is" if chosen else f"{first} to {last} are"
    raise SettingsError(f"BOT_WEB_PORT: {taken} taken on {settings.web_listen}; set another port")


def _run(settings: Settings, parts: Parts, sockets: list[socket], ready: "Future[Callable[[], object]]") -> None:
    try:
        asyncio.run(_serve(settings, parts, sockets, ready))
    except Exception as error:
        for one in sockets:
            one.close()
        if ready.done():
            _log.error("web chat ended", error=type(error).__name__, exc_info=error)
        else:
            ready.set_exception(error)


async def _serve(
    settings: Settings, parts: Parts, sockets: list[socket], ready: "Future[Callable[[], object]]"
) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    async with front_desk(parts) as desk:
        secret = load_secret(settings.secret_file)
        chat = WebChat(desk, Door.of(settings), secret, settings.pictures_dir, settings.longest_question)
        server = chat.listen(sockets)
        ready.set_result(lambda: loop.call_soon_threadsafe(stopped.set))
        await stopped.wait()
        server.stop()
        await chat.rest()
        await server.close_all_connections()

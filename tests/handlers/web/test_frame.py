"""The page in a frame of another site, in a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.replies import Said
from handlers.web.door import Door
from tests.handlers.web.browsing import QUESTION, needs_browser, served
from tests.handlers.web.chats import FakeDesk, quoted

pytestmark = needs_browser


@contextmanager
def office_site(page: Callable[[], bytes]) -> Iterator[str]:
    """Another site on this machine, of one page: of the chat's own domain, as the office's would be."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page())

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("allowed", [True, False])
def test_another_site_shows_the_chat_in_a_frame_only_where_it_may(
    browser: Browser, tmp_path: Path, allowed: bool
) -> None:
    desk, chat = FakeDesk({"面积": Said((quoted(),))}), ""
    with office_site(lambda: f'<iframe src="{chat}/" width="400" height="600"></iframe>'.encode()) as office:
        door = Door("127.0.0.1", embed_origins=(office,) if allowed else ())
        with served(tmp_path, desk, door=door) as chat, browser.new_context() as context:
            page = context.new_page()
            page.goto(office)
            inside = page.frame_locator("iframe")
            if allowed:
                inside.locator(QUESTION).fill("面积")
                inside.locator(QUESTION).press("Enter")
                expect(inside.locator(".notes li")).to_be_visible()
            else:
                expect(inside.locator("#log")).to_have_count(0)
                assert desk.heard == []

"""What the pictures show: a short visit on a phone and one at a desk, in each language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

PHONE, DESK = ViewportSize(width=390, height=780), ViewportSize(width=1000, height=760)
PATIENCE = 30_000  # milliseconds; the first question warms the model up

Take = Callable[[str, bytes], None]
"""Keeps a picture under a name."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes: the browser's language, the questions on a phone, and what is pressed at a desk, in this order."""

    tag: str
    locale: str
    questions: tuple[str, ...]
    command: str
    pressed: tuple[str, ...]
    picture: str = ""  # what the last one is called where it is a picture, which Telegram's visitors get as well
    scheme: Literal["light", "dark"] = "light"


VISITS = (
    Visit("zh-Hans", "zh-CN", ("氢能产业园规划投资多少", "那就业呢"), "/chains", ("氢能产业",), "chain-map"),
    Visit("zh-Hant", "zh-TW", ("開發區總面積多大",), "/menu", ("園區", "1"), scheme="dark"),
    Visit(
        "en",
        "en-GB",
        ("What does the coke industry produce downstream?",),
        "/compare",
        ("industries", "Hydrogen", "Carbon", "Compare these"),
        "comparison",
    ),
)


def play(browser: Browser, address: str, visit: Visit, take: Take) -> None:
    """Play a visit and take its pictures."""
    with _opened(browser, address, visit, PHONE, touch=True) as page:
        for question in visit.questions:
            _told(page, question)
        take(f"phone-{visit.tag}", _photograph(page))
    with _opened(browser, address, visit, DESK, touch=False) as page:
        message = _told(page, visit.command)
        for label in visit.pressed:
            message = _led(page, message, label)
        take(f"desk-{visit.tag}", _photograph(page))
        if visit.picture:
            take(visit.picture, _shown(page, message))


@contextmanager
def _opened(browser: Browser, address: str, visit: Visit, size: ViewportSize, *, touch: bool) -> Iterator[Page]:
    scale = 2 if touch else 1.5
    with browser.new_context(
        locale=visit.locale,
        viewport=size,
        has_touch=touch,
        is_mobile=touch,
        device_scale_factor=scale,
        color_scheme=visit.scheme,
        reduced_motion="reduce",
    ) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(address)
        expect(_messages(page)).to_have_count(1, timeout=PATIENCE)
        yield page


def _messages(page: Page) -> Locator:
    return page.locator(".bubble.assistant:not(.typing)")


def _settled(page: Page) -> Locator:
    """The last message, once nothing is under way any more."""
    expect(page.locator(".typing, [aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
    for image in page.locator(".picture img").all():
        expect(image).not_to_have_js_property("naturalWidth", 0, timeout=PATIENCE)
    return _messages(page).last


def _told(page: Page, text: str) -> Locator:
    page.fill("#question", text)
    page.press("#question", "Enter")
    return _settled(page)


def _led(page: Page, message: Locator, label: str) -> Locator:
    """Press a button by the beginning of its label, or by its place."""
    buttons = message.locator(".buttons button")
    (buttons.nth(int(label) - 1) if label.isdigit() else buttons.filter(has_text=label).first).click()
    return _settled(page)


def _photograph(page: Page) -> bytes:
    page.evaluate("document.activeElement.blur()")
    return page.screenshot()


def _shown(page: Page, message: Locator) -> bytes:
    """The picture in a message, as it is sent to whoever has it in Telegram."""
    source = message.locator("img").get_attribute("src") or ""
    return page.request.get(source if source.startswith("http") else page.url.rstrip("/") + source).body()

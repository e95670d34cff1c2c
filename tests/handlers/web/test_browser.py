"""The page in a real browser: Chromium, if one is installed, sees the chat as a visitor does."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from bot.buckets import Rate
from bot.replies import Button, Reply, Said
from tests.handlers.web import browsing
from tests.handlers.web.browsing import DESKTOP, PHONE, QUESTION, needs_browser, served
from tests.handlers.web.chats import FREE, PNG, FakeDesk, quoted

SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
WIDE = "项目 │ " + " │ ".join(f"第{n}列的内容" for n in range(20))

pytestmark = needs_browser


@dataclass
class Tab(browsing.Tab):
    """A tab over a desk that says what a test lays ready."""

    desk: FakeDesk = field(default_factory=FakeDesk)


@contextmanager
def tab(browser: Browser, folder: Path, desk: FakeDesk, per_visit: Rate = FREE, **options: Any) -> Iterator[Tab]:
    """A tab in which the chat has greeted."""
    desk.said.setdefault("start", Said((Reply("您好"),)))
    with served(folder, desk, per_visit) as base:
        context: BrowserContext = browser.new_context(**{"locale": "zh-CN", "viewport": DESKTOP} | options)
        opened = Tab(context.new_page(), base, desk=desk)
        opened.watch()
        opened.page.goto(base)
        expect(opened.page.locator(".bubble.assistant:not(.typing)")).not_to_have_count(0)
        yield opened
        context.close()


def test_a_question_is_answered_below_the_greeting_with_the_quotation_apart_from_its_source(
    browser: Browser, tmp_path: Path
) -> None:
    with tab(browser, tmp_path, FakeDesk({"面积多大": Said((quoted(),))})) as chat:
        expect(chat.page.locator(QUESTION)).to_be_focused()
        chat.ask("面积多大")

        expect(chat.page.locator(".bubble")).to_have_count(3)
        expect(chat.page.locator(".bubble.visitor .text")).to_have_text("面积多大")
        expect(chat.page.locator(".quote")).to_have_text("开发区总面积62.42平方公里。")
        expect(chat.page.locator(".notes li")).to_have_text("来源：《开发区概况》 · 资料日期：2023")
        assert chat.page.locator(".bubble.assistant button").all_text_contents() == ["有用", "没用"]
        expect(chat.page.locator(QUESTION)).to_be_focused()
        assert chat.page.input_value(QUESTION) == "" and chat.faults == []


def test_shift_and_enter_begins_a_line_and_enter_while_composing_sends_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat:
        chat.page.fill(QUESTION, "一")
        chat.page.press(QUESTION, "Shift+Enter")
        chat.page.type(QUESTION, "二")
        chat.page.dispatch_event(QUESTION, "keydown", {"key": "Enter", "isComposing": True})
        assert chat.page.input_value(QUESTION) == "一\n二"
        chat.page.press(QUESTION, "Enter")

        expect(chat.bubble("ask:一")).to_be_visible()
        assert chat.desk.wanted == ["start", "一\n二"]


def test_a_pressed_button_changes_its_message_in_place_and_the_keyboard_stays_there(
    browser: Browser, tmp_path: Path
) -> None:
    first = Reply("第一页", buttons=((Button("下一页", "menu:2"),),))
    second = Reply("第二页", buttons=((Button("上一页", "menu:1"), Button("收藏", "keep:1")),))
    desk = FakeDesk(
        {"menu": Said((first,)), "menu:2": Said((second,), in_place=True), "keep:1": Said(hint="已记下"),
         "menu:1": Said((Reply("完"),), in_place=True)}
    )  # fmt: skip
    with tab(browser, tmp_path, desk) as chat:
        chat.page.click("text=菜单")
        chat.page.focus("text=下一页")
        chat.page.keyboard.press("Enter")

        expect(chat.bubble("第二页")).to_be_visible()
        expect(chat.bubble("第一页")).to_have_count(0)
        expect(chat.page.locator(".bubble")).to_have_count(2)
        assert chat.focused == "上一页"

        chat.page.click("text=收藏")
        expect(chat.page.locator("#hint")).to_have_text("已记下")
        expect(chat.page.locator(".bubble")).to_have_count(2)

        chat.page.focus("text=上一页")
        chat.page.keyboard.press("Space")
        expect(chat.bubble("完")).to_be_focused()


def test_nothing_that_is_asked_or_said_is_ever_markup(browser: Browser, tmp_path: Path) -> None:
    picture = tmp_path / f"{'ab' * 32}.png"
    picture.write_bytes(PNG)
    evil = Reply(SCRIPT, (SCRIPT, "javascript:alert(1)"), ((Button(SCRIPT, "x"),),), SCRIPT, picture)
    with tab(browser, tmp_path, FakeDesk({SCRIPT: Said((evil,), hint=SCRIPT)})) as chat:
        chat.ask(SCRIPT)

        expect(chat.page.locator(".notes li")).to_have_count(2)
        assert chat.page.locator(".bubble.visitor .text").text_content() == SCRIPT
        for place in (".bubble.assistant .quote", ".table", ".buttons button", "#hint"):
            assert chat.page.locator(place).text_content() == SCRIPT
        assert chat.page.locator(".bubble script, .bubble a, .bubble img:not(.picture img), #hint *").count() == 0
        chat.page.reload()
        expect(chat.page.locator(".notes li")).to_have_count(2)
        assert chat.page.title() == "孝义经济开发区招商助手" and chat.faults == []


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.setAttribute('onclick', 'alert(1)')",
        "document.body.append(Object.assign(document.createElement('script'), {text: 'alert(1)'}))",
        "document.body.append(Object.assign(document.createElement('script'), {src: 'https://evil.example/x.js'}))",
    ],
)
def test_the_browser_itself_would_refuse_markup_and_scripts(browser: Browser, tmp_path: Path, attempt: str) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat, pytest.raises(Error, match="Trusted"):
        chat.page.evaluate(attempt)


def test_a_picture_has_words_and_is_enlarged_at_a_press_and_put_back_by_escape(
    browser: Browser, tmp_path: Path
) -> None:
    picture = tmp_path / f"{'ab' * 32}.png"
    picture.write_bytes(PNG)
    with tab(browser, tmp_path, FakeDesk({"链图": Said((Reply("氢能产业链图", picture=picture),))})) as chat:
        chat.ask("链图")
        image = chat.page.get_by_role("img", name="氢能产业链图", include_hidden=True).first
        expect(image).to_have_js_property("naturalWidth", 1)
        chat.page.get_by_role("button", name="放大图片：氢能产业链图").press("Enter")

        expect(chat.page.locator("dialog")).to_be_visible()
        expect(chat.page.locator("#caption")).to_have_text("氢能产业链图")
        chat.page.keyboard.press("Escape")
        expect(chat.page.locator("dialog")).to_be_hidden()
        expect(chat.page.locator(".picture")).to_be_focused()
        assert chat.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_phone_nothing_is_cut_off_and_a_wide_table_scrolls_by_itself(
    browser: Browser, tmp_path: Path, scheme: str
) -> None:
    rows = tuple((Button(f"一个相当长的按钮标签{n}", f"x:{n}"), Button("又一个按钮", f"y:{n}")) for n in range(3))
    reply = Reply("比较" + "长" * 200, ("来源：" + "https://example.cn/" + "a" * 120,), rows, WIDE)
    with tab(
        browser, tmp_path, FakeDesk({"比较": Said((reply,))}), viewport=PHONE, color_scheme=scheme, has_touch=True
    ) as chat:
        chat.ask("比较")
        expect(chat.page.locator(".table")).to_be_visible()

        wide = "one => [one.scrollWidth, one.clientWidth]"
        assert chat.page.evaluate("[document.body.scrollWidth, innerWidth]") == [360, 360]
        for place in ("html", "#log"):
            scrolled, shown = chat.page.locator(place).evaluate(wide)
            assert scrolled <= shown
        scrolled, shown = chat.page.locator(".table").evaluate(wide)
        assert scrolled > shown
        for button in chat.page.locator(".buttons button, form button").all():
            box = button.bounding_box()
            assert box is not None and box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= 360
        send = chat.page.locator("form button").bounding_box()
        assert send is not None and send["y"] + send["height"] <= 640
        ground = chat.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) > 382) is (scheme == "light")


def test_while_the_desk_works_the_visitor_sees_it_and_may_go_on_typing(browser: Browser, tmp_path: Path) -> None:
    may_end = threading.Event()

    async def before(what: str) -> None:
        if what == "慢":
            await asyncio.to_thread(may_end.wait)

    with tab(browser, tmp_path, FakeDesk(before=before), reduced_motion="reduce") as chat:
        chat.ask("慢")
        expect(chat.page.locator(".typing")).to_be_visible()
        expect(chat.page.locator("#hint")).to_have_text("正在查资料……")
        assert chat.page.evaluate("getComputedStyle(document.querySelector('.typing i')).animationName") == "none"
        chat.ask("快")
        may_end.set()

        expect(chat.bubble("ask:快")).to_be_visible()
        expect(chat.page.locator(".typing")).to_have_count(0)
        texts = chat.page.locator(".bubble .text").all_text_contents()
        assert texts == ["您好", "慢", "快", "ask:慢", "ask:快"]


def test_the_tab_remembers_its_conversation_until_it_is_cleared(browser: Browser, tmp_path: Path) -> None:
    answer = Said((quoted(),))
    with tab(browser, tmp_path, FakeDesk({"面积": answer, "vote:a1:1": Said(hint="谢谢")})) as chat:
        chat.ask("面积")
        expect(chat.page.locator(".notes li")).to_be_visible()
        chat.page.reload()

        expect(chat.page.locator(".bubble")).to_have_count(3)
        chat.page.click("text=有用")
        expect(chat.page.locator("#hint")).to_have_text("谢谢")
        assert chat.desk.wanted == ["start", "面积", "vote:a1:1"]
        assert len({asker for _, asker, _, _ in chat.desk.heard}) == 1

        chat.page.click("#clear")
        expect(chat.page.locator(".bubble")).to_have_count(0)
        chat.page.reload()
        expect(chat.page.locator(".bubble")).to_have_count(1)


def test_the_language_can_be_chosen_and_is_told_to_the_desk(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat:
        chat.page.select_option("#language", "en")

        expect(chat.bubble("command:language en")).to_be_visible()
        expect(chat.page.locator("form button")).to_have_text("Send")
        assert chat.page.get_attribute("html", "lang") == "en"
        chat.ask("How large?")
        expect(chat.bubble("ask:How large?")).to_be_visible()
        assert [str(language) for _, _, _, language in chat.desk.heard] == ["zh-Hans", "en", "en"]
        chat.page.reload()
        expect(chat.page.locator("form button")).to_have_text("Send")


def test_the_page_speaks_the_language_that_is_chosen_in_the_chat(browser: Browser, tmp_path: Path) -> None:
    desk = FakeDesk({"language": Said((Reply("语言", buttons=((Button("English", "language:en"),),)),))})
    with tab(browser, tmp_path, desk) as chat:
        chat.ask("/language")
        chat.page.click(".bubble button")
        expect(chat.page.locator("form button")).to_have_text("Send")
        chat.ask("/language zh-Hant")
        expect(chat.page.locator("form button")).to_have_text("發送")


def test_what_a_pressed_button_asked_stands_above_its_answer_and_both_are_seen(
    browser: Browser, tmp_path: Path
) -> None:
    greeting = Said((Reply("您好" * 500, buttons=((Button("问面积", "ask:1"),),)),))
    answer = Said((Reply("长" * 300, question="开发区面积多大"),))
    with tab(browser, tmp_path, FakeDesk({"start": greeting, "ask:1": answer})) as chat:
        chat.page.click("text=问面积")

        expect(chat.page.locator(".bubble .text").nth(1)).to_have_text("开发区面积多大")
        expect(chat.page.locator(".bubble.visitor")).to_be_in_viewport(ratio=0.9)
        expect(chat.bubble("长长")).to_be_in_viewport(ratio=0.9)


def test_a_message_that_is_higher_than_the_log_is_shown_from_its_top_and_the_page_stays(
    browser: Browser, tmp_path: Path
) -> None:
    with tab(browser, tmp_path, FakeDesk({"长": Said((Reply("长" * 3000),))})) as chat:
        for _ in range(3):
            chat.ask("长")
        expect(chat.bubble("长长")).to_have_count(3)

        expect(chat.page.get_by_role("heading")).to_be_in_viewport(ratio=1)
        expect(chat.page.locator("#keys")).to_be_in_viewport(ratio=1)
        assert chat.page.evaluate("[scrollY, document.documentElement.scrollHeight]") == [0, DESKTOP["height"]]


def test_a_browser_in_english_is_greeted_in_english(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk(), locale="en-GB") as chat:
        expect(chat.page.locator("form button")).to_have_text("Send")
        assert str(chat.desk.heard[0][3]) == "en"


def test_a_typed_command_is_one(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat:
        chat.ask("/compare 氢能 焦化")

        expect(chat.bubble("command:compare 氢能 焦化")).to_be_visible()


def test_whoever_asks_too_often_reads_so_and_need_not_type_it_again(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk(), per_visit=Rate(burst=1, per_second=0.0001)) as chat:
        chat.ask("面积")

        expect(chat.page.locator(".bubble.error")).to_contain_text("提问有点频繁")
        expect(chat.page.locator(QUESTION)).to_have_value("面积")


def test_a_server_that_cannot_be_reached_is_named_in_the_visitors_language(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat:
        chat.page.context.set_offline(True)
        chat.ask("面积")

        expect(chat.page.locator(".bubble.error")).to_contain_text("连不上服务器")


def test_a_lost_cookie_is_given_anew_without_a_word(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk()) as chat:
        chat.page.context.clear_cookies()
        chat.ask("面积")

        expect(chat.bubble("ask:面积")).to_be_visible()
        expect(chat.page.locator(".bubble.error")).to_have_count(0)


def test_new_messages_are_announced_and_everything_has_a_name(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, tmp_path, FakeDesk({"面积": Said((quoted(),))})) as chat:
        chat.ask("面积")
        expect(chat.page.locator(".notes li")).to_be_visible()

        log = chat.page.get_by_role("log", name="对话")
        assert log.get_attribute("aria-live") == "polite"
        expect(log.get_by_text("助手：").first).to_be_attached()
        for role, name in (
            ("textbox", "您的问题"),
            ("button", "发送"),
            ("combobox", "语言"),
            ("navigation", "快捷菜单"),
        ):
            expect(chat.page.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]

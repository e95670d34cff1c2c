"""A visit from the greeting to being forgotten, as visitors have it in a browser, in three languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.database import open_database
from bot.secret import keyed_hash, load_secret
from bot.settings import Settings
from bot.tables import given_answers, questions
from knowledge.transactions import reading
from tests.handlers.web.browsing import PHONE, Tab, needs_browser
from tests.handlers.web.office import WebOffice, web_office

pytestmark = needs_browser


@dataclass(frozen=True)
class Visitor:
    """Who comes, and what is pressed and seen."""

    locale: str
    greeting: str
    parks: str
    park: str
    question: str
    area: str
    followup: str
    other: str
    source: str
    compare: str
    other_park: str
    side: str
    chains: str
    industry: str
    chain: str
    outdated: str
    thanks: str
    hand: str
    agree: str
    send: str
    sent: str
    answered: str
    add: str
    erase: str
    forgotten: str


ZH = Visitor(
    "zh-CN", "您好！我是孝义", "园区（2）", "柳湾园", "柳湾园规划面积多大", "17平方公里", "那杏花园呢", "5平方公里",
    "来源", "对比", "杏花园", "对比这 2 项", "产业链图（1）", "竹纸产业", "毛竹", "内容过时", "谢谢", "问专员",
    "同意并继续", "提交", "编号 1", "招商专员答复", "补充说明", "确认删除", "已删除",
)  # fmt: skip
HANT = Visitor(
    "zh-TW", "您好！我是孝義", "園區（2）", "柳灣園", "柳灣園規劃面積多大", "17平方公里", "那杏花園呢", "5平方公里",
    "來源", "對比", "杏花園", "對比這 2 項", "產業鏈圖（1）", "竹紙產業", "毛竹", "內容過時", "謝謝", "問專員",
    "同意並繼續", "提交", "編號 1", "招商專員答覆", "補充說明", "確認刪除", "已刪除",
)  # fmt: skip
EN = Visitor(
    "en-GB", "Hello! I am", "Parks (2)", "Willow Park", "How large is Willow Park?", "17 square kilometres",
    "And Apricot Park?", "5 square kilometres", "Source", "Compare", "Apricot Park", "Compare these 2",
    "Industry chains (1)", "Bamboo paper", "Moso bamboo", "Out of date", "Thank you", "Ask an officer",
    "I agree, go on", "Send", "number is 1", "adviser answers", "Add something", "Erase", "Erased:",
)  # fmt: skip


@contextmanager
def visit(browser: Browser, office: WebOffice, locale: str) -> Iterator[Tab]:
    """A phone's browser with the chat open; its clock can be put forward."""
    with browser.new_context(locale=locale, viewport=PHONE, has_touch=True) as context:
        tab = Tab(context.new_page(), office.address)
        tab.watch()
        tab.page.clock.install()
        tab.page.goto(office.address)
        expect(said(tab)).to_have_count(1)
        yield tab
        assert tab.faults == []


@pytest.mark.parametrize("visitor", [ZH, HANT, EN], ids=lambda one: one.locale)
def test_a_whole_visit(browser: Browser, settings: Settings, visitor: Visitor) -> None:
    with web_office(settings) as office, visit(browser, office, visitor.locale) as tab:
        looks_around(tab, visitor)
        answer = asks(tab, visitor)
        compares(tab, visitor)
        complains(tab, visitor, answer, settings)
        is_handed_over(tab, visitor, answer, office)
        is_forgotten(tab, visitor, office, settings)
        assert office.house.server.refusals == []


def test_from_the_menu_straight_to_a_colleague(browser: Browser, settings: Settings) -> None:
    with web_office(settings) as office, visit(browser, office, ZH.locale) as tab:
        consent = led(tab, said(tab).last, "联系招商专员")
        expect(consent).to_contain_text("您写下的事项")
        expect(led(tab, consent, ZH.agree)).to_contain_text("姓名")
        fills_in(tab, ZH, wish="想找一块能建纸厂的地")

        card = office.shown()
        assert "想找一块能建纸厂的地" in card.text and "Li Ming" in card.text
        office.replies(card, "有的，请来看。")
        tab.page.reload()  # whoever opens the page again need not do more
        expect(said(tab).last).to_contain_text("有的，请来看。")
        assert "已转达" in office.shown().text


def looks_around(tab: Tab, visitor: Visitor) -> None:
    greeting = said(tab).last
    expect(greeting).to_contain_text(visitor.greeting)
    press(greeting, visitor.parks)
    expect(greeting).to_contain_text(visitor.park)
    press(greeting, visitor.park)
    expect(greeting).to_contain_text("2024")
    expect(greeting).to_contain_text("17")
    press(greeting, visitor.question)
    expect(tab.page.locator(".bubble.visitor .text").last).to_have_text(visitor.question)
    expect(said(tab).last).to_contain_text(visitor.area)
    expect(said(tab)).to_have_count(2)


def asks(tab: Tab, visitor: Visitor) -> Locator:
    answer = told(tab, visitor.question)
    expect(answer.locator(".quote")).to_contain_text(visitor.area)
    expect(answer.locator(".notes")).to_contain_text("2024")
    expect(told(tab, visitor.followup).locator(".quote")).to_contain_text(visitor.other)
    source = led(tab, answer, visitor.source)
    expect(source).to_contain_text(visitor.park)
    expect(source).to_contain_text(visitor.area)
    return answer


def compares(tab: Tab, visitor: Visitor) -> None:
    choice = told(tab, "/compare")
    for label in (visitor.parks, visitor.park, visitor.other_park):
        press(choice, label)
    side = led(tab, choice, visitor.side)
    expect(side.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(side.locator(".table")).to_contain_text("17")

    chains = told(tab, "/chains")
    drawn = led(tab, chains, visitor.industry)
    expect(drawn.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(led(tab, drawn, visitor.chain)).to_contain_text(visitor.chain)


def complains(tab: Tab, visitor: Visitor, answer: Locator, settings: Settings) -> None:
    why = led(tab, answer, "👎")
    press(why, visitor.outdated)
    expect(why).to_contain_text(visitor.thanks)
    expect(why.locator(".buttons button")).to_have_count(0)
    with reading(open_database(settings.database_file)) as connection:
        (row,) = connection.execute(questions.select().where(questions.c.vote == -1)).all()
    assert (row.complaint, row.prompted) == ("outdated", None)


def is_handed_over(tab: Tab, visitor: Visitor, answer: Locator, office: WebOffice) -> None:
    consent = led(tab, answer, visitor.hand)
    expect(consent).to_contain_text("/forget")
    led(tab, consent, visitor.agree)
    fills_in(tab, visitor)
    card = office.shown()
    assert ("Li Ming" in card.text and "柳湾园" in card.text) or "willow park" in card.text

    office.replies(card, "周三上午可以面谈。")
    tab.page.clock.fast_forward(31_000)  # nobody presses anything: the page asks by itself
    answered = said(tab).last
    expect(answered).to_contain_text("周三上午可以面谈。")
    expect(answered).to_contain_text(visitor.answered)
    assert "已转达" in office.shown().text

    led(tab, answered, visitor.add)
    told(tab, "Thursday, please")
    assert "Thursday, please" in office.shown().text


def fills_in(tab: Tab, visitor: Visitor, wish: str = "") -> None:
    """The form, from the name to the number of the enquiry."""
    told(tab, "Li Ming")
    asked = told(tab, "Bamboo Ltd")
    expect(asked).not_to_contain_text("下面的按钮")  # only a messenger that knows the number has one
    told(tab, "liming@example.org", 2)
    if wish:
        told(tab, wish)
    for word in ("Li Ming", "Bamboo Ltd", "liming@example.org", wish):
        expect(said(tab).last).to_contain_text(word)
    expect(led(tab, said(tab).last, visitor.send)).to_contain_text(visitor.sent)


def is_forgotten(tab: Tab, visitor: Visitor, office: WebOffice, settings: Settings) -> None:
    (cookie,) = tab.page.context.cookies()
    name = cookie["value"].partition(".")[0]
    sure = told(tab, "/forget")
    press(sure, visitor.erase)
    expect(sure).to_contain_text(visitor.forgotten)
    assert "撤回了第 1 号咨询" in office.shown().text
    person = keyed_hash(load_secret(settings.secret_file), f"web:{name}")
    with reading(open_database(settings.database_file)) as connection:
        for table in (questions, given_answers):
            assert connection.execute(table.select().where(table.c.asker == person)).all() == []
    assert person.encode() not in settings.database_file.read_bytes()
    assert name.encode() not in settings.database_file.read_bytes()


def said(tab: Tab) -> Locator:
    """What the assistant said."""
    return tab.page.locator(".bubble.assistant:not(.typing)")


def told(tab: Tab, text: str, replies: int = 1) -> Locator:
    """Write something and return the first of what comes."""
    before = said(tab).count()
    tab.ask(text)
    expect(said(tab)).to_have_count(before + replies)
    return said(tab).nth(before)


def press(bubble: Locator, label: str) -> None:
    """Press a button and wait until that is done."""
    bubble.get_by_role("button", name=label).first.click()
    expect(bubble).not_to_have_attribute("aria-busy", "true")


def led(tab: Tab, bubble: Locator, label: str, replies: int = 1) -> Locator:
    """Press a button and return the first of what comes below."""
    before = said(tab).count()
    press(bubble, label)
    expect(said(tab)).to_have_count(before + replies)
    return said(tab).nth(before)

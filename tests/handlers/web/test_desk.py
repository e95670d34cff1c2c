"""What a colleague wrote reaches a visitor of the page with whatever the visitor does next."""

from pathlib import Path

import pytest

from bot.asker import Asker
from bot.language import Language
from bot.replies import Reply, Said
from handlers.web.desk import WithPost
from tests.bot.handover.test_form import Desk
from tests.handlers.web.chats import FakeDesk

LI = Asker("web", "li", "li")
WANG = Asker("web", "wang", "wang")
QUESTION = "b1b2c3d4e5f6"


def told(said: Said) -> list[str]:
    return [reply.text for reply in said.replies]


@pytest.mark.asyncio
async def test_an_answer_comes_once_and_to_who_asked_below_the_next_reply(tmp_path: Path) -> None:
    form = Desk(tmp_path)
    form.asked(QUESTION, asker=LI)
    form.filled_in(QUESTION, LI)
    form.press("send", LI)
    (enquiry,) = form.handover.enquiries.all()
    desk = WithPost(FakeDesk({"menu": Said((Reply("菜单"),), in_place=True)}), form.handover)
    form.handover.enquiries.answer(enquiry.id, "可以建，请来谈。", actor="telegram:x", chat="7", message="8")

    assert told(await desk.ask(WANG, "面积", Language.SIMPLIFIED)) == ["ask:面积"]
    assert told(await desk.press(LI, "menu", Language.SIMPLIFIED)) == ["菜单"]
    first, *post = told(await desk.command(LI, "start", "", Language.SIMPLIFIED))
    assert first == "command:start" and "可以建，请来谈。" in "".join(post)
    assert told(await desk.ask(LI, "面积", Language.SIMPLIFIED)) == ["ask:面积"]
    assert [parcel.arrived for parcel in form.handover.outbox.receipts()] == [True]


@pytest.mark.asyncio
async def test_a_page_that_asks_for_news_gets_only_the_answer_with_a_way_to_write_back(tmp_path: Path) -> None:
    form = Desk(tmp_path)
    form.asked(QUESTION, asker=LI)
    form.filled_in(QUESTION, LI)
    form.press("send", LI)
    (enquiry,) = form.handover.enquiries.all()
    fake, woken = FakeDesk(), []
    desk = WithPost(fake, form.handover)
    form.handover.form.news = lambda: woken.append(True)

    assert await desk.command(LI, "news", "", Language.SIMPLIFIED) == Said()
    form.handover.enquiries.answer(enquiry.id, "可以建，请来谈。", actor="telegram:x", chat="7", message="8")
    (answer,) = (await desk.command(LI, "news", "", Language.SIMPLIFIED)).replies

    assert "可以建，请来谈。" in answer.text
    assert [button.action for row in answer.buttons for button in row] == [f"hand:add:{enquiry.id}"]
    assert woken == [True] and fake.heard == []


@pytest.mark.parametrize(("messenger", "can"), [("telegram", True), ("web", False), ("terminal", False)])
def test_who_cannot_be_written_to_later_is_not_offered_a_notice(messenger: str, can: bool) -> None:
    assert Asker(messenger, "li", "li").can_be_told is can

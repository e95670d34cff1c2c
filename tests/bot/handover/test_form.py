"""The form asks for consent first, for one thing after the other, and forgets what is left lying."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.asker import Asker
from bot.handover.desk import HandOver, hand_over
from bot.handover.enquiries import MOST_UNFINISHED
from bot.handover.records import CONSENT
from bot.language import Language
from bot.questions.log import QuestionLog
from bot.replies import Said
from bot.texts import say
from tests.bot.questions.askers import LI, LI_IN_GROUP, SECRET, WANG, Archive, answer

ZH = Language.SIMPLIFIED
QUESTION = "a1b2c3d4e5f6"


class Desk:
    """A hand-over over a log in which Li asked something."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.log: QuestionLog = self.archive.log()
        self.handover: HandOver = hand_over(self.archive.engine, SECRET, self.log, 180, self.archive.calendar)
        self.form = self.handover.form
        self.asked(QUESTION)

    def asked(self, question: str, words: str = "柳湾地块能不能建液化站", asker: Asker = LI) -> None:
        self.log.record(asker, words, answer(question, words))

    def press(self, what: str, asker: Asker = LI) -> Said:
        return self.form.press(asker, f"hand:{what}", ZH)

    def write(self, words: str, asker: Asker = LI) -> Said:
        return self.form.text(asker, words, ZH)

    def forms(self) -> int:
        with self.archive.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM enquiry_forms")).scalar_one())

    def filled_in(self, question: str = QUESTION, asker: Asker = LI) -> Said:
        self.press(question, asker)
        self.press("agree", asker)
        self.write("李明", asker)
        self.press("skip", asker)
        return self.write("liming_88", asker)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def shown(said: Said) -> str:
    return "\n".join(reply.text for reply in said.replies)


def actions(said: Said) -> set[str]:
    return {button.action for reply in said.replies for row in reply.buttons for button in row}


def test_nothing_is_asked_for_before_consent(desk: Desk) -> None:
    assert actions(desk.press(QUESTION)) == {"hand:agree", "hand:cancel"}
    assert not desk.form.expects(LI)
    assert "谁能看到" in shown(desk.press("skip")) and not desk.form.expects(LI)

    assert "姓名" in shown(desk.press("agree"))
    assert desk.form.expects(LI) and not desk.form.expects(WANG) and not desk.form.expects(LI_IN_GROUP)


def test_the_enquiry_holds_the_question_its_conversation_and_when_which_wording_was_agreed_to(desk: Desk) -> None:
    desk.asked("b" * 12, "那投资呢")
    desk.archive.calendar.pass_days(0.01)
    agreed = desk.archive.calendar()
    check = desk.filled_in()
    assert "柳湾地块能不能建液化站" in shown(check) and "微信 liming_88" in shown(check)
    desk.archive.calendar.pass_days(0.01)

    assert "编号 1" in shown(desk.press("send"))

    (enquiry,) = desk.handover.enquiries.all()
    assert [turn.text for turn in enquiry.asked.conversation] == ["柳湾地块能不能建液化站", "那投资呢"]
    assert (enquiry.asked.topic, enquiry.details.consent, enquiry.details.consented_at) == ("land", CONSENT, agreed)
    assert {row["id"]: row["outcome"] for row in desk.archive.rows()} == {
        QUESTION: "handed-over",
        "b" * 12: "answered",
    }
    assert desk.forms() == 0


def test_a_form_that_is_left_lying_takes_no_words_and_is_deleted(desk: Desk) -> None:
    desk.filled_in()
    desk.archive.calendar.pass_days(1.01 / 24)

    assert not desk.form.expects(LI)
    assert "过期" in shown(desk.press("send")) and desk.handover.enquiries.all() == ()
    desk.handover.outbox.drop_forms(desk.archive.calendar())
    assert desk.forms() == 0


def test_only_telegram_is_offered_the_number_that_it_knows(desk: Desk) -> None:
    on_the_web = replace(LI, messenger="web")
    desk.asked("c" * 12, asker=on_the_web)
    for asker, question in ((LI, QUESTION), (on_the_web, "c" * 12)):
        desk.press(question, asker)
        desk.press("agree", asker)
        desk.write("李明", asker)
        offered = actions(desk.press("skip", asker))
        assert ("hand:share" in offered) is (asker is LI)


def test_steps_pressed_out_of_turn_ask_for_what_is_due(desk: Desk) -> None:
    desk.press(QUESTION)
    desk.press("agree")
    for press in ("agree", "send", "change", "company", "skip"):
        assert "姓名" in shown(desk.press(press))
    assert "过期" in shown(desk.form.contact(LI, "13812345678", "李明", ZH))
    assert "过期" in shown(desk.form.text(WANG, "王", ZH))


def test_nobody_hands_over_anothers_question(desk: Desk) -> None:
    assert "不在记录里" in shown(desk.press(QUESTION, WANG))
    assert desk.press(QUESTION, LI_IN_GROUP).hint and not desk.forms()


def test_one_question_is_handed_over_once_and_not_too_many_at_a_time(desk: Desk) -> None:
    for number in range(MOST_UNFINISHED):
        question = f"{number:012x}"
        desk.asked(question, f"问题{number}")
        desk.filled_in(question)
        desk.press("send")
    assert "进度" in shown(desk.press(f"{0:012x}"))

    assert "还没办结" in shown(desk.press(QUESTION))
    desk.handover.enquiries.close(1, "cli:root")
    assert "谁能看到" in shown(desk.press(QUESTION))


def test_a_closed_enquiry_takes_no_more_words(desk: Desk) -> None:
    desk.filled_in()
    desk.press("send")
    desk.handover.enquiries.close(1, "cli:root")

    assert "已办结" in shown(desk.press("add:1")) and not desk.form.expects(LI)
    assert "已经关闭" in shown(desk.form.add(LI, 1, "等等", ZH))
    assert "没有第 1 号" in shown(desk.form.add(WANG, 1, "等等", ZH))


def test_forgetting_takes_form_enquiry_and_copies_along(desk: Desk) -> None:
    desk.asked("b" * 12, "那投资呢")
    desk.filled_in()
    desk.press("send")
    desk.form.add(LI, 1, "需要三百亩", ZH)
    desk.press("b" * 12)
    desk.press("agree")
    desk.write("李小明")
    desk.archive.tell("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = desk.archive.path.with_name(f"{desk.archive.path.name}.before-0006")
    copy.write_bytes(desk.archive.path.read_bytes())
    assert b"liming_88" in copy.read_bytes()

    desk.log.forget(LI)
    desk.log.close()

    held = desk.archive.bytes()
    assert not any(mark.encode() in held for mark in ("李明", "李小明", "liming_88", "三百亩", LI.chat))


def test_another_wording_of_the_consent_has_another_number() -> None:
    wordings = "".join(say("hand_consent", language, days="…") for language in Language)

    assert (CONSENT, hashlib.sha256(wordings.encode()).hexdigest()[:16]) == ("2", "fa47386ca577d5b6")


def test_without_a_question_the_visitors_own_words_are_asked_for(desk: Desk) -> None:
    assert "同意" in shown(desk.form.begin(LI, "", ZH))
    desk.press("agree")
    desk.write("李明")
    desk.press("skip")
    assert "想咨询的事" in shown(desk.write("liming_88"))
    assert "不超过 1000 个字" in shown(desk.write("……"))
    assert "不超过 1000 个字" in shown(desk.write("地" * 1001))
    check = desk.write("想看一块 300 亩的地\n下周二到")
    assert "想看一块 300 亩的地\n下周二到" in shown(check)
    desk.press("change")
    assert "想咨询的事" in shown(desk.press("wish"))
    desk.write("想看一块 500 亩的地")
    assert "编号 1" in shown(desk.press("send"))

    (enquiry,) = desk.handover.enquiries.all()
    assert enquiry.asked.text == "想看一块 500 亩的地" and enquiry.asked.topic is None
    assert [turn.text for turn in enquiry.asked.conversation] == ["柳湾地块能不能建液化站"]
    assert "编号" not in shown(desk.press("send"))  # pressed twice
    assert len(desk.handover.enquiries.all()) == 1


def test_a_wish_can_be_changed_only_where_there_is_one(desk: Desk) -> None:
    desk.filled_in()
    changing = desk.press("change")
    assert "hand:wish" not in [button.action for row in changing.replies[0].buttons for button in row]
    assert "请核对" in shown(desk.press("wish"))


def test_two_wishes_are_two_enquiries(desk: Desk) -> None:
    for wish in ("想建厂", "想见面"):
        desk.form.begin(LI, "", ZH)
        desk.press("agree")
        desk.write("李明")
        desk.press("skip")
        desk.write("liming_88")
        desk.write(wish)
        desk.press("send")
    assert [one.asked.text for one in desk.handover.enquiries.all()] == ["想建厂", "想见面"]

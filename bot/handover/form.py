"""The form by which a visitor hands a question to a colleague: consent, name, company, contact, and a last look."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.asker import Asker, ChatKind
from bot.errors import ContactError, EnquiryError
from bot.handover.actions import Action, Press, action, parsed
from bot.handover.contacts import Contact, read_company, read_contact, read_name, read_phone, read_wish
from bot.handover.drafts import WISH, WRITTEN, Draft, Drafts, Step
from bot.handover.enquiries import MOST_UNFINISHED, Enquiries
from bot.handover.records import Asked, Details, Enquiry, State
from bot.language import Language, in_script
from bot.questions.log import QuestionLog
from bot.replies import Button, Reply, Said
from bot.texts import say
from knowledge.errors import DatabaseError

_SHARING = frozenset({"telegram"})  # messengers that can give the visitor's own number at the press of a button
_CANCEL = frozenset({"取消", "不填了", "cancel", "/cancel", "stop"})
_SKIP = frozenset({"跳过", "跳過", "无", "無", "没有", "沒有", "skip", "none", "no", "-"})
_ASKED_AGAIN = {
    Press.NAME: Step.NAME,
    Press.COMPANY: Step.COMPANY,
    Press.CONTACT: Step.CONTACT,
    Press.WISH: Step.WISH,
}

_log = structlog.get_logger(__name__)


class Form:
    """The visitors' side of the hand-over, in private chats.

    Every method waits for the database and raises DatabaseError when it fails; nothing else is raised for what a
    visitor sends. `days` is how long enquiries are kept. `log` is told which questions a colleague has now. Whoever
    carries what is in the outbox can have `news` called when there is something.
    """

    def __init__(
        self,
        enquiries: Enquiries,
        log: QuestionLog | None = None,
        days: int = 180,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.news: Callable[[], object] = lambda: None
        self._enquiries = enquiries
        self._drafts = Drafts(enquiries.engine, clock)
        self._log = log
        self._days = days
        self._clock = clock

    def expects(self, asker: Asker) -> bool:
        """Whether the asker's next message is for the form rather than a question."""
        if asker.chat_kind is not ChatKind.PRIVATE:
            return False
        draft = self._draft(asker)
        return draft is not None and draft.step in WRITTEN

    def begin(self, asker: Asker, answer_id: str, language: Language) -> Said:
        """Ask for consent to hand over the question that an answer was given to, or, without one, what the visitor will
        be asked to put in their own words.
        """
        if asker.chat_kind is not ChatKind.PRIVATE:
            return Said(hint=say("hand_private_only", language))
        if self._log is not None:
            self._log.settle()  # a question asked just now is in the log then
        if not answer_id:
            return self._ask_consent(asker, f"{WISH}{secrets.token_hex(6)}", language)
        if (enquiry := self._enquiries.of_question(answer_id, asker)) is not None:
            return Said((self._state(enquiry, language),))
        if self._enquiries.asked(answer_id, asker) is None:
            return _said("hand_unknown", language)
        return self._ask_consent(asker, answer_id, language)

    def _ask_consent(self, asker: Asker, question_id: str, language: Language) -> Said:
        if not self._enquiries.may_open(asker):
            return Said((Reply(say("hand_many", language, limit=MOST_UNFINISHED)),))
        self._drafts.put(self._person(asker), Draft(Step.CONSENT, question_id))
        return Said((self._consent(language),))

    def press(self, asker: Asker, data: str, language: Language) -> Said:
        """Take a pressed button."""
        pressed = parsed(data)
        if pressed is None:
            return Said(hint=say("hand_outdated", language))
        if asker.chat_kind is not ChatKind.PRIVATE:
            return Said(hint=say("hand_private_only", language))
        if pressed.press is Press.BEGIN:
            return self.begin(asker, pressed.answer, language)
        if pressed.press in (Press.ADD, Press.STATE):
            return self._about(asker, pressed, language)
        if pressed.press is Press.CANCEL:
            return self.cancel(asker, language)
        draft = self._draft(asker)
        if draft is None:
            latest = self._enquiries.latest(asker) if pressed.press is Press.SEND else None
            return Said((self._state(latest, language),)) if latest else _said("hand_expired", language)
        return self._step(asker, draft, pressed.press, language)

    def text(self, asker: Asker, text: str, language: Language, message: str | None = None) -> Said:
        """Take a text that was expected; `message` is its id in the asker's chat, where the messenger has one."""
        draft = self._draft(asker)
        if draft is None or draft.step not in WRITTEN:
            return _said("hand_expired", language)
        word = text.strip().lower()[:20]
        if word in _CANCEL:
            return self.cancel(asker, language)
        if draft.step is Step.ADDITION:
            self._drafts.drop(self._person(asker))
            return self.add(asker, draft.enquiry or 0, text, language, message)
        try:
            if draft.step is Step.NAME:
                draft = replace(draft, name=read_name(text))
            elif draft.step is Step.COMPANY:
                draft = replace(draft, company="" if word in _SKIP else read_company(text))
            elif draft.step is Step.WISH:
                draft = replace(draft, wish=read_wish(text))
            else:
                draft = replace(draft, contact=read_contact(text))
        except ContactError as error:
            return Said((Reply(say(f"hand_bad_{error.kind}", language), buttons=self._ways(asker, draft, language)),))
        return self._go_on(asker, draft, language)

    def contact(self, asker: Asker, phone: str, name: str, language: Language) -> Said:
        """Take the number that the messenger gives for the asker, and the name where none was entered yet."""
        draft = self._draft(asker)
        if draft is None or draft.step is not Step.CONTACT:
            return _said("hand_expired", language)
        try:
            draft = replace(draft, contact=read_phone(phone), name=draft.name or read_name(name))
        except ContactError as error:
            return Said((Reply(say(f"hand_bad_{error.kind}", language), buttons=self._ways(asker, draft, language)),))
        return self._go_on(asker, draft, language)

    def cancel(self, asker: Asker, language: Language) -> Said:
        """Give the form up; what was entered is deleted."""
        return _said("hand_cancelled" if self._drafts.drop(self._person(asker)) else "hand_expired", language)

    def add(self, asker: Asker, number: int, text: str, language: Language, message: str | None = None) -> Said:
        """Add the asker's words to an enquiry."""
        try:
            enquiry = self._enquiries.add(number, asker, text, message)
        except EnquiryError as error:
            return Said((Reply(say(f"enquiry_error_{error.kind}", language, **error.facts)),))
        self.news()
        return Said((Reply(say("hand_added", language, number=number), buttons=_follow(enquiry, language)),))

    def _step(self, asker: Asker, draft: Draft, press: Press, language: Language) -> Said:
        if draft.step is Step.ADDITION:
            return _said("hand_expired", language)
        if press is Press.AGREE and draft.consented_at is None:
            return self._go_on(asker, replace(draft, consented_at=self._clock()), language)
        if draft.consented_at is None:
            return Said((self._consent(language),))
        if press is Press.SKIP and draft.step is Step.COMPANY:
            return self._go_on(asker, replace(draft, company=""), language)
        if press in _asked_again(draft) and draft.next_step is Step.CHECK:
            return Said((self._ask(asker, self._put(asker, replace(draft, step=_ASKED_AGAIN[press])), language),))
        if press is Press.CHANGE and draft.next_step is Step.CHECK:
            choice = tuple(_button(f"hand_{one.value}", one, language) for one in _asked_again(draft))
            return Said((Reply(say("hand_change", language), buttons=(choice,)),))
        if press is Press.SEND and draft.step is Step.CHECK:
            return self._send(asker, draft, language)
        return Said((self._ask(asker, draft, language),))  # pressed twice, or on an old message

    def _go_on(self, asker: Asker, draft: Draft, language: Language) -> Said:
        before = draft.step
        draft = self._put(asker, replace(draft, step=draft.next_step))
        asked = self._ask(asker, draft, language)
        # A message of its own, which has no buttons: with it a messenger can take its own keyboard away.
        return Said((Reply(say("hand_noted", language)), asked) if before is Step.CONTACT else (asked,))

    def _ask(self, asker: Asker, draft: Draft, language: Language) -> Reply:
        ways = self._ways(asker, draft, language)
        if draft.step is Step.CONTACT and asker.messenger in _SHARING:
            return Reply(say("hand_ask_contact_share", language), buttons=ways)
        if draft.step is not Step.CHECK:
            return Reply(say(f"hand_ask_{draft.step.value}", language), buttons=ways)
        assert draft.contact is not None
        asked = self._asked(asker, draft)
        values = {
            "name": draft.name,
            "company": draft.company or say("hand_no_company", language),
            "contact": contact_line(draft.contact, language),
            "question": draft.wish or (in_script(asked.text, language) if asked else ""),
        }
        return Reply(say("hand_check", language, **values), buttons=ways)

    def _asked(self, asker: Asker, draft: Draft) -> Asked | None:
        """What the form is about; None where the log does not hold the question any more."""
        if draft.wishes:
            return self._enquiries.wished(draft.question_id, draft.wish or "", asker)
        return self._enquiries.asked(draft.question_id, asker)

    def _send(self, asker: Asker, draft: Draft, language: Language) -> Said:
        asked = self._asked(asker, draft)
        if asked is None:
            self._drafts.drop(self._person(asker))
            return _said("hand_unknown", language)
        assert draft.name is not None and draft.contact is not None and draft.consented_at is not None
        details = Details(draft.name, draft.company or "", draft.contact, draft.consented_at)
        try:
            enquiry = self._enquiries.open(asker, asked, details, language)
        except EnquiryError as error:
            return Said((Reply(say(f"hand_{error.kind}", language, **error.facts)),))
        self._drafts.drop(self._person(asker))
        _log.info("enquiry opened", enquiry=enquiry.id, topic=asked.topic)
        self.news()
        if self._log is not None and not draft.wishes:
            try:
                self._log.hand_over(draft.question_id, asker)
            except DatabaseError as error:  # the enquiry is safe; only the figures miss it
                _log.warning("question not marked as handed over", fault=error.fault.value)
        return Said((Reply(say("hand_sent", language, number=enquiry.id), buttons=_follow(enquiry, language)),))

    def _about(self, asker: Asker, pressed: Action, language: Language) -> Said:
        try:
            enquiry = self._enquiries.own(pressed.enquiry, asker)
        except EnquiryError as error:
            return Said((Reply(say(f"enquiry_error_{error.kind}", language, **error.facts)),))
        if pressed.press is Press.STATE or enquiry.state is State.CLOSED:
            return Said((self._state(enquiry, language),))
        self._drafts.put(self._person(asker), Draft(Step.ADDITION, enquiry=enquiry.id))
        ways = ((_button("hand_cancel", Press.CANCEL, language),),)
        return Said((Reply(say("hand_ask_addition", language, number=enquiry.id), buttons=ways),))

    def _state(self, enquiry: Enquiry, language: Language) -> Reply:
        state = say(f"hand_state_{enquiry.state.value}", language)
        text = say(
            "hand_state", language, number=enquiry.id, question=in_script(enquiry.asked.text, language), state=state
        )
        return Reply(text, buttons=_follow(enquiry, language))

    def _consent(self, language: Language) -> Reply:
        buttons = (_button("hand_agree", Press.AGREE, language), _button("hand_cancel", Press.CANCEL, language))
        return Reply(say("hand_consent", language, days=self._days).strip(), buttons=(buttons,))

    def _ways(self, asker: Asker, draft: Draft, language: Language) -> tuple[tuple[Button, ...], ...]:
        """What can be pressed instead of writing."""
        cancel = _button("hand_cancel", Press.CANCEL, language)
        if draft.step is Step.COMPANY:
            return ((_button("hand_skip", Press.SKIP, language), cancel),)
        if draft.step is Step.CONTACT and asker.messenger in _SHARING:
            return ((_button("hand_share", Press.SHARE, language),), (cancel,))
        if draft.step is Step.CHECK:
            return (
                (_button("hand_send", Press.SEND, language),),
                (_button("hand_correct", Press.CHANGE, language), cancel),
            )
        return ((cancel,),)

    def _put(self, asker: Asker, draft: Draft) -> Draft:
        return self._drafts.put(self._person(asker), draft)

    def _draft(self, asker: Asker) -> Draft | None:
        return self._drafts.get(self._person(asker))

    def _person(self, asker: Asker) -> str:
        return self._enquiries.hashed(asker)


def contact_line(contact: Contact, language: Language) -> str:
    """How somebody can be reached, in words."""
    return say(f"hand_contact_{contact.kind.value}", language, value=contact.value)


def _asked_again(draft: Draft) -> tuple[Press, ...]:
    """What can be changed before a form is sent."""
    return tuple(press for press in _ASKED_AGAIN if press is not Press.WISH or draft.wishes)


def _follow(enquiry: Enquiry, language: Language) -> tuple[tuple[Button, ...], ...]:
    """What a visitor can do about an enquiry."""
    if enquiry.state is State.CLOSED:
        return ()
    return (
        (
            _button("hand_button_state", Press.STATE, language, enquiry.id),
            _button("hand_button_add", Press.ADD, language, enquiry.id),
        ),
    )


def _button(key: str, press: Press, language: Language, value: str | int = "") -> Button:
    return Button(say(key, language), action(press, value))


def _said(key: str, language: Language) -> Said:
    return Said((Reply(say(key, language)),))

"""Questions are answered off the event loop, a bounded number at a time."""

import asyncio

import pytest
import structlog

from bot.answer import Answer, Outcome
from bot.asker import Asker
from bot.conversation import Conversation
from bot.errors import BusyError
from bot.frontdesk import Reception
from bot.language import Language
from bot.parts import Parts
from bot.texts import say
from bot.worker import Worker

AREA = "开发区总面积多大"


def asking(worker: Worker, question: str = AREA, session: str = "li") -> asyncio.Task[str]:
    async def ask() -> str:
        return (await worker.ask(question, Asker("test", session, session), Language.SIMPLIFIED)).text

    return asyncio.create_task(ask())


@pytest.mark.asyncio
async def test_a_question_is_answered(conversation: Conversation) -> None:
    worker = Worker(conversation)

    assert "62.42" in await asking(worker)

    worker.close()


@pytest.mark.asyncio
async def test_many_questions_at_once_each_get_their_own_answer(conversation: Conversation) -> None:
    worker = Worker(conversation)
    questions = {AREA: "62.42", "氢能产业园规划投资多少": "780亿元"}

    texts = [(question, asking(worker, question, f"visitor {n}")) for n in range(10) for question in questions]

    for question, text in texts:
        assert questions[question] in await text
    worker.close()


@pytest.mark.asyncio
async def test_one_question_too_many_is_turned_away_at_once_and_the_others_are_answered(
    conversation: Conversation,
) -> None:
    worker = Worker(conversation, most_waiting=3)

    tasks = [asking(worker, session=f"visitor {n}") for n in range(4)]
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(results[3], BusyError)
    assert all("62.42" in str(text) for text in results[:3])
    worker.close()


@pytest.mark.asyncio
async def test_who_is_turned_away_is_told_in_their_language_and_counted() -> None:
    watching = Watching()
    worker = Worker(Speaking(), most_waiting=0, watch=watching)
    desk = Reception(Parts(Speaking()), worker)

    said = [await desk.ask(Asker("test", "li", "li"), AREA, language) for language in Language]

    assert [one.replies[0].text for one in said] == [say("busy", language) for language in Language]
    assert watching.turned_away == len(Language) and watching.answers == []
    worker.close()


@pytest.mark.asyncio
async def test_there_is_room_again_after_answers_failures_and_cancellations(conversation: Conversation) -> None:
    worker = Worker(conversation, most_waiting=1)

    await asking(worker)
    given_up = asking(worker)
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    assert "62.42" in await asking(worker)
    worker.close()


@pytest.mark.asyncio
async def test_the_event_loop_goes_on_while_a_question_is_answered(conversation: Conversation) -> None:
    worker, beats = Worker(conversation), 0

    answer = asking(worker)
    while not answer.done():
        beats += 1
        await asyncio.sleep(0)

    assert beats > 1
    worker.close()


@pytest.mark.asyncio
async def test_closing_lets_the_question_under_way_finish(conversation: Conversation) -> None:
    worker = Worker(conversation)

    answer = asking(worker)
    await asyncio.sleep(0)
    worker.close()

    assert "62.42" in await answer


class Notes:
    """A recorder that remembers."""

    def __init__(self) -> None:
        self.answered: list[tuple[Asker, str, Answer]] = []
        self.failed: list[tuple[Asker, str, Language]] = []

    def record(self, asker: Asker, text: str, answer: Answer) -> None:
        self.answered.append((asker, text, answer))

    def record_failure(self, asker: Asker, text: str, language: Language, elapsed_ms: float) -> None:
        assert elapsed_ms >= 0
        self.failed.append((asker, text, language))


class Broken:
    """Answers nothing."""

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        raise RuntimeError("broken")


@pytest.mark.asyncio
async def test_what_is_asked_is_recorded_under_the_id_that_the_answer_carries(conversation: Conversation) -> None:
    notes = Notes()
    worker = Worker(conversation, recorder=notes)
    li = Asker("test", "li", "li")

    answers = [await worker.ask(AREA, li, Language.SIMPLIFIED) for _ in range(2)]

    assert notes.answered == [(li, AREA, answer) for answer in answers]
    assert answers[0].id and answers[0].id != answers[1].id
    worker.close()


@pytest.mark.asyncio
async def test_a_question_that_fails_is_recorded_as_a_failure() -> None:
    notes = Notes()
    worker = Worker(Broken(), recorder=notes)
    li = Asker("test", "li", "li")

    with pytest.raises(RuntimeError, match="broken"):
        await worker.ask(AREA, li, Language.ENGLISH)

    assert notes.failed == [(li, AREA, Language.ENGLISH)] and notes.answered == []
    worker.close()


class Speaking:
    """Logs a line while it answers."""

    def ask(
        self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **_: object
    ) -> Answer:
        structlog.get_logger().info("question answered", text=text)
        return Answer("答", Outcome.ANSWERED, default, 1.0, text)


@pytest.mark.asyncio
async def test_every_log_line_of_a_question_has_the_id_of_its_answer() -> None:
    worker = Worker(Speaking())
    li = Asker("test", "li", "li")

    async def ask(text: str) -> str:
        answer = await worker.ask(text, li, Language.SIMPLIFIED)
        structlog.get_logger().warning("answer not sent", text=text)
        return answer.id

    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        ids = await asyncio.gather(*(asyncio.create_task(ask(text)) for text in ("甲", "乙")))

    found = {(line["event"], line["text"]): line["question"] for line in lines}
    assert found == {
        (event, text): question_id
        for text, question_id in zip(("甲", "乙"), ids, strict=True)
        for event in ("question answered", "answer not sent")
    }
    assert ids[0] != ids[1]
    worker.close()


class Watching:
    """Counts."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.failures: list[Language] = []
        self.turned_away = 0

    def answered(self, answer: Answer) -> None:
        self.answers.append(answer)

    def failed(self, language: Language) -> None:
        self.failures.append(language)

    def busy(self) -> None:
        self.turned_away += 1


@pytest.mark.asyncio
async def test_whoever_watches_is_told_of_answers_and_failures() -> None:
    watching = Watching()
    li = Asker("test", "li", "li")
    well, ill = Worker(Speaking(), watch=watching), Worker(Broken(), watch=watching)

    answer = await well.ask(AREA, li, Language.SIMPLIFIED)
    with pytest.raises(RuntimeError):
        await ill.ask(AREA, li, Language.ENGLISH)

    assert watching.answers == [answer] and watching.failures == [Language.ENGLISH]
    assert well.waiting == ill.waiting == 0
    well.close()
    ill.close()

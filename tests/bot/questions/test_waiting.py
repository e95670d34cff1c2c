"""Those who agreed are told once; nobody waits for somebody else's question."""

import pytest
from sqlalchemy import Engine

from bot.asker import Asker
from bot.language import Language
from bot.questions.waiting import WaitingAskers
from tests.bot.questions.asking import DORM
from tests.bot.questions.ledger import ask, group, hashed

LI = Asker("telegram", "1", "1")
WANG = Asker("telegram", "2", "2")


@pytest.fixture
def waiting(engine: Engine) -> WaitingAskers:
    number = group(engine, DORM)
    ask(engine, "0" * 12, DORM, group=number, language=Language.TRADITIONAL)
    return WaitingAskers(engine, hashed)


def test_who_agreed_waits_in_the_language_of_the_question(waiting: WaitingAskers) -> None:
    assert waiting.wait("0" * 12, LI) and waiting.wait("0" * 12, LI)

    (one,) = waiting.all("telegram")
    assert (one.text, one.chat, one.language, one.group_id) == (DORM, "1", Language.TRADITIONAL, 1)
    assert waiting.all("wechat") == ()
    assert "hash" not in repr(one) and "chat" not in repr(one)


def test_nobody_waits_for_a_question_that_is_anothers_or_unknown(waiting: WaitingAskers) -> None:
    assert not waiting.wait("0" * 12, WANG)
    assert not waiting.wait("f" * 12, LI)
    assert waiting.all("telegram") == ()


def test_who_changes_their_mind_is_forgotten_by_their_own_wish_alone(waiting: WaitingAskers) -> None:
    waiting.wait("0" * 12, LI)

    waiting.forget("0" * 12, WANG)
    assert len(waiting.all("telegram")) == 1
    waiting.forget("0" * 12, LI)
    assert waiting.all("telegram") == ()


def test_one_who_waits_is_claimed_once_and_can_be_put_back(waiting: WaitingAskers) -> None:
    waiting.wait("0" * 12, LI)
    (one,) = waiting.all("telegram")

    assert waiting.claim(one) and not waiting.claim(one)
    waiting.put_back(one)
    assert waiting.all("telegram") == (one,)

"""A few passages, indexed with dice for a model, and a conversation over them."""

import time

from bot.conversation import Conversation
from bot.questions.desk import AnswerDesk
from bot.questions.precedence import CuratedFirst
from bot.session import Sessions
from index.search import Searcher, build_index
from tests.handlers.desk import Dice
from tests.index.builders import passage

AREA = "柳湾园规划面积为17平方公里。"


def small_searcher() -> Searcher:
    """Search over three passages."""
    passages = [
        passage(AREA, title="柳湾园", number=1),
        passage("杏花园种植杏树三千亩。", "杏花园由农户经营。", title="杏花园", number=2),
        passage("The harbour park covers nine hectares.", title="Harbour", language="en", number=3),
    ]
    return Searcher(build_index(passages, Dice()), Dice())


def curated_first(desk: AnswerDesk, searcher: Searcher, sessions: Sessions | None = None) -> CuratedFirst:
    """A conversation over a searcher in which the desk's answers go first."""
    sessions = sessions or Sessions(1800, time.monotonic)
    desk.matcher.follow(searcher)
    conversation = Conversation(searcher, sessions, 500, snapshot="0001")
    return CuratedFirst(conversation, desk.matcher, desk.answers, sessions, 500)

"""What one visitor may have in a while, so that there is enough for the others: what each thing costs."""

from bot.buckets import Rate
from bot.desk.actions import parsed
from bot.settings import Settings

QUESTION = 1.0
GLANCE = 0.25  # a menu, a list, a card: nothing is searched for it
_DEAR = frozenset({"rel", "ask", "about", "chain", "side"})  # buttons that ask, or draw a picture


def visitor_rate(settings: Settings) -> Rate:
    """How many questions one visitor may ask."""
    return Rate(settings.question_burst, settings.questions_per_minute / 60)


def press_cost(data: str) -> float:
    """What a pressed button costs."""
    verb, values = parsed(data) or ("", ())
    asks = verb in _DEAR or (verb == "faq" and any(values))
    return QUESTION if asks else GLANCE

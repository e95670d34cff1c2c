"""What asks costs as much as a question, what only shows costs less."""

import pytest

from bot.fairness import GLANCE, QUESTION, press_cost, visitor_rate
from bot.settings import Settings


@pytest.mark.parametrize(
    ("data", "cost"),
    [
        ("menu", GLANCE),
        ("faq", GLANCE),
        ("faq:7", QUESTION),
        ("rel:0123456789ab:0123456789ab", QUESTION),
        ("vote:0123456789ab:up", GLANCE),
        ("chain:hydrogen", QUESTION),
        ("publish:0123456789", GLANCE),
        ("", GLANCE),
    ],
)
def test_a_button_costs_what_it_sets_in_motion(data: str, cost: float) -> None:
    assert press_cost(data) == cost


def test_the_rate_is_that_of_the_settings() -> None:
    rate = visitor_rate(Settings.model_validate({"question_burst": 3, "questions_per_minute": 30}))

    assert (rate.burst, rate.per_second) == (3, 0.5)

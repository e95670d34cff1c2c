"""What fuzzing once stumbled on is read or refused as it should be, and so is some more nonsense."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, past

QUICK = ["text", "page", "question", "buttons", "settings", "web"]


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_of_the_past_and_those_to_begin_with_do_no_harm(name: str) -> None:
    for data in [*TARGETS[name].seeds(), *past(name)]:
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", QUICK)
@given(data=st.binary(max_size=300))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_bytes_of_any_kind_do_none_either(name: str, data: bytes) -> None:
    TARGETS[name].run(data)

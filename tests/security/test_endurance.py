"""No text that a stranger may write keeps a regular expression or a parser busy: both take linear time."""

import subprocess
import sys

import pytest

from tests.security.endurance import ROOT, functions, patterns


@pytest.mark.parametrize("kind", ["patterns", "functions"])
def test_nothing_takes_more_than_linear_time_on_hostile_repetitions(kind: str) -> None:
    command = [sys.executable, "-m", "tests.security.endurance", kind]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    *_, last = tried.stdout.splitlines() or [""]
    assert (last, tried.returncode) == ("all", 0), f"stopped at: {last}\n{tried.stderr[-2000:]}"


def test_all_patterns_and_text_functions_are_among_them() -> None:
    found = patterns()
    assert len(found) > 200
    for part in ("knowledge.imitation._PATTERNS", "bot.patterns.COMPARES", "bot.questions.masking._NAMES"):
        assert any(name.startswith(part) for name in found)
    assert {"mask", "read_markdown", "understand", "actions"} <= set(functions())

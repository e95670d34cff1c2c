"""The pictures in the READMEs, and the command that takes them."""

import re
from pathlib import Path

import pytest

from tests.screenshots import __main__ as command
from tests.screenshots.visits import VISITS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_a_readmes_pictures_are_there_small_and_have_words(readme: str) -> None:
    shown = re.findall(r'<img src="([^"]+)" width="\d+%" alt="([^"]{20,})">', (ROOT / readme).read_text("utf-8"))
    assert len(shown) in {3, 4}
    for file, _ in shown:
        assert (ROOT / file).stat().st_size < 150_000


def test_there_are_no_more_pictures_than_the_command_takes() -> None:
    taken = {f"{place}-{visit.tag}" for visit in VISITS for place in ("phone", "desk")}
    taken |= {visit.picture for visit in VISITS if visit.picture}
    assert {file.stem for file in command.FOLDER.glob("*.png")} == taken


def test_without_a_browser_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHROMIUM", None)
    with pytest.raises(SystemExit, match="install Debian's chromium"):  # words for an exit code make it 1
        command.main()

"""The version is the number in pyproject.toml, with the commit where there is one."""

import re
import subprocess
from pathlib import Path

from bot.version import program_version


def project(folder: Path) -> Path:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.2.3"\n')
    return folder


def test_without_a_checkout_it_is_the_number(tmp_path: Path) -> None:
    assert program_version(project(tmp_path)) == "1.2.3"


def test_in_a_checkout_the_commit_is_told(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        subprocess.run(["git", *identity, *words], cwd=project(tmp_path), check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "first")

    assert re.fullmatch(r"1\.2\.3 \([0-9a-f]{7,}\)", program_version(tmp_path))


def test_a_checkout_that_git_does_not_understand_is_no_hindrance(tmp_path: Path) -> None:
    (project(tmp_path) / ".git").write_text("nonsense")

    assert program_version(tmp_path) == "1.2.3"

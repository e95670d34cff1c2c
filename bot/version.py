"""Tell which version of the program this is."""

import subprocess
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_SECONDS = 2.0


def program_version(root: Path = _ROOT) -> str:
    """The commit where the program runs from a checkout, as git describes it, else the number in pyproject.toml."""
    number = str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    if not (root / ".git").exists():
        return number
    try:
        described = subprocess.run(
            ["git", "describe", "--tags", "--always", "--dirty"],  # noqa: S607
            cwd=root, capture_output=True, text=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return number
    return f"{number} ({described.stdout.strip()})"

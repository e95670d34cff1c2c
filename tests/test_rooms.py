"""The rooms of the house: imports point from handlers to bot to index to knowledge, and each module says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["knowledge", "index", "bot", "handlers"]  # each may import itself and those before it
ABOVE_ALL = ROOT / "bot" / "__main__.py"
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(source: str) -> Iterator[str]:
    """The dotted name of every import in the source, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def forbidden(path: Path, source: str) -> list[str]:
    """The imports in this module that lead to a room above its own, or to none by name."""
    room = ROOMS.index(path.relative_to(ROOT).parts[0])
    above = {*ROOMS[room + 1 :], "tests", ""}
    return [module for module in imported(source) if module.split(".")[0] in above]


def test_every_room_has_modules() -> None:
    assert all((ROOT / room / "__init__.py") in MODULES for room in ROOMS)


@pytest.mark.parametrize("path", [path for path in MODULES if path != ABOVE_ALL], ids=name)
def test_imports_never_point_back(path: Path) -> None:
    assert forbidden(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_opens_with_one_sentence_on_one_line(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first, *rest = text.split("\n")
    assert first.endswith((".", ":")) and ". " not in first
    assert not rest or rest[0] == "" or path.name == "__main__.py"


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("knowledge", "import index.search"),
        ("knowledge", "from bot import settings"),
        ("index", "def late():\n    from bot.settings import Settings"),
        ("bot", "if True:\n    import handlers as h"),
        ("bot", "from . import cli"),
        ("handlers", "from tests import conftest"),
    ],
)
def test_an_import_that_points_back_is_noticed(room: str, source: str) -> None:
    assert forbidden(ROOT / room / "module.py", source)


@pytest.mark.parametrize(
    ("room", "source"),
    [("index", "from knowledge.passages import Passage"), ("handlers", "import bot.reply, json"), ("bot", "import os")],
)
def test_an_import_that_points_on_is_free(room: str, source: str) -> None:
    assert forbidden(ROOT / room / "module.py", source) == []

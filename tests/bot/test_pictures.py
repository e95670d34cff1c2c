"""A picture is drawn once for what it shows, and is whole on disk or not there."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import pictures
from bot.comparison import compare
from bot.language import Language
from bot.pictures import Pictures
from tests.bot.test_chain_map import map_of
from tests.bot.test_comparison import card
from tests.knowledge.chains import chain

ZH = Language.SIMPLIFIED


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, by the nodes' names; drawing is quick."""
    log: list[str] = []

    def draw(chain_map: object, language: Language) -> bytes:
        log.append(" ".join(node.label for node in chain_map.chain.nodes))  # type: ignore[attr-defined]
        return b"picture of " + log[-1].encode()

    monkeypatch.setattr(pictures, "draw_chain", draw)
    return log


def test_a_real_picture_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    store = Pictures(tmp_path / "pictures")
    path = store.chain(map_of(chain("coal", "coke", edges="coal-coke")), ZH)

    assert path.read_bytes().startswith(b"\x89PNG") and path.parent == tmp_path / "pictures"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert store.comparison(compare([card("甲", "a=1"), card("乙", "a=2")], ZH)) != path


def test_the_same_map_is_drawn_once_and_another_anew(tmp_path: Path, drawn: list[str]) -> None:
    store = Pictures(tmp_path)
    first = store.chain(map_of(chain("coal")), ZH)

    assert store.chain(map_of(chain("coal")), ZH) == first == Pictures(tmp_path).chain(map_of(chain("coal")), ZH)
    assert store.chain(map_of(chain("coke")), ZH) != first
    assert store.chain(map_of(chain("coal")), Language.ENGLISH) != first
    assert drawn == ["coal", "coke", "coal"]


def test_many_threads_draw_one_picture_once(tmp_path: Path, drawn: list[str]) -> None:
    store, together = Pictures(tmp_path), threading.Barrier(8)

    def ask(_: int) -> Path:
        together.wait()
        return store.chain(map_of(chain("coal")), ZH)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1
    assert drawn == ["coal"]


def test_what_was_looked_at_longest_ago_goes_first(tmp_path: Path, drawn: list[str]) -> None:
    store = Pictures(tmp_path, kept=2)
    paths = {}
    for number, name in enumerate(["a", "b"]):
        paths[name] = store.chain(map_of(chain(name)), ZH)
        os.utime(paths[name], (number, number))
    store.chain(map_of(chain("a")), ZH)
    paths["c"] = store.chain(map_of(chain("c")), ZH)

    assert set(tmp_path.iterdir()) == {paths["a"], paths["c"]}


def test_a_picture_that_cannot_be_written_leaves_nothing_and_is_drawn_when_it_can(
    tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="disk full"):
            Pictures(tmp_path).chain(map_of(chain("coal")), ZH)
    assert list(tmp_path.iterdir()) == []
    assert Pictures(tmp_path).chain(map_of(chain("coal")), ZH).read_bytes() == b"picture of coal"


def test_what_a_killed_process_left_is_removed(tmp_path: Path, drawn: list[str]) -> None:
    killed, living = tmp_path / ".drawing-killed", tmp_path / ".drawing-now"
    for path in (killed, living):
        path.write_bytes(b"half")
    os.utime(killed, (1, 1))
    drawn_now = Pictures(tmp_path).chain(map_of(chain("coal")), ZH)
    assert set(tmp_path.iterdir()) == {drawn_now, living}

"""A snapshot is served whole, as it was published by the same model, or not at all."""

import dataclasses
import hashlib
import json
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import SnapshotError
from index.lexical import LexicalIndex
from index.search import Searcher, SearchIndex
from index.snapshot import FORMAT, KEPT, SnapshotStore
from index.tokens import Tokenizer
from index.vectors import VectorIndex
from index.windows import ASKED
from index.words import document_words
from tests.index.builders import passage, random_rows, small_index

MODEL, DIMENSIONS = "small@1", 8


def index_of(*sentences: str) -> SearchIndex:
    return small_index([passage(*sentences, "共五个园区。"), passage("另有政策。", number=1)], MODEL)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """A store in which one snapshot is published."""
    store = SnapshotStore(tmp_path / "snapshots")
    store.publish(index_of("第一版。"), "first")
    return store


def load(store: SnapshotStore) -> SearchIndex:
    return store.load(MODEL, DIMENSIONS)[1]


def refusal(store: SnapshotStore) -> str:
    """Why the current snapshot is not served."""
    with pytest.raises(SnapshotError) as caught:
        load(store)
    return str(caught.value)


def folder(store: SnapshotStore) -> Path:
    """Where the current snapshot lies."""
    return store.folder / (store.current() or "")


def files(store: SnapshotStore) -> list[Path]:
    return sorted(path for path in folder(store).rglob("*") if path.is_file() and path.name != "manifest.json")


def listing(store: SnapshotStore) -> set[str]:
    """All names in the store beside the lock."""
    return {path.name for path in store.folder.iterdir() if path.name != ".lock"}


def edit_manifest(store: SnapshotStore, **changes: Any) -> None:
    path = folder(store) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def assert_mended_by_publishing(store: SnapshotStore) -> None:
    store.publish(index_of("新版。"), "new")
    assert load(store).passages[0].units[0].text == "新版。"


# Round trip


def test_a_loaded_snapshot_gives_the_very_same_hits(searcher: Searcher, tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    published = store.publish(searcher.index, "digest")

    manifest, index = store.load(searcher.model.name, searcher.model.dimensions)
    loaded = Searcher(index, searcher.model)

    assert manifest == published
    assert (manifest.passages, manifest.sources) == (len(searcher.index.passages), "digest")
    for question in ("开发区总面积多大", "hydrogen refuelling stations", "標準地"):
        assert loaded.search(question) == searcher.search(question)


def test_passages_and_vocabulary_come_back_as_they_were(store: SnapshotStore) -> None:
    index = index_of("第一版。")
    loaded = load(store)

    assert (loaded.passages, loaded.vocabulary, loaded.model) == (index.passages, index.vocabulary, index.model)
    np.testing.assert_array_equal(loaded.windows, index.windows)


def test_the_questions_that_a_passage_answers_come_back(store: SnapshotStore) -> None:
    asked = dataclasses.replace(passage("第二版。"), asked=("多大", "占多少地"))
    store.publish(small_index([asked, passage("另有政策。", number=1)], MODEL), "second")
    index = load(store)
    assert index.passages[0] == asked
    assert index.passages[1].asked == ()
    assert list(index.windows[:, 1]) == [0, ASKED, ASKED, 0]


def test_the_documents_words_come_back_and_are_found_anew_where_an_older_snapshot_lacks_them(tmp_path: Path) -> None:
    passages = [passage("鹏飞集团在标准地建厂。"), passage("鹏飞公司的白酒。", number=1)]
    index = small_index(passages)
    words = document_words(passages, Tokenizer(index.vocabulary.words))
    store = SnapshotStore(tmp_path)

    for kept in (words, None):
        store.publish(dataclasses.replace(index, words=kept), "x")
        _, loaded = store.load(index.model, index.vectors.dimensions)
        assert loaded.words == kept
    assert "鹏飞" in words.names and {"标准地", "白酒"} <= words.used


def test_the_newest_snapshot_is_current(store: SnapshotStore) -> None:
    manifest = store.publish(index_of("第二版。"), "second")
    assert store.current() == manifest.name
    assert load(store).passages[0].units[0].text == "第二版。"


def test_before_the_first_there_is_nothing_to_serve(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "none")
    assert store.current() is None
    assert "nothing has been published" in refusal(store) and "refresh" in refusal(store)


# Torn, edited, foreign


def file_names() -> list[str]:
    """The names of a snapshot's files, as one is written now."""
    with tempfile.TemporaryDirectory() as temporary:
        store = SnapshotStore(Path(temporary))
        store.publish(index_of("样。"), "sample")
        return [path.relative_to(folder(store)).as_posix() for path in files(store)]


FILE_NAMES = file_names()


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_snapshot_that_lost_a_file_is_not_served(store: SnapshotStore, name: str) -> None:
    (folder(store) / name).unlink()

    assert "torn" in refusal(store) and name in refusal(store) and "refresh" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize("name", FILE_NAMES)
@pytest.mark.parametrize("place", [0, 0.5, 1], ids=["first", "middle", "last"])
def test_a_snapshot_with_one_bit_changed_is_not_served(store: SnapshotStore, name: str, place: float) -> None:
    path = folder(store) / name
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    path.write_bytes(content)

    assert "was changed" in refusal(store) and name in refusal(store) and "refresh" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize("name", ["extra.npy", "lexical/extra.json", ".hidden"])
def test_a_snapshot_with_a_foreign_file_is_not_served(store: SnapshotStore, name: str) -> None:
    (folder(store) / name).write_bytes(b"foreign")
    assert "torn" in refusal(store) and name in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize(("model", "dimensions"), [("other@1", DIMENSIONS), (MODEL, 384)])
def test_a_snapshot_of_another_model_is_not_served(store: SnapshotStore, model: str, dimensions: int) -> None:
    with pytest.raises(SnapshotError, match=rf"built with the model {MODEL}, not {model}; run `refresh`"):
        store.load(model, dimensions)


@pytest.mark.parametrize("format_", [0, 2, 99, "3", None])
def test_a_snapshot_of_another_format_is_not_served(store: SnapshotStore, format_: object) -> None:
    edit_manifest(store, format=format_)
    assert f"has format {format_}" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b'{"format": %d}' % FORMAT,
        b'{"format": %d, "x": 2}' % FORMAT,
    ],
)
def test_a_damaged_manifest_is_named(store: SnapshotStore, content: bytes) -> None:
    (folder(store) / "manifest.json").write_bytes(content)
    assert "damaged manifest" in refusal(store) and "refresh" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize("listed", [None, 5, [], "text", {}], ids=repr)
def test_a_manifest_without_a_list_of_files_is_refused(store: SnapshotStore, listed: object) -> None:
    edit_manifest(store, files=listed)
    assert "refresh" in refusal(store)


@pytest.mark.parametrize("count", ["passages", "windows"])
def test_a_manifest_that_miscounts_is_refused(store: SnapshotStore, count: str) -> None:
    edit_manifest(store, **{count: 99})
    assert "manifest counts" in refusal(store)


def test_a_missing_manifest_is_named(store: SnapshotStore) -> None:
    (folder(store) / "manifest.json").unlink()
    assert "is missing" in refusal(store)
    assert_mended_by_publishing(store)


def test_a_missing_snapshot_is_named(store: SnapshotStore) -> None:
    (store.folder / "current").write_text("20200101T000000-aaaaaa\n")
    assert "20200101T000000-aaaaaa is missing" in refusal(store)
    assert_mended_by_publishing(store)


def test_a_missing_pointer_means_that_nothing_is_published(store: SnapshotStore) -> None:
    (store.folder / "current").unlink()
    assert "nothing has been published" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "a/b", "..", "."])
def test_a_pointer_that_leads_out_of_the_store_is_refused(store: SnapshotStore, name: str) -> None:
    (store.folder / "current").write_text(name)
    assert f"`{name}` is not a snapshot's name" in refusal(store)
    assert_mended_by_publishing(store)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\x00b", b"x" * 5000], ids=["binary", "null byte", "endless"])
def test_a_damaged_pointer_is_refused(store: SnapshotStore, content: bytes) -> None:
    (store.folder / "current").write_bytes(content)
    assert refusal(store)
    assert_mended_by_publishing(store)


# Nothing that is loaded can run code


def test_no_file_of_a_snapshot_is_a_pickle(store: SnapshotStore) -> None:
    for path in files(store):
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".jsonl":
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        else:
            assert path.suffix == ".faiss" and VectorIndex.load(path).size > 0


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.sprung,)


def test_a_pickle_in_place_of_an_array_is_never_opened(store: SnapshotStore, tmp_path: Path) -> None:
    trap = Trap(tmp_path / "sprung")
    pickle.loads(pickle.dumps(trap))
    assert trap.sprung.exists()
    trap.sprung.unlink()
    for path in [path for path in files(store) if path.suffix == ".npy"]:
        np.save(path, np.array([trap], dtype=object), allow_pickle=True)
    digests = {
        path.relative_to(folder(store)).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(store)
    }
    edit_manifest(store, files=digests)

    assert "cannot be opened" in refusal(store)
    assert not trap.sprung.exists()


# Publishing


def fail(*_: object, **__: object) -> None:
    raise OSError("disk full")


@pytest.mark.parametrize(
    ("owner", "step"),
    [(VectorIndex, "save"), (LexicalIndex, "save"), (Path, "replace"), (SnapshotStore, "_point_to")],
    ids=["vectors", "lexical", "rename", "pointer"],
)
def test_a_publish_that_fails_leaves_everything_as_it_was(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    before = listing(store)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, fail)
        with pytest.raises(OSError, match="disk full"):
            store.publish(index_of("第二版。"), "second")

    assert listing(store) == before
    assert load(store).passages[0].units[0].text == "第一版。"
    assert_mended_by_publishing(store)


def test_what_a_killed_build_left_is_removed_by_the_next(store: SnapshotStore) -> None:
    (store.folder / ".building-killed" / "lexical").mkdir(parents=True)
    (store.folder / ".building-killed" / "lexical" / "data.npy").write_bytes(b"half")
    (store.folder / ".current-0badf00d").write_text("half")

    assert load(store).passages[0].units[0].text == "第一版。"
    assert_mended_by_publishing(store)
    assert not [name for name in listing(store) if name.startswith(".")]


def test_only_the_last_ten_snapshots_are_kept(store: SnapshotStore) -> None:
    names = [store.publish(index_of(f"第{number}版。"), str(number)).name for number in range(KEPT + 2)]

    assert KEPT == 10
    assert listing(store) == {"current", *names[-KEPT:]}
    assert load(store).passages[0].units[0].text == f"第{KEPT + 1}版。"


def test_a_reader_of_the_old_snapshot_is_not_disturbed_by_a_new_one(store: SnapshotStore) -> None:
    old = load(store)
    for number in range(KEPT + 1):
        store.publish(index_of(f"第{number}版。"), str(number))

    assert old.passages[0].units[0].text == "第一版。"
    assert old.lexical.scores(["园区"])[0] > 0
    assert len(old.vectors.nearest(random_rows(1, DIMENSIONS)[0], 3)[0]) == 3


def test_snapshots_are_private_to_their_owner(store: SnapshotStore) -> None:
    assert store.folder.stat().st_mode & 0o077 == 0

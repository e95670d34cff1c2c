"""Snapshots: everything that search needs, in one verified folder, published in one step.

snapshots/
    20261123T164512-3f2a9c1e/    manifest.json, passages.jsonl, windows.npy, vectors.faiss, lexical/, …
    current                      the name of the snapshot that is served
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from index.errors import SnapshotError
from index.gazetteer import Gazetteer
from index.lexical import LexicalIndex
from index.search import SearchIndex
from index.vectors import VectorIndex
from index.vocabulary import Vocabulary
from index.words import DocumentWords
from knowledge.passages import Passage, Unit, UnitKind

FORMAT = 8
KEPT = 10
_CURRENT = "current"
_MANIFEST = "manifest.json"
_WORDS = "words.json"  # which older snapshots lack
_BUILDING = ".building-"
_NAME = re.compile(r"[0-9A-Za-z-]+")
_DAMAGE = (OSError, ValueError, LookupError, TypeError, RuntimeError, AttributeError, EOFError, MemoryError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself; `files` maps each file to its SHA-256."""

    format: int
    name: str
    created: str
    model: str
    dimensions: int
    passages: int
    windows: int
    sources: str
    files: Mapping[str, str]


class SnapshotStore:
    """The snapshots below one folder, of which one is current."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, index: SearchIndex, sources: str) -> Manifest:
        """Write `index` as a new snapshot and make it current; both happen whole or not at all.

        `sources` is a digest of what the snapshot was made from. The last ten snapshots are kept.
        """
        manifest = self.write(index, sources)
        try:
            self.serve(manifest.name)
        except BaseException:
            self.remove(manifest.name)
            raise
        self.prune(sorted(self.names())[-KEPT:])
        return manifest

    def write(self, index: SearchIndex, sources: str) -> Manifest:
        """Write `index` as a new snapshot that is not served yet, whole or not at all."""
        self._make_folder()
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))
        # While it is locked, the folder is no leftover of a build that was killed.
        with FileLock(building.with_name(f"{building.name}.lock"), mode=0o600) as lock:
            try:
                manifest = _write(index, sources, building)
                building.replace(self.folder / manifest.name)
                _sync(self.folder)
            except BaseException:
                shutil.rmtree(building, ignore_errors=True)
                raise
            finally:
                Path(lock.lock_file).unlink(missing_ok=True)
        return manifest

    def serve(self, name: str) -> None:
        """Make a snapshot that was written current; SnapshotError where it is missing or damaged."""
        self.manifest(name)
        self._point_to(name)

    def names(self) -> tuple[str, ...]:
        """The snapshots that are whole, oldest first."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if (path / _MANIFEST).is_file()))

    def remove(self, name: str) -> None:
        """Remove a snapshot, unless it is the current one."""
        if _NAME.fullmatch(name) and name != self.current():
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def prune(self, keep: Collection[str]) -> None:
        """Remove all snapshots but those to `keep` and the current one, and what killed builds left behind."""
        self._make_folder()
        with FileLock(self.folder / ".lock", mode=0o600):
            for name in self.names():
                if name not in keep:
                    self.remove(name)
            self._remove_leftovers()

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def current(self) -> str | None:
        """Name of the snapshot that is served, None before the first was published."""
        try:
            return (self.folder / _CURRENT).read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise SnapshotError(f"{self.folder / _CURRENT} cannot be read: {error}") from error

    def manifest(self, name: str) -> Manifest:
        """Read a snapshot's manifest; SnapshotError where it is missing, damaged or of another format."""
        path = self.folder / name / _MANIFEST
        if not _NAME.fullmatch(name):
            raise SnapshotError(f"`{name}` is not a snapshot's name")
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["format"] != FORMAT:
                raise SnapshotError(
                    f"snapshot {name} has format {values['format']}, this program reads {FORMAT}; run `refresh`"
                )
            return Manifest(**values)
        except FileNotFoundError as error:
            raise SnapshotError(f"snapshot {name} is missing ({path}); run `refresh`") from error
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise SnapshotError(f"snapshot {name} has a damaged manifest: {error}; run `refresh`") from error

    def load(self, model: str, dimensions: int, name: str | None = None) -> tuple[Manifest, SearchIndex]:
        """Verify and open the snapshot `name`, the current one unless given, for queries embedded by `model`.

        Raises SnapshotError when there is none, when a file is missing, changed or not of it, or when another
        model built it.
        """
        name = name or self.current()
        if name is None:
            raise SnapshotError("nothing has been published yet; run `refresh`")
        manifest = self.manifest(name)
        if manifest.model != model or manifest.dimensions != dimensions:
            raise SnapshotError(
                f"snapshot {name} was built with the model {manifest.model}, not {model}; run `refresh`"
            )
        folder = self.folder / name
        try:
            _verify(folder, manifest)
            return manifest, _read(folder, manifest)
        except _DAMAGE as error:
            raise SnapshotError(f"snapshot {name} cannot be opened: {error}; run `refresh`") from error

    def _point_to(self, name: str) -> None:
        pointer = self.folder / f".{_CURRENT}-{secrets.token_hex(4)}"
        pointer.write_text(name + "\n", encoding="ascii")
        _sync(pointer)
        pointer.replace(self.folder / _CURRENT)
        _sync(self.folder)

    def _remove_leftovers(self) -> None:
        """Remove what builds that were killed left behind; called under the lock."""
        for path in self.folder.iterdir():
            if path.name.startswith(_BUILDING) and path.is_dir():
                lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=0, mode=0o600)
                with contextlib.suppress(Timeout), lock:
                    shutil.rmtree(path, ignore_errors=True)
                    Path(lock.lock_file).unlink(missing_ok=True)
            elif path.name.startswith(f".{_CURRENT}-"):
                path.unlink(missing_ok=True)


def _write(index: SearchIndex, sources: str, folder: Path) -> Manifest:
    """Write all files of a snapshot into `folder`, the manifest last, and flush them to disk."""
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for passage in index.passages:
            file.write(json.dumps(dataclasses.asdict(passage), ensure_ascii=False) + "\n")
    np.save(folder / "windows.npy", index.windows, allow_pickle=False)
    index.vectors.save(folder / "vectors.faiss")
    index.lexical.save(folder / "lexical")
    _write_json(folder / "vocabulary.json", _vocabulary_values(index.vocabulary))
    _write_json(folder / "calibration.json", dict(index.calibration))
    if index.words is not None:
        words = {"used": sorted(index.words.used), "names": sorted(index.words.names)}
        _write_json(folder / _WORDS, words)
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _sync(path)
            files[path.relative_to(folder).as_posix()] = _sha256(path)
    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        name=f"{created:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}",
        created=created.isoformat(timespec="seconds"),
        model=index.model,
        dimensions=index.vectors.dimensions,
        passages=len(index.passages),
        windows=index.vectors.size,
        sources=sources,
        files=files,
    )
    path = folder / _MANIFEST
    path.write_text(json.dumps(dataclasses.asdict(manifest), indent=1), encoding="utf-8")
    _sync(path)
    return manifest


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _verify(folder: Path, manifest: Manifest) -> None:
    """Raise SnapshotError unless the folder holds exactly the manifest's files with their checksums."""
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != _MANIFEST
    }
    if present != set(manifest.files):
        odd = sorted(present ^ set(manifest.files))[0]
        raise SnapshotError(f"snapshot {manifest.name} is torn: {odd} is missing or not of it; run `refresh`")
    for name, digest in manifest.files.items():
        if _sha256(folder / name) != digest:
            raise SnapshotError(f"snapshot {manifest.name} was changed: {name} is damaged; run `refresh`")


def _read(folder: Path, manifest: Manifest) -> SearchIndex:
    with (folder / "passages.jsonl").open(encoding="utf-8") as file:
        passages = tuple(_passage(json.loads(line)) for line in file)
    windows = np.load(folder / "windows.npy", allow_pickle=False)
    vectors = VectorIndex.load(folder / "vectors.faiss")
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    if len(passages) != manifest.passages or not len(windows) == vectors.size == manifest.windows:
        raise SnapshotError(f"snapshot {manifest.name} does not hold what its manifest counts; run `refresh`")
    return SearchIndex(
        passages=passages,
        windows=windows,
        vectors=vectors,
        lexical=LexicalIndex.load(folder / "lexical"),
        vocabulary=_vocabulary(vocabulary),
        model=manifest.model,
        calibration={name: float(value) for name, value in calibration.items()},
        words=_words(folder / _WORDS) if _WORDS in manifest.files else None,
    )


def _vocabulary_values(vocabulary: Vocabulary) -> dict[str, Any]:
    gazetteer = vocabulary.gazetteer
    return {
        "words": vocabulary.words,
        "terms": dict(vocabulary.terms),
        "english": vocabulary.english,
        "places": sorted(gazetteer.places),
        "no_places": sorted(gazetteer.others),
        "verbs": sorted(vocabulary.verbs),
    }


def _vocabulary(values: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        words=tuple(values["words"]),
        terms={term: tuple(words) for term, words in values["terms"].items()},
        english=tuple(values["english"]),
        gazetteer=Gazetteer(frozenset(values["places"]), frozenset(values["no_places"])),
        verbs=frozenset(values["verbs"]),
    )


def _words(path: Path) -> DocumentWords:
    words = json.loads(path.read_text(encoding="utf-8"))
    return DocumentWords(frozenset(words["used"]), frozenset(words["names"]))


def _passage(values: dict[str, Any]) -> Passage:
    units = tuple(Unit(unit["text"], UnitKind(unit["kind"])) for unit in values.pop("units"))
    for key in ("heading_path", "aliases", "asked"):
        values[key] = tuple(values[key])
    return Passage(units=units, **values)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Flush a file or folder to disk, so that what follows never overtakes it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

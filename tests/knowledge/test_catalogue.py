"""The catalogue knows every version of every document."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.errors import CatalogueError, DatabaseError, DuplicateDocumentError
from knowledge.publications import Reason
from knowledge.validity import Validity
from knowledge.versions import Origin, State
from tests.knowledge.catalogues import ACTOR, catalogue_in, current, document, draft, publish, states

TODAY = date(2026, 11, 24)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return catalogue_in(tmp_path)


# Drafts


def test_a_draft_keeps_all_that_is_known_of_its_document(catalogue: Catalogue) -> None:
    source = document(valid_from="2024", valid_until="2025-06", supersedes="zh/old")

    version = catalogue.add_draft(
        source,
        origin=Origin.UPLOAD,
        content_hash="abc",
        file_name="方案.docx",
        stored_as="ab/abc.docx",
        size=17,
        actor="telegram:0f",
    )

    assert (version.document_id, version.number, version.origin, version.state) == (
        "uploads/land",
        1,
        Origin.UPLOAD,
        State.DRAFT,
    )
    assert (version.content_hash, version.file_name, version.stored_as, version.size) == (
        "abc",
        "方案.docx",
        "ab/abc.docx",
        17,
    )
    assert (version.title, version.topic, version.language, version.source) == (
        "标准地",
        "land",
        "zh-Hans",
        "《报告》",
    )
    assert (version.as_of, version.valid_from, version.valid_until) == ("2023", "2024", "2025-06")
    assert (version.supersedes, version.added_by) == ("zh/old", "telegram:0f")
    assert catalogue.draft(version.id) == catalogue.version(version.id) == version
    assert catalogue.read([version.id]) == (source,)


def test_moments_come_back_in_utc_whatever_zone_they_were_told_in(tmp_path: Path) -> None:
    beijing = datetime(2026, 11, 24, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    catalogue = Catalogue(catalogue_in(tmp_path)._engine, lambda: beijing)

    version = draft(catalogue, document())

    assert version.added_at == beijing and version.added_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_not_kept(tmp_path: Path) -> None:
    catalogue = Catalogue(catalogue_in(tmp_path)._engine, lambda: datetime(2026, 11, 24))

    with pytest.raises(DatabaseError):
        draft(catalogue, document())


def test_a_draft_is_not_published(catalogue: Catalogue) -> None:
    version = draft(catalogue, document())

    assert catalogue.current() == ()
    assert catalogue.drafts() == (version,)
    assert catalogue.documents(TODAY).items == ()


def test_a_new_draft_takes_the_place_of_the_older_one(catalogue: Catalogue) -> None:
    older, other = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    newer = draft(catalogue, document(text="第二稿。"))

    assert catalogue.drafts() == (newer, other)
    assert states(catalogue) == [(1, State.DISCARDED), (2, State.DRAFT)]
    with pytest.raises(CatalogueError, match="no draft any more: it is discarded"):
        catalogue.draft(older.id)


def test_a_discarded_draft_leaves_no_text(catalogue: Catalogue) -> None:
    version = draft(catalogue, document())

    assert catalogue.discard(version.id, ACTOR).state is State.DISCARDED
    assert catalogue.drafts() == ()
    with pytest.raises(CatalogueError, match="discarded"):
        catalogue.read([version.id])
    with pytest.raises(CatalogueError, match="no draft any more"):
        catalogue.discard(version.id, ACTOR)


def test_a_published_version_cannot_be_discarded(catalogue: Catalogue) -> None:
    version = draft(catalogue, document())
    publish(catalogue, "one", version)

    with pytest.raises(CatalogueError, match="it is published"):
        catalogue.discard(version.id, ACTOR)
    assert current(catalogue) == [("uploads/land", 1)]


@pytest.mark.parametrize("name", ["uploads/land", "uploads/copy"])
def test_content_that_is_published_already_is_refused_by_name(catalogue: Catalogue, name: str) -> None:
    publish(catalogue, "one", draft(catalogue, document()))

    with pytest.raises(DuplicateDocumentError) as caught:
        draft(catalogue, document(name))

    assert (caught.value.document_id, caught.value.title, caught.value.number) == ("uploads/land", "标准地", 1)
    assert "uploads/land (标准地), version 1" in str(caught.value)
    assert catalogue.drafts() == ()


def test_a_page_under_a_new_name_is_no_duplicate_of_the_one_that_leaves(catalogue: Catalogue) -> None:
    publish(catalogue, "one", draft(catalogue, document("zh/a"), origin=Origin.PAGES))

    moved = draft(catalogue, document("zh/b"), origin=Origin.PAGES, leaving=("zh/a",))

    publish(catalogue, "two", moved)
    assert current(catalogue) == [("zh/b", 1)]


def test_what_was_retired_can_be_added_again(catalogue: Catalogue) -> None:
    publish(catalogue, "one", draft(catalogue, document()))
    publish(catalogue, "two", reason=Reason.RETIRE)

    again = draft(catalogue, document())

    publish(catalogue, "three", again)
    assert states(catalogue) == [(1, State.REPLACED), (2, State.PUBLISHED)]


def test_an_upload_cannot_take_a_pages_name(catalogue: Catalogue) -> None:
    draft(catalogue, document("zh/land"), origin=Origin.PAGES)

    with pytest.raises(CatalogueError, match="another origin"):
        draft(catalogue, document("zh/land", "另一篇。"))


def test_a_document_cannot_supersede_itself(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="supersede itself"):
        draft(catalogue, document(supersedes="uploads/land"))


@pytest.mark.parametrize(
    "use",
    [
        lambda catalogue: catalogue.draft(7),
        lambda catalogue: catalogue.version(7),
        lambda catalogue: catalogue.discard(7, ACTOR),
        lambda catalogue: catalogue.read([7]),
        lambda catalogue: catalogue.current_with(7),
        lambda catalogue: catalogue.current_without("zh/land"),
        lambda catalogue: catalogue.publication("one"),
        lambda catalogue: catalogue.restore("one", ACTOR, after=None),
        lambda catalogue: catalogue.record_publication("one", [7], ACTOR, Reason.PUBLISH, after=None),
    ],
)
def test_what_is_not_there_is_named(catalogue: Catalogue, use: Callable[[Catalogue], object]) -> None:
    with pytest.raises(CatalogueError):
        use(catalogue)


# Lists


def test_documents_are_listed_in_pages_with_what_they_are_worth(catalogue: Catalogue) -> None:
    publish(
        catalogue,
        "one",
        draft(catalogue, document("uploads/a", "一", valid_until="2025")),
        draft(catalogue, document("uploads/b", "二", valid_from="2027")),
        draft(catalogue, document("uploads/c", "三", valid_until="2026-11")),
        draft(catalogue, document("uploads/d", "四", supersedes="uploads/e")),
        draft(catalogue, document("uploads/e", "五")),
    )

    pages = [catalogue.documents(TODAY, number, size=2) for number in (1, 2, 3)]

    worth = {item.version.document_id: item.validity for page in pages for item in page.items}
    assert worth == {
        "uploads/a": Validity.EXPIRED,
        "uploads/b": Validity.NOT_YET,
        "uploads/c": Validity.CURRENT,
        "uploads/d": Validity.CURRENT,
        "uploads/e": Validity.SUPERSEDED,
    }
    assert [(page.number, page.total, page.pages) for page in pages] == [(1, 5, 3), (2, 5, 3), (3, 5, 3)]


def test_only_a_published_document_supersedes(catalogue: Catalogue) -> None:
    publish(catalogue, "one", draft(catalogue, document("uploads/old")))
    draft(catalogue, document("uploads/new", "新", supersedes="uploads/old"))

    assert [item.validity for item in catalogue.documents(TODAY).items] == [Validity.CURRENT]


@pytest.mark.parametrize(("asked", "shown"), [(-3, 1), (0, 1), (2, 2), (99, 2)])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(catalogue: Catalogue, asked: int, shown: int) -> None:
    publish(catalogue, "one", *(draft(catalogue, document(f"uploads/{n}", str(n))) for n in range(3)))

    page = catalogue.documents(TODAY, asked, size=2)

    assert page.number == shown and page.items


def test_files_are_needed_while_a_version_that_could_come_back_holds_them(catalogue: Catalogue) -> None:
    land = draft(catalogue, document())
    publish(catalogue, "one", land)
    publish(catalogue, "two")
    unwanted = draft(catalogue, document("uploads/tax", "乙"))
    catalogue.discard(unwanted.id, ACTOR)
    waiting = draft(catalogue, document("uploads/ore", "丙"))

    assert catalogue.stored_names() == {land.stored_as, waiting.stored_as}


# Several processes


def _draft_many(folder: Path, who: int) -> None:
    catalogue = catalogue_in(folder, busy_seconds=60)
    for number in range(25):
        draft(catalogue, document("uploads/shared", f"{who} {number}"))
        draft(catalogue, document(f"uploads/{who}-{number}", f"own {who} {number}"))


def test_two_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    context = get_context("spawn")
    processes = [context.Process(target=_draft_many, args=(tmp_path, who)) for who in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]

    catalogue = catalogue_in(tmp_path)
    shared = catalogue.versions("uploads/shared")
    assert [version.number for version in shared] == list(range(50, 0, -1))
    assert [version.state for version in shared] == [State.DRAFT] + [State.DISCARDED] * 49
    assert len(catalogue.drafts()) == 51

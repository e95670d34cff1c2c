"""Publications change what is current whole or not at all, and bring back what was."""

from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from knowledge import publications
from knowledge.catalogue import Catalogue
from knowledge.errors import CatalogueError, PublicationConflictError
from knowledge.publications import Reason
from knowledge.versions import State, Version
from tests.knowledge.catalogues import ACTOR, catalogue_in, current, document, draft, publish, states

TODAY = date(2026, 11, 24)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return catalogue_in(tmp_path)


def test_a_publication_makes_exactly_its_versions_current(catalogue: Catalogue) -> None:
    land, tax = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    first = publish(catalogue, "one", land, tax)
    land_2 = draft(catalogue, document(text="第二版。"))

    second = publish(catalogue, "two", land_2)

    assert current(catalogue) == [("uploads/land", 2)]
    assert states(catalogue) == [(1, State.REPLACED), (2, State.PUBLISHED)]
    assert states(catalogue, "uploads/tax") == [(1, State.RETIRED)]
    assert catalogue.publications() == (second, first)
    assert (first.version_ids, first.reason, first.actor) == (frozenset({land.id, tax.id}), Reason.PUBLISH, ACTOR)
    assert [version.document_id for version in catalogue.versions_of(first)] == ["uploads/land", "uploads/tax"]


def test_a_plan_puts_drafts_in_their_documents_places_and_leaves_out_what_retires(catalogue: Catalogue) -> None:
    land, tax = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    publish(catalogue, "one", land, tax)
    land_2 = draft(catalogue, document(text="第二版。"))

    assert [version.id for version in catalogue.current_with(land_2.id)] == [land_2.id, tax.id]
    assert [version.id for version in catalogue.current_without("uploads/land")] == [tax.id]
    assert catalogue.current_without("uploads/land", "uploads/tax") == ()


def test_restoring_brings_back_precisely_what_the_snapshot_held(catalogue: Catalogue) -> None:
    land, tax = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    publish(catalogue, "one", land, tax)
    land_2, ore = draft(catalogue, document(text="第二版。")), draft(catalogue, document("uploads/ore", "丙"))
    publish(catalogue, "two", land_2, ore)
    waiting = draft(catalogue, document(text="第三版。"))

    restored = catalogue.restore("one", "telegram:0f", after="two")

    assert current(catalogue) == [("uploads/land", 1), ("uploads/tax", 1)]
    assert states(catalogue) == [(1, State.PUBLISHED), (2, State.REPLACED), (3, State.DRAFT)]
    assert states(catalogue, "uploads/ore") == [(1, State.RETIRED)]
    assert (restored.snapshot, restored.reason, restored.actor) == ("one", Reason.ROLLBACK, "telegram:0f")
    assert catalogue.publication("one") == catalogue.publications()[0] == restored
    assert catalogue.drafts() == (waiting,)
    catalogue.restore("two", ACTOR, after="one")
    assert current(catalogue) == [("uploads/land", 2), ("uploads/ore", 1)]


def test_a_document_that_went_is_listed_once_as_it_last_was(catalogue: Catalogue) -> None:
    land = draft(catalogue, document())
    publish(catalogue, "one", land)
    publish(catalogue, "two", draft(catalogue, document(text="第二版。")))
    catalogue.restore("one", ACTOR, after="two")
    publish(catalogue, "three", reason=Reason.RETIRE)

    (summary,) = catalogue.documents(TODAY, include_retired=True).items

    assert (summary.version.number, summary.published) == (1, False)
    assert catalogue.documents(TODAY).items == ()


def test_two_versions_of_a_document_are_not_published_together(catalogue: Catalogue) -> None:
    first = draft(catalogue, document())
    publish(catalogue, "one", first)
    second = draft(catalogue, document(text="第二版。"))

    with pytest.raises(CatalogueError, match="two versions of uploads/land"):
        publish(catalogue, "two", first, second)
    assert current(catalogue) == [("uploads/land", 1)]


def test_a_draft_that_was_discarded_in_the_meantime_is_not_published(catalogue: Catalogue) -> None:
    version = draft(catalogue, document())
    catalogue.discard(version.id, ACTOR)

    with pytest.raises(CatalogueError, match="was discarded"):
        publish(catalogue, "one", version)
    assert catalogue.publications() == ()


def test_documents_that_supersede_each_other_in_a_ring_are_not_published(catalogue: Catalogue) -> None:
    ring = [("uploads/a", "uploads/b"), ("uploads/b", "uploads/c"), ("uploads/c", "uploads/a")]
    versions = [draft(catalogue, document(name, name, supersedes=old)) for name, old in ring]

    with pytest.raises(CatalogueError, match="its own place"):
        catalogue.current_with(*(version.id for version in versions))
    assert len(catalogue.current_with(*(version.id for version in versions[:2]))) == 2


def test_a_snapshot_is_recorded_once(catalogue: Catalogue) -> None:
    publish(catalogue, "one", draft(catalogue, document()))

    with pytest.raises(CatalogueError, match="restore it instead"):
        publish(catalogue, "one")
    with pytest.raises(CatalogueError, match="published already"):
        catalogue.restore("one", ACTOR, after="one")
    assert len(catalogue.publications()) == 1


def test_a_plan_that_another_publication_overtook_is_refused(catalogue: Catalogue) -> None:
    land, tax = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    catalogue.record_publication("one", [land.id], ACTOR, Reason.PUBLISH, after=None)

    with pytest.raises(PublicationConflictError):
        catalogue.record_publication("two", [tax.id], ACTOR, Reason.PUBLISH, after=None)
    with pytest.raises(PublicationConflictError):
        catalogue.restore("one", ACTOR, after="zero")

    assert current(catalogue) == [("uploads/land", 1)]
    assert catalogue.draft(tax.id) == tax


@pytest.mark.parametrize("step", ["_set_states", "_tell", "append"])
def test_a_publication_that_breaks_off_changes_nothing(
    catalogue: Catalogue, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    land, tax = draft(catalogue, document()), draft(catalogue, document("uploads/tax", "乙"))
    publish(catalogue, "one", land)
    before = (catalogue.current(), catalogue.drafts(), catalogue.publications())
    real = getattr(publications, step)

    def break_off(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(publications, step, break_off)
    with pytest.raises(KeyboardInterrupt):
        publish(catalogue, "two", tax)

    assert (catalogue.current(), catalogue.drafts(), catalogue.publications()) == before


def test_hundreds_of_documents_are_published_at_once(catalogue: Catalogue) -> None:
    versions = [draft(catalogue, document(f"uploads/{number}", f"第{number}篇")) for number in range(600)]

    publish(catalogue, "one", *versions)
    publish(catalogue, "two")
    catalogue.restore("one", ACTOR, after="two")

    assert len(catalogue.current()) == 600
    assert len(catalogue.read(version.id for version in versions)) == 600


# Several processes


def _publish_one(folder: Path, version: Version, snapshot: str, barrier: Any, outcomes: Any) -> None:
    catalogue = catalogue_in(folder, busy_seconds=60)
    barrier.wait(60)
    try:
        catalogue.record_publication(snapshot, [version.id], ACTOR, Reason.PUBLISH, after=None)
    except PublicationConflictError:
        outcomes.put((snapshot, "conflict"))
    else:
        outcomes.put((snapshot, "published"))


def test_of_two_processes_that_publish_at_once_one_wins(tmp_path: Path) -> None:
    catalogue = catalogue_in(tmp_path)
    drafts = [draft(catalogue, document(f"uploads/{name}", name)) for name in ("a", "b")]
    context = get_context("spawn")
    barrier, outcomes = context.Barrier(2), context.Queue()
    processes = [
        context.Process(target=_publish_one, args=(tmp_path, version, name, barrier, outcomes))
        for version, name in zip(drafts, ("one", "two"), strict=True)
    ]
    for process in processes:
        process.start()
    came = dict(outcomes.get(timeout=120) for _ in processes)
    for process in processes:
        process.join(60)

    assert sorted(came.values()) == ["conflict", "published"]
    (published,) = catalogue.publications()
    assert came[published.snapshot] == "published"
    assert {version.id for version in catalogue.current()} == published.version_ids

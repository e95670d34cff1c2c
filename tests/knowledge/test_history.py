"""The history tells who did what and when, newest first, and only grows."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from bot.database import open_database
from knowledge.catalogue import Catalogue
from knowledge.errors import DatabaseError
from knowledge.history import Event, History, append
from knowledge.publications import Reason
from knowledge.tables import history
from knowledge.transactions import writing
from tests.knowledge.catalogues import ACTOR, Clock, document, draft, publish


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(tmp_path / "assistant.sqlite3")


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine, Clock())


def told(events: tuple[Event, ...]) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(event.action, event.document_id, event.number, event.snapshot) for event in events]


def test_a_documents_way_is_told_newest_first(engine: Engine, catalogue: Catalogue) -> None:
    land = draft(catalogue, document())
    publish(catalogue, "one", land)
    unwanted = draft(catalogue, document(text="第二版。"))
    catalogue.discard(unwanted.id, "telegram:0f")
    publish(catalogue, "two", reason=Reason.RETIRE)

    events = History(engine).of_document("uploads/land").items

    assert told(events) == [
        ("retire", "uploads/land", 1, "two"),
        ("discard", "uploads/land", 2, None),
        ("draft", "uploads/land", 2, None),
        ("publish", "uploads/land", 1, "one"),
        ("draft", "uploads/land", 1, None),
    ]
    assert [event.actor for event in events] == [ACTOR, "telegram:0f", ACTOR, ACTOR, ACTOR]
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert events[-1].detail == {"file": "方案.docx", "size": 7}
    assert History(engine).page().items == events


def test_a_refresh_of_many_documents_is_one_event_whose_parts_tell_the_rest(
    engine: Engine, catalogue: Catalogue
) -> None:
    first = [draft(catalogue, document(f"uploads/{name}", name)) for name in "abc"]
    publish(catalogue, "one", *first, reason=Reason.REFRESH)
    changed, added = draft(catalogue, document("uploads/b", "b2")), draft(catalogue, document("uploads/d", "d"))
    publish(catalogue, "two", first[0], changed, added, reason=Reason.REFRESH)

    latest = History(engine).page(1, 1).items[0]

    assert (latest.action, latest.document_id, latest.snapshot) == ("refresh", None, "two")
    assert latest.detail == {"added": 1, "changed": 1, "removed": 1, "documents": 3}
    assert told(History(engine).parts(latest.id).items) == [
        ("removed", "uploads/c", 1, "two"),
        ("changed", "uploads/b", 2, "two"),
        ("added", "uploads/d", 1, "two"),
    ]
    assert told(History(engine).of_document("uploads/c").items)[0] == ("removed", "uploads/c", 1, "two")


def test_a_rollback_is_told_as_one(engine: Engine, catalogue: Catalogue) -> None:
    publish(catalogue, "one", draft(catalogue, document()))
    publish(catalogue, "two")
    catalogue.restore("one", "telegram:0f", after="two")

    latest = History(engine).page().items[0]

    assert told((latest,)) == [("rollback", "uploads/land", 1, "one")]
    assert latest.actor == "telegram:0f"


def test_history_is_paged(engine: Engine, catalogue: Catalogue) -> None:
    for number in range(5):
        draft(catalogue, document(text=str(number)))

    pages = [History(engine).page(number, 2) for number in (1, 2, 3, 4)]

    assert [[event.number for event in page.items] for page in pages] == [[5, 4], [3, 2], [1], [1]]
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}


def test_an_empty_history_is_one_empty_page(engine: Engine) -> None:
    page = History(engine).page(4)

    assert (page.items, page.number, page.pages) == ((), 1, 1)


def test_others_may_add_events_in_their_own_transactions(engine: Engine) -> None:
    with writing(engine) as connection:
        append(connection, Clock()(), "telegram:0f", "staff added", detail={"label": "王敏"})

    (event,) = History(engine).page().items
    assert (event.action, event.detail) == ("staff added", {"label": "王敏"})


def test_an_event_is_kept_with_what_it_tells_of_or_not_at_all(engine: Engine) -> None:
    def break_off() -> None:
        with writing(engine) as connection:
            append(connection, Clock()(), ACTOR, "draft")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert History(engine).page().items == ()


def test_what_was_done_can_neither_be_changed_nor_deleted(engine: Engine, catalogue: Catalogue) -> None:
    draft(catalogue, document())

    for statement in (update(history).values(actor="nobody"), delete(history)):
        with pytest.raises(DatabaseError), writing(engine) as connection:
            connection.execute(statement)

    assert [event.actor for event in History(engine).page().items] == [ACTOR]

"""Publishing, discarding and rolling back: whole or not at all, and made good after a kill."""

from pathlib import Path

import pytest

from bot.errors import ProposalError
from bot.proposals import Preview, ProposalState
from index.embedding import SentenceTransformerModel
from index.snapshot import KEPT
from knowledge.errors import CatalogueError, PublicationConflictError
from knowledge.publications import Reason
from knowledge.versions import Origin
from tests.bot.workshop import ACTOR, Workshop, gb18030_notice, word_notice
from tests.knowledge.catalogues import document


@pytest.fixture
def shop(tmp_path: Path, model: SentenceTransformerModel) -> Workshop:
    """One page is published."""
    shop = Workshop(tmp_path, model)
    shop.publish(shop.pages())
    return shop


def test_of_two_proposals_from_one_state_only_the_first_is_published(shop: Workshop, tmp_path: Path) -> None:
    first, second = shop.upload(gb18030_notice(tmp_path)), shop.upload(word_notice(tmp_path))
    shop.publish(first)

    with pytest.raises((ProposalError, PublicationConflictError)):
        shop.publish(second)

    assert shop.store.current() == shop.publisher.published == first.snapshot
    assert shop.publisher.proposals.get(second.id).state is ProposalState.DISCARDED
    assert second.snapshot not in shop.store.names()
    assert shop.publisher.catalogue.drafts() == ()


def test_a_publication_in_between_is_a_conflict_and_nothing_changes(shop: Workshop, tmp_path: Path) -> None:
    proposal = shop.upload(word_notice(tmp_path))
    served = shop.publisher.published
    held = shop.publisher.catalogue.publications(1)[0].version_ids
    shop.publisher.catalogue.record_publication("elsewhere", held, ACTOR, Reason.REFRESH, after=served)

    with pytest.raises(PublicationConflictError):
        shop.publish(proposal)

    assert shop.store.current() == served and shop.publisher.published == "elsewhere"


def test_discarding_leaves_neither_draft_nor_snapshot(shop: Workshop, tmp_path: Path) -> None:
    before = shop.store.names()
    proposal = shop.upload(word_notice(tmp_path))

    shop.publisher.discard(proposal.id, ACTOR)

    assert shop.store.names() == before
    assert shop.publisher.catalogue.drafts() == () and shop.publisher.proposals.open() == ()
    with pytest.raises(ProposalError, match="already"):
        shop.publisher.publish(proposal.id, ACTOR)


def test_without_an_earlier_publication_there_is_nothing_to_go_back_to(shop: Workshop) -> None:
    with pytest.raises(CatalogueError, match="no earlier publication"):
        shop.publisher.rollback(None, ACTOR)


def test_a_catalogue_ahead_of_what_is_served_is_followed_at_the_next_start(shop: Workshop, tmp_path: Path) -> None:
    proposal = shop.upload(word_notice(tmp_path))
    # As a kill leaves it between the record and the switch.
    shop.publisher.catalogue.record_publication(
        proposal.snapshot, proposal.version_ids, ACTOR, proposal.reason, after=proposal.after
    )

    shop.publisher.tidy()

    assert shop.store.current() == proposal.snapshot
    assert shop.publisher.proposals.get(proposal.id).state is ProposalState.PUBLISHED
    assert "七点四十" in shop.ask("班车上午几点发车").text


def test_a_lost_snapshot_is_no_hindrance_to_the_next_start(shop: Workshop) -> None:
    (shop.settings.snapshots_dir / "current").write_bytes(b"\xff\xfe")
    (shop.settings.snapshots_dir / str(shop.publisher.published) / "manifest.json").write_text("{}", encoding="utf-8")

    shop.publisher.tidy()


def test_what_killed_preparations_left_goes_but_not_what_one_under_way_needs(shop: Workshop, tmp_path: Path) -> None:
    proposal = shop.upload(word_notice(tmp_path))
    orphan = shop.publisher.catalogue.add_draft(
        document(), origin=Origin.UPLOAD, content_hash="0", file_name="方案.docx", size=1, actor=ACTOR
    )
    with shop.publisher.preparing(0):
        shop.publisher.tidy()
    assert orphan in shop.publisher.catalogue.drafts()

    shop.publisher.tidy()

    assert orphan.id not in {draft.id for draft in shop.publisher.catalogue.drafts()}
    assert shop.publisher.proposals.open() == (proposal,) and proposal.snapshot in shop.store.names()
    assert len(shop.publisher.catalogue.drafts()) == 1


def test_the_last_ten_snapshots_are_kept(shop: Workshop) -> None:
    _, index = shop.store.load(shop.model.name, shop.model.dimensions)
    held = shop.publisher.catalogue.publications(1)[0].version_ids
    published = [shop.publisher.published]
    for _ in range(KEPT + 1):
        snapshot = shop.store.write(index, "").name
        preview = Preview((), len(index.passages))
        proposal = shop.publisher.proposals.add(
            snapshot, sorted(held), preview, after=published[-1], reason=Reason.REFRESH, actor=ACTOR
        )
        published.append(shop.publish(proposal))

    assert list(shop.store.names()) == published[-KEPT:]

"""A proposal that nobody publishes is given up in time, and the history says so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.database import open_database
from bot.proposals import ProposalState
from bot.publishing import LONGEST_OPEN, Publisher
from knowledge.catalogue import Action
from knowledge.history import History
from tests.bot.workshop import ACTOR, Workshop, gb18030_notice
from tests.handlers.desk import Dice


def test_a_proposal_is_discarded_at_a_start_long_after_it_was_prepared(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, Dice())
    served = shop.publish(shop.pages())
    proposal = shop.upload(gb18030_notice(tmp_path))
    engine = open_database(shop.settings.database_file)

    def start_after(time: timedelta) -> ProposalState:
        publisher = Publisher(shop.settings, engine, lambda: datetime.now(UTC) + time)
        publisher.tidy()
        return publisher.proposals.get(proposal.id).state

    assert start_after(LONGEST_OPEN - timedelta(hours=1)) is ProposalState.OPEN
    assert start_after(LONGEST_OPEN + timedelta(hours=1)) is ProposalState.DISCARDED
    assert shop.store.names() == (served,) and shop.publisher.catalogue.drafts() == ()
    latest = History(engine).page(1, 1).items[0]
    assert (latest.action, latest.actor) == (Action.DISCARD, ACTOR)

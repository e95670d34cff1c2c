"""The office prepares in a process of its own, names what stands in the way, and ends it when nobody waits."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from bot.database import open_database
from bot.errors import PreparationError
from bot.office import Office
from index.embedding import SentenceTransformerModel
from tests.bot.workshop import ACTOR, Workshop, word_notice
from tests.conftest import MODELS


@pytest.fixture
def shop(tmp_path: Path, model: SentenceTransformerModel) -> Workshop:
    shop = Workshop(tmp_path, model)
    (shop.settings.data_dir / "models").symlink_to(MODELS, target_is_directory=True)
    return shop


def test_a_file_is_prepared_published_and_listed_and_a_wrong_one_named(shop: Workshop, tmp_path: Path) -> None:
    async def work() -> None:
        office = Office(shop.settings, open_database(shop.settings.database_file))
        stages: list[str] = []
        path = word_notice(tmp_path)
        proposal = await office.prepare_file(path, path.name, ACTOR, lambda stage, _done, _total: stages.append(stage))
        publication = await office.publish(proposal.id, ACTOR)
        assert {"reading", "embedding"} <= set(stages)
        assert shop.store.current() == publication.snapshot == proposal.snapshot
        assert [item.version.document_id for item in (await office.documents(1)).items] == ["uploads/班车安排"]
        assert (await office.history(1)).total >= 2

        wrong = shutil.copy(path, tmp_path / "表.pdf")
        with pytest.raises(PreparationError) as caught:
            await office.prepare_file(Path(wrong), "表.pdf", ACTOR, lambda *_: None)
        assert caught.value.kind == "file_wrong_type"
        office.close()

    asyncio.run(work())


def test_a_cancelled_preparation_ends_its_process(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def noted(*words: str, **details: object) -> asyncio.subprocess.Process:
        started.append(await create(*words, **details))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)

    async def work() -> None:
        office = Office(shop.settings, open_database(shop.settings.database_file))
        task = asyncio.create_task(office.prepare_pages(ACTOR, lambda *_: None))
        while not started:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        office.close()

    asyncio.run(work())

    assert started[0].returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(started[0].pid, 0)

"""The staff's whole story in the chat: a file is shown, published, withdrawn and brought back."""

from pathlib import Path

import pytest

from bot.database import open_database
from bot.office import Office
from bot.wiring import open_serving
from index.embedding import SentenceTransformerModel
from tests.bot.workshop import Workshop, word_notice
from tests.conftest import MODELS
from tests.handlers.desk import EDITOR, STRANGER, desk_of

ASKED = "班车几点从北门发车"


@pytest.mark.asyncio
async def test_a_file_is_looked_at_published_quoted_withdrawn_refused_and_brought_back(
    tmp_path: Path, model: SentenceTransformerModel
) -> None:
    shop = Workshop(tmp_path, model)
    (shop.settings.data_dir / "models").symlink_to(MODELS, target_is_directory=True)
    shop.publish(shop.pages())
    office = Office(shop.settings, open_database(shop.settings.database_file))
    serving = open_serving(shop.settings, model)
    async with desk_of(office, serving) as desk:
        preview = await desk.preview(EDITOR, "班车安排.docx", word_notice(tmp_path).read_bytes(), 90)
        assert "《班车安排》" in preview.text and "七点四十分" in preview.text
        assert (await desk.told(STRANGER, ASKED)).text.startswith(("已发布的资料", "资料里没有", "我不能确定"))

        await desk.press(EDITOR, preview, "publish")
        assert "已发布" in (await desk.chat(EDITOR).next_reply()).text
        assert serving.switch()
        answer = await desk.told(STRANGER, ASKED)
        assert "七点四十分" in answer.text and "《班车安排》 › 发车时间" in answer.text

        await desk.chat(EDITOR).send_text("/retire uploads/班车安排")
        await desk.press(EDITOR, await desk.buttons(EDITOR, 90), "publish")
        await desk.chat(EDITOR).next_reply()
        assert serving.switch()
        assert "七点四十分" not in (await desk.told(STRANGER, ASKED)).text

        ways = await desk.told(EDITOR, "/rollback")
        await desk.press(EDITOR, ways, "rollback")
        await desk.press(
            EDITOR, await desk.chat(EDITOR).wait_for(ways, lambda one: "restore" in str(one.callback_data)), "restore"
        )
        await desk.chat(EDITOR).wait_for(ways, lambda one: "已恢复" in one.text)
        assert serving.switch()
        assert "七点四十分" in (await desk.told(STRANGER, ASKED)).text
        assert desk.server.refusals == []
        assert not list(shop.settings.scratch_dir.iterdir())

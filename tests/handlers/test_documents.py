"""Files become previews, and previews publications, whatever comes in between."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import InvalidSourcesError, PreparationError
from bot.language import Language
from bot.office import told_by_worker
from bot.preparation import _told
from bot.preparing import Progress
from handlers.explanations import explanation
from knowledge.errors import Fault, SourceError
from knowledge.pages import read_page
from tests.bot.workshop import PAGE
from tests.handlers.desk import EDITOR, OWNER, VIEWER, Desk, QuickOffice, desk_of, land, settings_in

FACTLESS = (
    "file_empty file_no_text file_encrypted file_damaged file_too_large file_bomb file_needs_office file_memory "
    "file_unreadable file_no_head file_open_head file_no_body file_no_pages nothing busy full failed"
)
KINDS: dict[str, dict[str, str | int]] = {
    **{kind: {} for kind in FACTLESS.split()},
    "file_wrong_type": {"suffix": ".pdf", "found": "a Word document"},
    "file_unknown_type": {"found": ".exe"},
    "file_too_many_pages": {"pages": 901, "limit": 60},
    "file_needs_ocr": {"pages": 33},
    "file_timeout": {"seconds": 77},
    "file_not_utf8": {"line": 12},
    "file_bad_head": {"line": 12},
    "file_bad_field": {"line": 12, "field": "as_of"},
    "file_no_heading": {"line": 12, "heading": "规模"},
    "file_asked_of_none": {"line": 12, "heading": "规模"},
    "file_same_name": {"document": "uploads/柳湾园"},
    "duplicate": {"title": "<b>柳湾园</b>"},
    "invalid": {"files": "a.md: broken"},
    "source": {"reason": "because"},
}


@pytest.fixture
def office(tmp_path: Path) -> QuickOffice:
    return QuickOffice(settings_in(tmp_path))


@pytest_asyncio.fixture
async def desk(office: QuickOffice) -> AsyncIterator[Desk]:
    async with desk_of(office) as ready:
        yield ready


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_error_has_its_own_text_with_its_facts_in_every_language(kind: str) -> None:
    error = PreparationError(kind, "", KINDS[kind])
    texts = [explanation(error, language) for language in Language]
    assert len(set(texts)) == len(Language) and not any("{" in text for text in texts)
    for language, text in zip(Language, texts, strict=True):
        assert kind == "failed" or text != explanation(PreparationError("failed", ""), language)
        for name, value in KINDS[kind].items():
            assert str(value) in text or name == "found"


def test_no_reason_why_a_file_cannot_be_read_is_without_a_text() -> None:
    assert {f"file_{fault.value}" for fault in Fault} == {kind for kind in KINDS if kind.startswith("file_")}


def test_of_several_files_each_is_told_with_its_own_reason_in_every_language(tmp_path: Path) -> None:
    path = tmp_path / "柳湾园.md"
    path.write_text("---\ntitle: 柳湾园\n---\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_page(path, "liuwan")
    error = told_by_worker(_told(InvalidSourcesError([caught.value])))

    for language in Language:
        text = explanation(error, language)
        assert "柳湾园.md" in text and "topic" in text
        assert language is Language.ENGLISH or ("front matter" not in text and "required" not in text)


@pytest.mark.asyncio
async def test_an_error_is_told_as_it_is_markup_and_all(desk: Desk, office: QuickOffice) -> None:
    office.refusal = PreparationError("duplicate", "", {"title": "<b>柳湾园</b>"})
    await desk.chat(EDITOR).send_document(land("柳湾园"), "柳湾园.md")
    await desk.chat(EDITOR).next_reply()
    assert "《<b>柳湾园</b>》" in (await desk.chat(EDITOR).next_reply()).text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "name", ["../../etc/柳湾园.md", "C:\\temp\\柳湾园.md", "柳湾\u202e园.md", "柳\x00\n湾园.MD", "<b>&柳湾园.md", None]
)
async def test_a_file_name_is_never_more_than_a_name(desk: Desk, office: QuickOffice, name: str | None) -> None:
    await desk.preview(EDITOR, name or "", land("<i>柳湾园</i> &amp;"))

    (request,) = office.requests
    path = Path(request["file"])
    assert path.parent == office.publisher.scratch and office.modes == [0o600]
    assert not set("/\\\x00\n\u202e<>") & set(request["name"])
    assert path.suffix == Path(request["name"]).suffix
    assert not list(office.publisher.scratch.glob("upload-*"))
    assert desk.server.refusals == []


@pytest.mark.asyncio
async def test_a_second_tap_publishes_nothing_and_says_so(desk: Desk) -> None:
    preview = await desk.preview(EDITOR, "柳湾园.md", land("柳湾园"))
    await desk.press(EDITOR, preview, "publish")
    await desk.push(EDITOR, preview, preview.callback_data[0], stale=True)
    replies = [(await desk.chat(EDITOR).next_reply()).text for _ in range(2)]
    assert replies[0].startswith("已发布") and "已经发布过了" in replies[1]
    assert len(await desk.office.publications()) == 1 and desk.published() == {"柳湾园"}


@pytest.mark.asyncio
async def test_what_was_published_since_is_not_undone_by_an_older_preview(desk: Desk) -> None:
    older = await desk.preview(EDITOR, "柳湾园.md", land("柳湾园"))
    newer = await desk.preview(OWNER, "桃园.md", land("桃园", 23))
    await desk.press(OWNER, newer, "publish")
    await desk.chat(OWNER).next_reply()
    await desk.press(EDITOR, older, "publish")
    assert "过时" in (await desk.chat(EDITOR).next_reply()).text
    assert desk.published() == {"桃园"}


@pytest.mark.asyncio
async def test_what_is_discarded_is_gone_and_an_old_button_says_so(desk: Desk) -> None:
    preview = await desk.preview(EDITOR, "柳湾园.md", land("柳湾园"))
    await desk.press(EDITOR, preview, "discard")
    assert "已放弃" in (await desk.chat(EDITOR).wait_for(preview, lambda one: one.edited)).text
    await desk.push(EDITOR, preview, preview.callback_data[0], stale=True)
    assert "已经放弃" in (await desk.chat(EDITOR).next_reply()).text


@pytest.mark.asyncio
async def test_a_file_that_telegram_does_not_hand_over_is_refused_with_the_way_out(desk: Desk) -> None:
    await desk.chat(EDITOR).send_document(b"x", "大.pdf", file_size=21 * 1024 * 1024)
    assert "python -m bot refresh" in (await desk.chat(EDITOR).next_reply()).text
    await desk.chat(EDITOR).send_photo()
    assert "文件" in (await desk.chat(EDITOR).next_reply()).text


@pytest.mark.asyncio
async def test_long_work_holds_up_nobody_is_bounded_and_ends_with_the_bot(office: QuickOffice) -> None:
    begun = asyncio.Event()

    async def forever(progress: Progress) -> None:
        progress("embedding", 1, 2)
        begun.set()
        await asyncio.Event().wait()

    office.before = forever
    async with desk_of(office) as desk:
        for number in range(7):
            await desk.chat(EDITOR).send_document(land(f"园{number}"), f"园{number}.md")
        replies = [(await desk.chat(EDITOR).next_reply()).text for _ in range(7)]
        assert sum("已经很多" in text for text in replies) == 1
        await begun.wait()
        assert (await desk.told(EDITOR, "你好")).text == "问：你好"
        assert "50%" in (await desk.chat(EDITOR).next_edit()).text
    assert sum("重启" in message.text for message in desk.chat(EDITOR).bot_messages) == 6
    assert not list(office.publisher.scratch.glob("upload-*"))


@pytest.mark.asyncio
async def test_documents_are_listed_page_by_page_and_withdrawn_by_a_button(desk: Desk, office: QuickOffice) -> None:
    pages = office.settings.pages_dir
    for number in range(10):
        text = PAGE.format(
            title=f"园{number}<b>", heading="概况", text=f"园{number}很大。", more="valid_until: '2025'\n"
        )
        (pages / f"p{number}.md").write_text(text, encoding="utf-8")
    await desk.chat(EDITOR).send_text("/refresh")
    await desk.press(EDITOR, await desk.buttons(EDITOR), "publish")
    await desk.chat(EDITOR).next_reply()

    listed = await desk.told(VIEWER, "/documents")
    assert "园0<b>" in listed.text and "已过期" in listed.text and listed.callback_data == ("documents:2",)
    await desk.press(VIEWER, listed, "documents")
    assert "园9<b>" in (await desk.chat(VIEWER).wait_for(listed, lambda one: one.edited)).text

    await desk.press(EDITOR, await desk.told(EDITOR, "/documents"), "retire")
    await desk.press(EDITOR, await desk.buttons(EDITOR), "publish")
    await desk.chat(EDITOR).next_reply()
    assert len(desk.published()) == 9
    assert "下架" in (history := (await desk.told(VIEWER, "/history")).text) and "招商科" in history
    assert desk.server.refusals == []

"""Preparing: uploads answered once published, validity kept, one at a time, nothing left of a failure."""

import errno
from pathlib import Path

import pytest

from bot.errors import BusyError, InvalidSourcesError, NothingToPublishError
from bot.preparing import Upload, saved_questions
from index.embedding import SentenceTransformerModel
from index.search import SearchIndex
from tests.bot.workshop import ACTOR, CountingModel, Workshop, gb18030_notice, word_notice
from tests.index.builders import passage, small_index

MEAL = "职工食堂供餐到晚上几点"
BUS = "班车上午几点发车"


@pytest.fixture
def shop(tmp_path: Path, model: SentenceTransformerModel) -> Workshop:
    """One page is published."""
    shop = Workshop(tmp_path, model)
    shop.publish(shop.pages())
    return shop


def test_uploads_are_answered_with_their_heading_refused_once_retired_and_answered_after_rollback(
    shop: Workshop, tmp_path: Path
) -> None:
    uploads = [Upload(path, path.name) for path in (gb18030_notice(tmp_path), word_notice(tmp_path))]
    shop.publish(shop.preparer().files(uploads, ACTOR, with_preview=False))
    meal, bus = shop.ask(MEAL), shop.ask(BUS)

    shop.publish(shop.preparer().retirement(["uploads/食堂通知", "uploads/班车安排"], ACTOR, with_preview=False))
    retired = shop.ask(MEAL), shop.ask(BUS)
    shop.publisher.rollback(None, ACTOR)

    assert "九点半" in meal.text and "供餐时间" in meal.sources[0].heading
    assert "七点四十分" in bus.text and bus.sources[0].heading.endswith("发车时间")
    assert all(answer.refused for answer in retired)
    assert "九点半" in shop.ask(MEAL).text and "七点四十分" in shop.ask(BUS).text


def test_what_expired_or_was_superseded_is_quoted_for_its_own_year_only_and_marked(shop: Workshop) -> None:
    shop.write_page(
        "old",
        "标准厂房租金规定",
        "标准厂房租金为每平方米每月11元。",
        "租金",
        'valid_from: "2023-01"\nvalid_until: "2023-06"\n',
    )
    shop.write_page("water", "用水补贴办法", "企业用水补贴为每吨3元。", "补贴", 'valid_from: "2023"\n')
    shop.write_page(
        "water-new", "用水补贴新办法", "企业用水补贴为每吨5元。", "补贴", 'valid_from: "2024-03"\nsupersedes: water\n'
    )
    shop.publish(shop.pages())

    assert "11元" not in shop.ask("标准厂房租金是多少").text
    rent = shop.ask("2023年标准厂房租金是多少")
    assert "11元" in rent.text and rent.sources[0].outdated
    water = shop.ask("企业用水补贴是多少")
    assert "5元" in water.text and "3元" not in water.text and not water.sources[0].outdated
    past = shop.ask("2023年企业用水补贴是多少")
    assert "3元" in past.text and past.sources[0].outdated


def test_of_two_preparers_at_once_one_is_told_to_wait(shop: Workshop, tmp_path: Path) -> None:
    with shop.publisher.preparing(0), pytest.raises(BusyError, match="under way"):
        shop.upload(word_notice(tmp_path))


def test_what_has_not_changed_is_neither_published_nor_embedded_again(shop: Workshop) -> None:
    with pytest.raises(NothingToPublishError):
        shop.pages()

    shop.model = counting = CountingModel(shop.model)
    shop.write_page("gate", "北门", "北门每天六点开放。")
    proposal = shop.pages()

    assert counting.embedded and all("柳湾" not in text for text in counting.embedded)
    known = {one.id for one in _index(shop, shop.publisher.published).passages}
    assert known < {one.id for one in _index(shop, proposal.snapshot).passages}


def test_a_full_disk_leaves_what_is_served_and_no_draft(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = shop.store.current()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("index.snapshot._write", full)

    with pytest.raises(OSError, match="No space"):
        shop.upload(word_notice(tmp_path))

    assert shop.store.current() == shop.publisher.published == served and shop.store.names() == (served,)
    assert shop.publisher.catalogue.drafts() == () and shop.publisher.proposals.open() == ()
    assert not list(shop.settings.snapshots_dir.glob(".building-*"))


def test_two_files_of_one_name_are_not_taken_for_one(shop: Workshop, tmp_path: Path) -> None:
    path = word_notice(tmp_path)

    with pytest.raises(InvalidSourcesError, match="second file would become"):
        shop.preparer().files([Upload(path, path.name), Upload(path, path.name)], ACTOR, skip_invalid=False)

    assert shop.publisher.catalogue.drafts() == ()


def test_a_preview_tells_the_document_and_the_questions_answered_otherwise(shop: Workshop, tmp_path: Path) -> None:
    shop.settings.saved_questions_file.write_text(f"{BUS}\n\n柳湾示范园规划面积多大\n", encoding="utf-8")
    path = word_notice(tmp_path)

    preview = shop.preparer().files([Upload(path, path.name)], ACTOR).preview

    (document,) = preview.documents
    assert (document.document_id, document.kind, document.added) == ("uploads/班车安排", "added", 1)
    assert preview.asked == 2
    (answer,) = preview.answers
    assert answer.question == BUS and "七点四十分" in answer.after


def test_saved_questions_of_another_encoding_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_bytes("面积多大\n".encode("gbk") + b"area\n")

    assert saved_questions(small_index([passage("甲。")]), file)[-1] == "area"


def _index(shop: Workshop, snapshot: str | None) -> SearchIndex:
    return shop.store.load(shop.model.name, shop.model.dimensions, snapshot)[1]


def test_a_start_does_not_publish_again_what_staff_took_back(shop: Workshop) -> None:
    shop.write_page("spare", "松林备用园", "松林备用园规划面积为3平方公里。")
    shop.publish(shop.pages())
    shop.publish(shop.preparer().retirement(["spare"], ACTOR, with_preview=False))

    with pytest.raises(NothingToPublishError):
        shop.preparer().pages(ACTOR, with_preview=False, only_new=True)

    shop.write_page("spare", "松林备用园", "松林备用园规划面积为4平方公里。")
    shop.publish(shop.preparer().pages(ACTOR, with_preview=False, only_new=True))
    assert "4平方公里" in shop.ask("松林备用园规划面积多大").text


def test_a_start_after_a_rollback_keeps_what_was_gone_back_to(shop: Workshop) -> None:
    shop.write_page("park", "柳湾示范园", "柳湾示范园规划面积为18平方公里。")
    shop.publish(shop.pages())
    shop.publisher.rollback(None, ACTOR)

    with pytest.raises(NothingToPublishError):
        shop.preparer().pages(ACTOR, with_preview=False, only_new=True)

    assert "17平方公里" in shop.ask("柳湾示范园规划面积多大").text

"""Refresh publishes what can be read, or nothing, and never spoils what is served."""

from pathlib import Path

import pytest

from bot.errors import InvalidSourcesError
from bot.settings import Settings
from bot.wiring import open_conversation, open_model, refresh
from index.embedding import SentenceTransformerModel
from index.errors import ModelError, SnapshotError
from index.snapshot import SnapshotStore
from knowledge.errors import SourceError
from tests.bot.workshop import break_page, write_page


def settings_in(folder: Path) -> Settings:
    (folder / "pages").mkdir(exist_ok=True)
    return Settings.model_validate({"data_dir": folder / "data", "pages_dir": folder / "pages"})


def current(settings: Settings) -> str | None:
    return SnapshotStore(settings.snapshots_dir).current()


def test_what_was_published_is_what_is_answered_from(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")

    done = refresh(settings, model)
    answer = open_conversation(settings, model).ask("测试园区面积多大")

    assert done.proposal is not None and len(done.proposal.version_ids) == 1 and not done.proposal.preview.failures
    assert "17平方公里" in answer.text
    assert (answer.sources[0].title, answer.sources[0].as_of) == ("测试园区", "2024")


def test_a_broken_page_stops_the_refresh_and_leaves_the_snapshot_as_it_was(
    tmp_path: Path, model: SentenceTransformerModel
) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")
    refresh(settings, model)
    before = current(settings)
    broken = break_page(settings, "broken.md")

    with pytest.raises(InvalidSourcesError) as caught:
        refresh(settings, model)

    (failure,) = caught.value.failures
    assert (failure.path, failure.line) == (broken, 5)
    assert current(settings) == before


def test_a_broken_page_can_be_left_out(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")
    broken = break_page(settings, "broken.md")

    done = refresh(settings, model, skip_invalid=True)

    assert done.proposal is not None and len(done.proposal.version_ids) == 1
    (failure,) = done.proposal.preview.failures
    assert failure.startswith(f"{broken.name}: ")


def test_nothing_is_published_where_every_page_is_broken(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    break_page(settings, "broken.md")

    with pytest.raises(SourceError, match="holds no page that can be read"):
        refresh(settings, model, skip_invalid=True)

    assert current(settings) is None


@pytest.mark.parametrize(
    ("name", "reason"), [("none.md", "does not exist"), ("park.png", "is of a kind that cannot be read")]
)
def test_a_path_that_is_no_source_is_named(
    tmp_path: Path, model: SentenceTransformerModel, name: str, reason: str
) -> None:
    (tmp_path / "park.png").write_bytes(b"PK")

    with pytest.raises(SourceError, match=reason) as caught:
        refresh(settings_in(tmp_path), model, [tmp_path / name])

    assert caught.value.path == tmp_path / name


def test_a_refresh_keeps_the_snapshot_of_the_same_pages(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")
    first = refresh(settings, model)

    again = refresh(settings, model)

    assert again.proposal is None
    assert again.snapshot == first.snapshot == current(settings)


@pytest.mark.parametrize("change", ["text", "added", "removed", "renamed", "moved"])
def test_a_refresh_publishes_what_changed(tmp_path: Path, model: SentenceTransformerModel, change: str) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "zh/park.md")
    spare = write_page(settings, "zh/spare.md", "备用园区", "备用园区面积为3平方公里。")
    refresh(settings, model)

    match change:
        case "text":
            write_page(settings, "zh/park.md", text="测试园区面积为18平方公里。")
        case "added":
            write_page(settings, "zh/third.md", "第三园区", "第三园区面积为5平方公里。")
        case "removed":
            spare.unlink()
        case "renamed":
            spare.rename(spare.with_name("other.md"))
        case "moved":
            (settings.pages_dir / "zh").rename(settings.pages_dir / "cn")

    assert refresh(settings, model).proposal is not None


def test_a_refresh_replaces_a_damaged_snapshot(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")
    name = refresh(settings, model).snapshot
    (settings.snapshots_dir / name / "passages.jsonl").write_text("{}", encoding="utf-8")

    done = refresh(settings, model)

    assert done.snapshot != name
    assert "17平方公里" in open_conversation(settings, model).ask("测试园区面积多大").text


def test_without_a_snapshot_there_is_no_conversation(tmp_path: Path, model: SentenceTransformerModel) -> None:
    with pytest.raises(SnapshotError, match="nothing has been published yet; run `refresh`"):
        open_conversation(settings_in(tmp_path), model)


def test_a_snapshot_of_another_model_is_not_served(tmp_path: Path, model: SentenceTransformerModel) -> None:
    settings = settings_in(tmp_path)
    write_page(settings, "park.md")
    refresh(settings, model)
    other = SentenceTransformerModel(model._transformer, "another-model")

    with pytest.raises(SnapshotError, match="was built with the model"):
        open_conversation(settings, other)


def test_a_model_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}/none"):
        open_model(Settings.model_validate({"data_dir": tmp_path, "embedding_model": f"{tmp_path}/none"}))

"""Files are found, named and read by their kind; what cannot be read is reported, not skipped."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import SourceError
from knowledge.readers import find_sources, read_documents, read_source

PAGE = "---\ntitle: {title}\ntopic: land\nlanguage: zh-Hans\nas_of: 2023\nsource: 报告\n---\n正文。\n"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_ids_are_paths_below_the_folder_without_suffix(tmp_path: Path) -> None:
    put(tmp_path / "zh" / "land.md", "")
    put(tmp_path / "zh" / "deep" / "rules.TXT", "")
    put(tmp_path / "notes.txt", "")
    put(tmp_path / "map.png", "")

    assert sorted(name for _, name in find_sources([tmp_path])) == ["notes", "zh/deep/rules", "zh/land"]


def test_a_single_file_is_named_after_itself(tmp_path: Path) -> None:
    file = put(tmp_path / "deep" / "land.md", "")
    assert find_sources([file]) == [(file, "land")]


def test_files_come_in_the_order_of_the_paths_and_of_their_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a/3.txt"):
        put(tmp_path / name, "")
    assert [name for _, name in find_sources([tmp_path / "b", tmp_path / "a"])] == ["1", "2", "3"]


def test_a_path_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist") as caught:
        find_sources([tmp_path / "gone"])
    assert caught.value.path == tmp_path / "gone"


def test_a_file_of_an_unknown_kind_is_an_error_that_names_the_known_kinds(tmp_path: Path) -> None:
    file = put(tmp_path / "map.png", "")
    with pytest.raises(SourceError, match=r"map\.png: .*\.docx, .*\.md, .*\.txt"):
        find_sources([file])


def test_one_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path / "a.md", PAGE.format(title="甲"))
    bad = put(tmp_path / "b.md", "---\n没有表头")
    empty = put(tmp_path / "c.txt", "\n \n")
    put(tmp_path / "d.txt", "丁\n正文。")

    reading = read_documents(find_sources([tmp_path]))

    assert [document.title for document in reading.documents] == ["甲", "丁"]
    assert [failure.path for failure in reading.failures] == [bad, empty]


def test_a_second_file_for_the_same_document_is_reported_and_the_first_kept(tmp_path: Path) -> None:
    put(tmp_path / "one" / "land.md", PAGE.format(title="第一"))
    second = put(tmp_path / "two" / "land.md", PAGE.format(title="第二"))

    reading = read_documents(find_sources([tmp_path / "one", tmp_path / "two"]))

    assert [document.title for document in reading.documents] == ["第一"]
    (failure,) = reading.failures
    assert failure.path == second and "`land`" in failure.reason


def test_plain_text_has_its_first_line_as_title_and_its_lines_as_paragraphs(tmp_path: Path) -> None:
    file = put(tmp_path / "notice.txt", "\n招商公告\n\n第一段。\n第二段。\n")
    document = read_source(file, "notice")

    (section,) = document.sections
    assert (document.title, document.language, document.source) == ("招商公告", "zh-Hans", "notice.txt")
    assert [(block.lines[0], block.line) for block in section.blocks] == [("第一段。", 4), ("第二段。", 5)]


def test_plain_text_without_chinese_in_its_title_is_english(tmp_path: Path) -> None:
    assert read_source(put(tmp_path / "n.txt", "Notice\nText."), "n").language == "en"


def test_plain_text_of_one_line_is_title_and_text(tmp_path: Path) -> None:
    document = read_source(put(tmp_path / "n.txt", "唯一一行"), "n")
    assert document.title == document.sections[0].blocks[0].lines[0] == "唯一一行"


@pytest.mark.parametrize(
    ("content", "title", "first_heading"),
    [
        ("# 指南\n\n## 甲\n\n正文。", "指南", ("甲",)),
        ("# 甲\n\n正文。\n\n# 乙\n\n正文。", "甲", ("甲",)),
        ("柳府发〔2023〕5号\n\n# 指南\n\n## 甲\n\n正文。", "指南", ()),
        ("第一章 总则\n\n第一条 正文。", "file", ("第一章 总则", "第一条")),
        ("2019年12月1日管委会通过\n\n正文。", "file", ()),
        ("附件1\n\n正文在此。", "file", ()),
        ("这是一句话。\n\n又一句。", "file", ()),
        ("招商指南\n\n# 联系方式\n\n柳湾路6号。", "招商指南", ("联系方式",)),
    ],
)
def test_a_document_is_named_by_what_it_calls_itself_or_by_its_id(
    tmp_path: Path, content: str, title: str, first_heading: tuple[str, ...]
) -> None:
    document = read_source(put(tmp_path / "upload.md", content), "uploads/file")
    assert (document.title, document.sections[0].heading_path) == (title, first_heading)


def test_lock_files_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("~$report.docx", ".notes.md", "report.docx"):
        put(tmp_path / name, "")
    assert [file.name for file, _ in find_sources([tmp_path])] == ["report.docx"]


def test_documents_are_read_by_the_reader_that_is_given(tmp_path: Path) -> None:
    file = put(tmp_path / "a.md", "# 甲\n\n正文。")
    document = read_source(file, "other")
    assert read_documents([(file, "a")], lambda path, name: document).documents == (document,)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_as_plain_text_is_a_document_or_a_source_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_bytes(content)
    reading = read_documents([(file, "any")])
    assert len(reading.documents) + len(reading.failures) == 1

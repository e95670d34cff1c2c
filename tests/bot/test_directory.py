"""The lists and maps are those of the snapshot that is served, in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.directory import Directories, Directory, Reference
from bot.language import Language
from knowledge.chains import Chain, Node, Stage
from knowledge.documents import Document
from knowledge.entries import Entry, EntryKind, Fact
from knowledge.errors import CatalogueError
from knowledge.readers import PAGES, find_sources, read_documents
from knowledge.versions import Origin
from tests.knowledge.catalogues import catalogue_in, document, draft, publish

TODAY = date(2026, 11, 24)
ZH, HANT, EN = Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH


def entry(name: str, id: str = "kiln", kind: EntryKind = EntryKind.PROJECT, *facts: Fact) -> Entry:
    return Entry(kind, id, name, facts=facts)


def page(name: str, *entries: Entry, language: str = "zh-Hans", as_of: str = "2023", **more: object) -> Document:
    return replace(document(name), language=language, as_of=as_of, entries=entries, **more)  # type: ignore[arg-type]


def names(documents: Sequence[Document], language: Language = ZH, uploaded: Sequence[str] = ()) -> list[str]:
    directory = Directory(documents, TODAY, uploaded)
    return [card.name for card in directory.cards(EntryKind.PROJECT, language)]


def one_node(label: str) -> Chain:
    return Chain((Stage("raw", "原料", (Node("coal", label),)),))


def test_a_card_says_what_its_page_says_and_where_from() -> None:
    facts = (Fact("规模", "10万吨"), Fact("投资", "2亿元", "2023"), Fact("状态", "在建", "2024-05"))
    source = page("zh/coking", replace(entry("焦炉", "kiln", EntryKind.PROJECT, *facts), heading="总则"))
    card = Directory([source], TODAY).card(EntryKind.PROJECT, "kiln", ZH)

    assert card is not None
    assert (card.kind, card.id, card.name, card.topic) == (EntryKind.PROJECT, "kiln", "焦炉", "land")
    assert [fact.as_of for fact in card.facts] == [None, None, "2024-05"]  # the page's own date is said once
    assert card.reference == Reference("zh/coking", "标准地", "总则", "《报告》", "2023", "zh-Hans")


def test_an_entry_without_heading_leads_to_the_page_and_one_with_a_topic_keeps_it() -> None:
    directory = Directory([page("zh/coking", replace(entry("焦炉"), topic="carbon"))], TODAY)
    (card,) = directory.cards(EntryKind.PROJECT, ZH)

    assert (card.topic, card.reference.heading) == ("carbon", "标准地")
    assert directory.cards(EntryKind.PROJECT, ZH, "carbon") and not directory.cards(EntryKind.PROJECT, ZH, "land")


def test_all_lists_are_counted_the_empty_ones_too() -> None:
    counts = Directory([page("zh/coking", entry("甲", "a"), entry("乙", "b"))], TODAY).counts(ZH)

    assert [count.kind for count in counts] == list(EntryKind)
    assert {count.kind: count.count for count in counts if count.count} == {EntryKind.PROJECT: 2}
    assert [count.name for count in counts][-2:] == ["问题", "招商机会"]


def test_readers_of_english_see_in_the_original_what_only_chinese_pages_say_and_others_nothing_english() -> None:
    documents = [
        page("zh/coking", entry("焦炉", "kiln"), entry("干熄焦", "quench")),
        page("en/coking", entry("Kiln", "kiln"), entry("Only here", "odd"), language="en"),
    ]
    assert names(documents) == ["焦炉", "干熄焦"]
    assert sorted(names(documents, EN)) == ["Kiln", "Only here", "干熄焦"]
    assert sorted(card.reference.language for card in Directory(documents, TODAY).cards(EntryKind.PROJECT, EN)) == [
        "en",
        "en",
        "zh-Hans",
    ]


def test_traditional_readers_read_their_script() -> None:
    source = page("zh/coking", entry("煤焦", "a", EntryKind.PROJECT, Fact("产能", "1万吨")), chain=one_node("氢"))
    directory = Directory([source], TODAY)

    (card,), (drawn,) = directory.cards(EntryKind.PROJECT, HANT), directory.chains(HANT)
    assert card.facts == (Fact("產能", "1萬噸"),) and card.reference.title == "標準地"
    assert drawn.chain.nodes[0].label == "氫"


def test_what_staff_upload_takes_the_place_of_a_page_of_the_same_date_and_a_later_date_of_both() -> None:
    old, new = page("zh/coking", entry("旧")), page("uploads/coking", entry("新"))
    assert names([old, new], uploaded=["uploads/coking"]) == ["新"]
    assert names([page("zh/z", entry("旧")), page("uploads/a", entry("新"))], uploaded=["uploads/a"]) == ["新"]
    assert names([page("zh/coking", entry("后"), as_of="2024"), new], uploaded=["uploads/coking"]) == ["后"]
    assert names([page("zh/coking", entry("月"), as_of="2023-05"), new], uploaded=["uploads/coking"]) == ["新"]


def test_the_newer_map_of_an_industry_is_shown() -> None:
    old = page("zh/coking", chain=one_node("旧"))
    new = page("uploads/coking", as_of="2025", chain=one_node("新"))
    directory = Directory([new, old], TODAY)

    assert [drawn.chain.nodes[0].label for drawn in directory.chains(ZH)] == ["新"]
    assert directory.chain("land", ZH) == directory.chains(ZH)[0] and directory.chain("tea", ZH) is None


@pytest.mark.parametrize(
    "gone",
    [{"valid_until": "2025"}, {"valid_from": "2027"}],
    ids=["expired", "to come"],
)
def test_what_does_not_hold_today_is_not_listed(gone: dict[str, str]) -> None:
    holding = page("zh/other", entry("乙", "b"))
    assert names([replace(page("zh/coking", entry("甲", "a")), **gone), holding]) == ["乙"]  # type: ignore[arg-type]


def test_what_another_document_took_the_place_of_is_not_listed() -> None:
    assert names([page("zh/coking", entry("甲", "a")), page("zh/b", entry("乙", "b"), supersedes="zh/coking")]) == [
        "乙"
    ]


def test_a_list_is_turned_over_page_by_page_and_never_past_its_end() -> None:
    directory = Directory([page("zh/coking", *(entry(f"第{n}", f"n{n}") for n in range(5)))], TODAY)

    second = directory.page(EntryKind.PROJECT, ZH, 2, 2)
    assert [card.name for card in second.items] == ["第2", "第3"] and (second.total, second.pages) == (5, 3)
    assert directory.page(EntryKind.PROJECT, ZH, 9, 2).number == 3
    assert directory.page(EntryKind.POLICY, ZH).items == ()


def test_an_entry_that_went_is_none() -> None:
    assert Directory([], TODAY).card(EntryKind.PROJECT, "kiln", ZH) is None


# With snapshots


def test_the_lists_go_with_the_snapshot_forth_and_back(tmp_path: Path) -> None:
    catalogue = catalogue_in(tmp_path)
    directories = Directories(catalogue, lambda: TODAY)
    first = draft(catalogue, page("zh/coking", entry("旧")), origin=Origin.PAGES)
    publish(catalogue, "one", first)
    changed = replace(page("zh/coking", entry("新"), as_of="2024"), sections=document(text="别的。").sections)
    publish(catalogue, "two", draft(catalogue, changed, origin=Origin.PAGES))
    upload = draft(catalogue, page("uploads/coking", entry("传"), as_of="2024"))
    publish(catalogue, "three", upload, *catalogue.current())

    def told(snapshot: str) -> list[str]:
        return [card.name for card in directories.of(snapshot).cards(EntryKind.PROJECT, ZH)]

    assert [told("one"), told("two"), told("three"), told("one")] == [["旧"], ["新"], ["传"], ["旧"]]
    catalogue.restore("one", "cli:root", after="three")
    assert told("one") == ["旧"]


def test_a_directory_is_read_once_a_day(tmp_path: Path) -> None:
    catalogue, days = catalogue_in(tmp_path), [TODAY]
    publish(catalogue, "one", draft(catalogue, page("uploads/a", entry("甲"), valid_until="2026-11-24")))
    directories = Directories(catalogue, lambda: days[0])

    first = directories.of("one")
    assert directories.of("one") is first and first.cards(EntryKind.PROJECT, ZH)
    days[0] = date(2026, 11, 25)
    assert directories.of("one").cards(EntryKind.PROJECT, ZH) == ()


def test_before_the_first_snapshot_all_lists_are_empty_and_an_unknown_one_is_an_error(tmp_path: Path) -> None:
    directories = Directories(catalogue_in(tmp_path))
    assert not any(count.count for count in directories.of(None).counts(EN))
    with pytest.raises(CatalogueError, match="nowhere"):
        directories.of("nowhere")


# The office's own pages


def test_every_list_of_the_office_is_the_same_in_both_languages_and_all_its_dates_are_told() -> None:
    directory = Directory(read_documents(find_sources([PAGES])).documents, TODAY)
    for kind in EntryKind:
        chinese, english = directory.cards(kind, ZH), directory.cards(kind, EN)
        assert {card.id for card in chinese} == {card.id for card in english}
        assert {card.reference.language for card in english} <= {"en"}
        assert all(card.reference.as_of and card.facts for card in chinese)
        assert {card.id: card.topic for card in chinese} == {card.id: card.topic for card in english}
    assert len(directory.cards(EntryKind.PARK, ZH)) == 5 and len(directory.chains(EN)) == 4

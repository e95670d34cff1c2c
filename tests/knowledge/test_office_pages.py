"""The office's own pages can be read, agree in both languages and state each fact once."""

import re

import pytest

from knowledge.documents import Document
from knowledge.passages import split_document
from knowledge.readers import PAGES, find_sources, read_documents
from tests.knowledge.pages import words

NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def real_documents() -> tuple[Document, ...]:
    return read_documents(find_sources([PAGES])).documents


def sentences(document: Document) -> list[str]:
    return [unit.text for passage in split_document(document) for unit in passage.units]


def test_every_page_of_the_office_is_read_and_dated() -> None:
    sources = find_sources([PAGES])
    reading = read_documents(sources)

    assert reading.failures == ()
    assert len(reading.documents) == len(sources) > 0
    assert [document.id for document in reading.documents if not document.as_of] == []


def test_every_page_is_in_the_language_of_its_folder() -> None:
    folders = {"zh": "zh-Hans", "en": "en"}
    assert {document.id: document.language for document in real_documents()} == {
        document.id: folders[document.id.split("/")[0]] for document in real_documents()
    }


def test_links_between_pages_lead_to_pages_of_the_same_language() -> None:
    documents = real_documents()
    ids = {document.id for document in documents}

    links = [(document.id, link) for document in documents for link in document.links]
    assert len(links) > len(documents)
    assert [link for link in links if link[1] not in ids or link[0][:3] != link[1][:3]] == []


def test_no_chinese_sentence_needs_the_one_before_it_to_be_understood() -> None:
    chinese = [document for document in real_documents() if document.language != "en"]
    dangling = [text for document in chinese for text in sentences(document) if text.startswith(("其", "它", "该"))]
    assert chinese and dangling == []


LONGEST_SHARED = {"zh-Hans": 25, "en": 50}  # characters; the zone's name alone takes 40 in English


def test_a_fact_is_stated_on_one_page_of_a_language() -> None:
    owners: dict[tuple[str, str], str] = {}
    shared: set[tuple[str, str, str]] = set()
    for document in real_documents():
        run = LONGEST_SHARED[document.language] + 1
        for text in sentences(document):
            for start in range(len(text) - run + 1):
                piece = text[start : start + run]
                owner = owners.setdefault((document.language, piece), document.id)
                if owner != document.id:
                    shared.add((owner, document.id, piece))
    assert shared == set()


def test_real_pages_of_both_languages_map_the_same_chains_and_list_the_same_things() -> None:
    def told(folder: str) -> tuple[object, object]:
        documents = [document for document in real_documents() if document.id.startswith(folder)]
        maps = {
            document.topic: (
                [(stage.id, [node.id for node in stage.nodes]) for stage in document.chain.stages],
                document.chain.edges,
            )
            for document in documents
            if document.chain
        }
        return maps, sorted((entry.kind, entry.id) for document in documents for entry in document.entries)

    assert told("zh/") == told("en/")
    assert set(told("zh/")[0]) == {"hydrogen", "carbon", "aluminium", "liquor"}  # type: ignore[call-overload]


@pytest.mark.parametrize("folder", ["zh/", "en/"])
def test_every_number_on_a_map_or_in_a_list_stands_in_the_text_of_a_page(folder: str) -> None:
    documents = [document for document in real_documents() if document.id.startswith(folder)]
    text = "\n".join(map(words, documents))
    told = [fact.value for document in documents for entry in document.entries for fact in entry.facts]
    told += [node.figure or "" for document in documents if document.chain for node in document.chain.nodes]
    spoken = set(NUMBER.findall(text))

    numbers = [number for value in told for number in NUMBER.findall(value)]
    assert len(numbers) > 30
    assert [number for number in numbers if number not in spoken] == []

"""A document that was written as JSON is read back as the very same."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.document_json import document_from_json, document_to_json
from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.entries import Entry, EntryKind, Fact
from knowledge.errors import KnowledgeError
from tests.knowledge.chains import LABELS, chains

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.lists(WORDS, max_size=3).map(tuple),
    st.integers(1, 9999),
    st.none() | WORDS,
    st.none() | st.integers(1, 500),
)
SECTIONS = st.builds(Section, st.lists(WORDS, max_size=3).map(tuple), st.lists(BLOCKS, max_size=3).map(tuple))
SHORT = LABELS.map(lambda text: text[:40].strip() or "x")
FACTS = st.builds(Fact, SHORT, LABELS, st.sampled_from([None, "2023", "2023-09-30"]))
ENTRIES = st.builds(
    Entry,
    st.sampled_from(EntryKind),
    st.sampled_from(["pengfei", "standard-land", "5g"]),
    LABELS,
    st.none() | LABELS,
    st.none() | LABELS,
    st.lists(FACTS, max_size=2).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    id=WORDS,
    title=WORDS,
    topic=WORDS,
    language=st.sampled_from(["zh-Hans", "en"]),
    source=WORDS,
    sections=st.lists(SECTIONS, max_size=3).map(tuple),
    as_of=st.none() | WORDS,
    valid_from=st.none() | WORDS,
    valid_until=st.none() | WORDS,
    supersedes=st.none() | WORDS,
    aliases=st.lists(WORDS, max_size=2).map(tuple),
    links=st.lists(WORDS, max_size=2).map(tuple),
    chain=st.none() | chains(),
    entries=st.lists(ENTRIES, max_size=2).map(tuple),
)


@given(document=DOCUMENTS)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_every_document_survives_the_journey(document: Document) -> None:
    read = document_from_json(document_to_json(document))

    assert read == document
    assert dataclasses.astuple(read) == dataclasses.astuple(document)  # tuples, not lists


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": "a"}', '{"id": 1, "title": "王敏 13800000000"}'])
def test_what_is_no_document_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(KnowledgeError, match="add its file again") as caught:
        document_from_json(text)

    assert "13800000000" not in str(caught.value)


def test_a_document_that_was_stored_before_there_were_maps_and_lists_has_none() -> None:
    document = Document("a", "标准地", "land", "zh-Hans", "《报告》", ())
    values = json.loads(document_to_json(document))
    del values["chain"], values["entries"]

    assert document_from_json(json.dumps(values)) == document

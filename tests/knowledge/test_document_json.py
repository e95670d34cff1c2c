"""A document that was written as JSON is read back as the very same."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document_json import document_from_json, document_to_json
from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.errors import KnowledgeError

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
)


@given(document=DOCUMENTS)
def test_every_document_survives_the_journey(document: Document) -> None:
    read = document_from_json(document_to_json(document))

    assert read == document
    assert dataclasses.astuple(read) == dataclasses.astuple(document)  # tuples, not lists


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": "a"}', '{"id": 1, "title": "王敏 13800000000"}'])
def test_what_is_no_document_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(KnowledgeError, match="add its file again") as caught:
        document_from_json(text)

    assert "13800000000" not in str(caught.value)

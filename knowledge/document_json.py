"""A document as JSON text and back, so that what was read once need not be read again."""

import functools

from pydantic import TypeAdapter, ValidationError

from knowledge.documents import Document
from knowledge.errors import KnowledgeError


def document_to_json(document: Document) -> str:
    """Write the document as JSON text."""
    return _adapter().dump_json(document).decode()


def document_from_json(text: str) -> Document:
    """Read what `document_to_json` wrote; keys that were added since take their defaults.

    Raises KnowledgeError when the text is not such a document.
    """
    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "document"
        raise KnowledgeError(
            f"a stored document cannot be read: {place}: {first['msg']}; add its file again"
        ) from error


@functools.cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)

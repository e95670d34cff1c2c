"""Every fault of a file has a sentence that says what to do, and its facts for who says it in another language."""

from pathlib import Path

import pytest

from knowledge.errors import Fault, SourceError, UnreadableFileError

FACTS: dict[str, str | int] = {
    "suffix": ".pdf", "found": "a workbook", "known": ".docx", "size_mb": 31, "limit_mb": 20, "pages": 500,
    "limit": 60, "what": "scanned pages", "seconds": 9, "problem": "Field required", "field": "topic",
    "heading": "规模",
    "document": "land",
}  # fmt: skip


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_names_its_file_and_says_what_is_wrong(fault: Fault) -> None:
    error = UnreadableFileError(Path("报告.pdf"), fault, facts=FACTS)
    assert isinstance(error, SourceError) and (error.fault, error.facts) == (fault, FACTS)
    assert str(error) == f"报告.pdf: {error.reason}" and "{" not in error.reason


def test_the_values_that_went_over_a_limit_are_named() -> None:
    reason = UnreadableFileError(Path("a.pdf"), Fault.TOO_MANY_PAGES, facts=FACTS).reason
    assert "500 scanned pages" in reason and "60" in reason

"""A document's language is told by its script."""

import pytest

from knowledge.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("园区实行登记制度", "zh-Hans"),
        ("園區實行登記制度", "zh-Hant"),
        ("The zone keeps a register", "en"),
        ("入园企业使用 ERP、MES 和 CRM 系统", "zh-Hans"),
        ("Jinhui 金晖 makes alkynes and olefins for the whole province", "en"),
        ("2023", "en"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert language_of(text) == language

"""The bot says the same things in every language."""

import string

import pytest

from bot.language import Language, detect_language
from bot.texts import areas, catalogue, say, texts_in

OTHERS = [language for language in Language if language is not Language.SIMPLIFIED]
KEYS = sorted(catalogue(Language.SIMPLIFIED))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_catalogue_says_the_same_things(language: Language) -> None:
    assert sorted(catalogue(language)) == KEYS


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_has_the_same_placeholders_in_every_language(key: str, language: Language) -> None:
    assert placeholders(catalogue(language)[key]) == placeholders(catalogue(Language.SIMPLIFIED)[key])


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", KEYS)
def test_no_text_is_empty_and_all_have_named_placeholders_only(key: str, language: Language) -> None:
    text = catalogue(language)[key]

    assert text.strip()
    assert all(name.isidentifier() for name in placeholders(text))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", ["welcome", "help", "refused", "failed", "busy", "smalltalk"])
def test_a_text_is_in_the_language_of_its_catalogue(key: str, language: Language) -> None:
    assert detect_language(catalogue(language)[key], language) is language


def test_placeholders_are_filled_in() -> None:
    assert "501" in say("too_long", Language.ENGLISH, length=501, limit=500)


def test_a_value_with_braces_is_not_taken_for_a_placeholder() -> None:
    assert say("as_of", Language.SIMPLIFIED, date="{date}") == "资料日期：{date}"


def test_an_unknown_key_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        say("nonsense", Language.ENGLISH)


@pytest.mark.parametrize("language", list(Language))
def test_no_area_takes_the_place_of_another_ones_texts(language: Language) -> None:
    keys = [key for area in areas() for key in texts_in(area, language)]

    assert len(areas()) > 1 and len(keys) == len(set(keys))

"""Answers become Telegram messages that Telegram accepts and that lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Outcome, Source
from bot.language import Language
from handlers.rendering import LONGEST_MESSAGE, render, split_text
from tests.botapi import parse_html, utf16_length

SENTENCES = st.text(st.sampled_from("园区面积<>&\"'。！? .a🏭👩‍🔬\n《》“”"), max_size=60)
LONG_TEXTS = st.builds(lambda sentence, times: sentence * times, SENTENCES, st.integers(1, 400))


def an_answer(text: str, *titles: str) -> Answer:
    outcome = Outcome.ANSWERED if titles else Outcome.REFUSED
    return Answer(text, outcome, Language.SIMPLIFIED, 0.9, "?", tuple(a_source(title) for title in titles))


def a_source(title: str) -> Source:
    return Source("zh/land", title, "", None, "2023", "…", 0.9, "zh-Hans")


def seen(messages: list[str]) -> list[str]:
    return [parse_html(message)[0] for message in messages]


def without_space(text: str) -> str:
    return "".join(text.split())


def test_markup_in_a_quotation_is_shown_and_not_obeyed() -> None:
    (message,) = render(an_answer("产能 <b>100</b> & 更多", "甲<乙>"))

    text, entities = parse_html(message)
    assert text == "产能 <b>100</b> & 更多\n\n来源：《甲<乙>》 · 资料日期：2023"
    assert [entity.type for entity in entities] == ["italic"]


def test_a_refusal_has_no_source_line() -> None:
    assert render(an_answer("资料里没有。")) == ["资料里没有。"]


def test_a_short_answer_and_its_sources_are_one_message() -> None:
    (message,) = seen(render(an_answer("面积62.42平方公里。", "开发区概况", "土地")))

    assert message.startswith("面积62.42平方公里。\n\n")
    assert "《开发区概况》" in message and "《土地》" in message


def test_a_source_named_twice_is_shown_once() -> None:
    (message,) = seen(render(an_answer("两句话。", "开发区概况", "开发区概况")))

    assert message.count("开发区概况") == 1


def test_a_long_answer_is_split_where_sentences_end() -> None:
    sentence = "园区" * 300 + "。"

    pieces = split_text(sentence * 10)

    assert len(pieces) > 1
    assert all(piece.endswith("。") and len(piece) % len(sentence) == 0 for piece in pieces)


def test_a_sentence_longer_than_a_message_is_cut_between_words() -> None:
    pieces = split_text("industrial " * 1000)

    assert len(pieces) > 1
    assert {word for piece in pieces for word in piece.split()} == {"industrial"}


def test_sources_that_do_not_fit_below_the_answer_get_a_message_of_their_own() -> None:
    *quotation, sources = seen(render(an_answer("园" * LONGEST_MESSAGE, "开发区概况")))

    assert "".join(quotation) == "园" * LONGEST_MESSAGE
    assert sources == "来源：《开发区概况》 · 资料日期：2023"


@pytest.mark.parametrize("excess", range(-3, 4))
def test_the_answer_never_exceeds_the_limit_by_the_characters_between_it_and_its_sources(excess: int) -> None:
    footer = utf16_length("\n\n来源：《概况》 · 资料日期：2023")

    messages = seen(render(an_answer("园" * (LONGEST_MESSAGE - footer + excess), "概况")))

    assert len(messages) == (1 if excess <= 0 else 2)
    assert all(utf16_length(message) <= LONGEST_MESSAGE for message in messages)


def test_a_message_full_of_emoji_is_measured_as_telegram_measures_it() -> None:
    messages = seen(render(an_answer("🏭" * 5000, "概况")))

    assert all(utf16_length(message) <= LONGEST_MESSAGE for message in messages)
    assert sum(message.count("🏭") for message in messages) == 5000


@given(LONG_TEXTS, st.lists(st.text(st.sampled_from("题目<&>🏭"), min_size=1, max_size=900), max_size=6))
def test_every_message_is_within_the_limit_parses_and_together_they_lose_nothing(text: str, titles: list[str]) -> None:
    if not text.strip():
        return

    messages = seen(render(an_answer(text, *titles)))

    assert all(message.strip() and utf16_length(message) <= LONGEST_MESSAGE for message in messages)
    everything = without_space("".join(messages))
    assert everything.startswith(without_space(text))
    assert all(without_space(title) in everything for title in titles)


@given(st.text(max_size=200), st.integers(2, 40))
def test_pieces_of_any_text_are_within_the_limit_and_keep_every_character(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert all(utf16_length(piece) <= limit for piece in pieces)
    assert without_space("".join(pieces)) == without_space(text)

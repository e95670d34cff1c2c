"""Evidence counts for what it is: what is said twice, what is asked for, what cannot be meant."""

import pytest

from bot.candidates import Candidate
from bot.judgement import Evidence, tells, weigh
from bot.selection import Quote
from index.normalise import normalise
from index.search import Hit
from tests.bot.judging import hit, lexicon
from tests.index.builders import passage

FACT = "开发区的焦炭产能为1867万吨。"


def evidence(question: str, *hits: Hit) -> Evidence:
    """The evidence for quoting the only sentence of the first hit."""
    known = lexicon(*(one.passage for one in hits))
    words = known.words(normalise(question))
    chosen = [Candidate(hits[0], 0, 1.0, 1.0, 1.0)]
    return weigh(words, hits, chosen, [Quote(hits[0], (0,), hits[0].passage.text)], known)


def test_another_document_that_says_the_same_casts_no_doubt() -> None:
    best = hit(passage(FACT, title="焦化"), 0.9)
    same = hit(passage(FACT, title="概况", number=1), 0.85)
    other = hit(passage("开发区的白酒产能为5万吨。", title="白酒", number=2), 0.6)

    assert evidence("焦炭产能", best, same, other).margin == pytest.approx(0.3)
    assert evidence("焦炭产能", best, same).margin == pytest.approx(0.9)
    assert evidence("焦炭产能", best, other).margin == evidence("焦炭产能", best, same, other).margin


def test_a_text_tells_what_another_says_by_most_of_its_wording() -> None:
    assert tells(normalise(f"2023年,{FACT}"), normalise(FACT))
    assert not tells(normalise("开发区的白酒产能为5万吨。"), normalise(FACT))


def test_words_that_only_the_known_questions_hold_count_as_covered() -> None:
    one = passage(FACT, title="焦化")
    without, known = hit(one, 0.8), hit(one, 0.8, (("老板每年炼多少", 0.95),))

    assert evidence("老板炼多少", known).coverage > evidence("老板炼多少", without).coverage
    assert evidence("老板炼多少", known).closeness == pytest.approx(0.95)

"""A preview says what would change and what to look at, in one message, as plain text whatever it holds."""

from datetime import UTC, datetime

import pytest

from bot.language import Language
from bot.proposals import ChangedAnswer, ChangedDocument, Preview, Proposal, ProposalState, Sample
from bot.texts import say
from handlers.previews import preview_text
from handlers.rendering import LONGEST_MESSAGE, utf16_length
from knowledge.concerns import Concern, ConcernKind, Counterpart, Place
from knowledge.publications import Reason
from tests.botapi import parse_html

LANGUAGES = pytest.mark.parametrize("language", list(Language))
PLACE = Place(("概况", "面积"), page=7)


def a_proposal(preview: Preview, reason: Reason = Reason.PUBLISH) -> Proposal:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Proposal("0123456789", ProposalState.OPEN, "s", None, reason, (1,), preview, "cli:root", now)


def a_document(title: str = "柳湾园", count: int = 2) -> ChangedDocument:
    samples = (Sample("概况", "规划面积为17平方公里。", "规划面积为23平方公里。"),) * 3
    return ChangedDocument(f"uploads/{title}", title, "changed", count, 3, 4, 5, samples)


def shown(preview: Preview, language: Language) -> str:
    text, _ = parse_html(preview_text(a_proposal(preview), language))
    return text


@LANGUAGES
@pytest.mark.parametrize("kind", list(ConcernKind))
def test_each_concern_is_worded_with_place_words_and_counterpart(kind: ConcernKind, language: Language) -> None:
    other = Counterpart("桃园", "桃园", "桃园面积为5平方公里。", Place())
    text = shown(Preview((), 1, (Concern(kind, "柳湾园", PLACE, "有关的词", other),)), language)
    assert "概况 › 面积" in text and "7" in text and "有关的词" in text and "桃园面积为5平方公里。" in text
    (line,) = [line for line in text.splitlines() if "有关的词" in line]
    assert "{" not in line


@LANGUAGES
def test_each_concern_has_words_of_its_own(language: Language) -> None:
    lines = {shown(Preview((), 1, (Concern(kind, "柳湾园"),)), language) for kind in ConcernKind}
    assert len(lines) == len(ConcernKind)


@LANGUAGES
def test_documents_samples_answers_and_files_left_out_are_shown(language: Language) -> None:
    answers = tuple(ChangedAnswer(f"问题{number}", "以前", "以后") for number in range(7))
    text = shown(Preview((a_document(),), 9, (), (), answers, 80, ("坏.pdf: is damaged",)), language)
    for words in ("柳湾园", "+2 ~3 −4", "17平方公里", "23平方公里", "80", "问题4", "以前", "以后", "坏.pdf"):
        assert words in text
    assert "问题5" not in text


@LANGUAGES
def test_the_fullest_preview_is_one_message(language: Language) -> None:
    long = "𠀀<b>&" * 200
    concerns = tuple(
        Concern(kind, "x", Place((long,), 1), long, Counterpart("x", long, long, PLACE)) for kind in ConcernKind
    )
    answers = (ChangedAnswer(long, long, long),) * 9
    preview = Preview((a_document(long),) * 30, 9, concerns, ((ConcernKind.MOBILE, 40),), answers, 80, (long,) * 20)
    assert 3000 < utf16_length(shown(preview, language)) <= LONGEST_MESSAGE


def test_markup_in_a_title_is_text() -> None:
    text = shown(Preview((a_document("<b>柳湾园</b> &\u202e amp;"),), 1), Language.ENGLISH)
    assert '"<b>柳湾园</b> & amp;"' in text


@LANGUAGES
@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_a_heading(reason: Reason, language: Language) -> None:
    assert preview_text(a_proposal(Preview((), 1), reason), language).startswith("<b>")


@LANGUAGES
def test_a_document_of_which_only_the_lists_change_is_told_apart(language: Language) -> None:
    only_lists = ChangedDocument("park", "柳湾园", "changed", 0, 0, 0, 4, lists=True)
    (told,) = (row for row in shown(Preview((only_lists,), 4), language).splitlines() if "柳湾园" in row)
    assert say("preview_lists", language) in told
    assert say("preview_lists", language) not in shown(Preview((a_document(),), 4), language)

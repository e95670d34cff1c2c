"""Checks of what a bot offers in answer to an inline query."""

from typing import Any

from . import markup
from .params import list_of, object_of, text_of
from .state import Json, bad_request


def check(params: Json) -> None:
    """Refuse an answer to an inline query that Telegram would refuse."""
    results = list_of(params, "results")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(text_of(params, "next_offset").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    names = [_checked(result) for result in results]
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    if button := object_of(params, "button"):
        start = str(button.get("start_parameter", ""))
        if not button.get("text") or not start.isascii() or not 1 <= len(start) <= 64:
            raise bad_request("START_PARAM_INVALID")


def _checked(result: Any) -> str:
    """The id of an article, which is the one kind of result known here."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("this test server knows articles only")
    if not str(result.get("title", "")).strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad_request("INPUT_MESSAGE_CONTENT_MISSING")
    markup.message_text({**content, "text": content.get("message_text", "")})
    markup.reply_markup(result)
    return str(result["id"])

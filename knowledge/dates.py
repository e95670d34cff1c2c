"""The date that a document states about itself: when it was adopted, published or took effect."""

import datetime
import re
from collections.abc import Sequence

from knowledge.numbering import chinese_number

_HEAD, _TAIL = 6, 4  # paragraphs at the beginning and at the end in which a document speaks of itself

_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][〇零○0一二三四五六七八九]{3})"
_NUMBER = r"\d{1,2}|[一二三]?十?[一二三四五六七八九]|[一二三]?十"
_CHINESE = rf"{_YEAR}\s?年(?:\s?(?P<month>{_NUMBER})\s?月(?:\s?(?P<day>{_NUMBER})\s?[日号])?)?"
_ISO = r"(?P<iso_year>(?:19|20)\d{2})[-/.](?P<iso_month>\d{1,2})(?:[-/.](?P<iso_day>\d{1,2}))?"
_MONTHS = ("january february march april may june july august september october november december").split()
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})"
_ENGLISH = rf"(?:(?P<before>\d{{1,2}})\s)?{_MONTH}(?:\s(?P<after>\d{{1,2}}),?)?\s(?P<english_year>(?:19|20)\d{{2}})"
_DATE = re.compile(rf"{_CHINESE}|(?<![\d.]){_ISO}(?![\d.])|\b{_ENGLISH}\b", re.IGNORECASE)

_SAYS = re.compile(
    r"通过|通過|公布|發布|发布|颁布|頒布|施行|实施|實施|修订|修訂|修正|印发|印發|生效|执行|執行|(?:资料|数据|信息|資料|數據)截至"
    r"|\b(?:as of|adopted|published|effective|issued|updated|amended|in force|takes effect)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"同时废止|同時廢止|废止|廢止|repealed", re.IGNORECASE)
_NAMED = re.compile(r"《[^《》]*》")  # the name of another document, dates in it included
_CLAUSE = re.compile(r"[。；;\n]")


def stated_date(paragraphs: Sequence[str]) -> str | None:
    """The latest date that the head or the end of a document states about it, as ISO with the precision given.

    A date counts where its own clause says that something was adopted, published, issued, amended or takes effect,
    or where it stands alone in its line (a signature). A clause about what is repealed does not count.
    """
    outer = [*paragraphs[:_HEAD], *paragraphs[_HEAD:][-_TAIL:]]
    found = [date for paragraph in outer for date in _dates(paragraph[:2000])]
    return max(found, default=None)


def _dates(paragraph: str) -> list[str]:
    found = []
    for clause in _CLAUSE.split(_NAMED.sub("", paragraph)):
        if _OF_ANOTHER.search(clause):
            clause = _OF_ANOTHER.split(clause)[0]
            clause = clause.rpartition("，")[0]  # what is repealed stands after the last comma
        matches = list(_DATE.finditer(clause))
        alone = len(matches) == 1 and len(clause.strip(" （）()[]　\t")) <= len(matches[0].group()) + 1
        if not alone and not _SAYS.search(clause):
            continue
        found += [date for match in matches if (date := _iso(match)) is not None]
    return found


def _iso(match: re.Match[str]) -> str | None:
    """The matched date as ISO text; None for one that no calendar has."""
    if match["year"] is not None:
        year, month, day = _year(match["year"]), _value(match["month"]), _value(match["day"])
    elif match["iso_year"] is not None:
        year, month, day = int(match["iso_year"]), int(match["iso_month"]), _value(match["iso_day"])
    else:
        year, month = int(match["english_year"]), _MONTHS.index(match["name"].lower()) + 1
        day = _value(match["before"] or match["after"])
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _year(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return int("".join(str("〇一二三四五六七八九".index(c)) if c in "一二三四五六七八九" else "0" for c in text))


def _value(text: str | None) -> int | None:
    return None if text is None else chinese_number(text)

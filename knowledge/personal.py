"""Find numbers and addresses that belong to a person, and mask them wherever text is shown."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.concerns import ConcernKind

# Widths and hyphens that hide a number, one character each so that places in the text stay what they are.
_PLAIN = {0xFF01 + step: 0x21 + step for step in range(94)} | {
    ord(character): "-" for character in "\u2010\u2011\u2012\u2013\u2014\u2212"
}
_PLAIN |= {ord(character): " " for character in "\u00a0\u2002\u2003\u2009\u3000"}

_RUN = re.compile(r"(?<![0-9A-Za-z.])[0-9]++(?:[ ().-]{1,3}[0-9]++)*+[Xx]?(?![0-9A-Za-z])")
_GROUP = re.compile(r"[0-9]+[Xx]?")
_LONGEST = 23  # digits of the longest number known, with a country code
_SHORTEST = 11  # those of a mobile number
_AMOUNT = re.compile(r"\s?(?:[万亿元吨亩%‰]|人民币|平方|公里|千瓦)|\.[0-9]")

_MOBILE = re.compile(r"(?:0086|86)?1[3-9][0-9]{9}")
_MOBILE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (5, 6), (4, 4, 3)})
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_ID_GROUPS = frozenset({(18,), (6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (15,), (6, 6, 3)})
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_ID_CHECKS = "10X98765432"
_BANK = re.compile(r"(?:62|60|4|5|35|9558)[0-9]+")  # UnionPay, Visa, Mastercard, JCB and an old ICBC series

_PASSPORT = re.compile(
    r"(?:护照|護照|passport)(?:[ ]?(?:号码|號碼|号|號|编号|編號|number|no\.?))?(?:是|为|為|is)?[ :]{0,3}"
    r"([A-Z]{1,2}[0-9]{7,8}|[0-9]{9})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data at text[start:end]; `masked` is how it may be shown."""

    kind: ConcernKind
    start: int
    end: int
    masked: str


def find_personal(text: str) -> list[Personal]:
    """ID-card, bank-card, passport and mobile numbers and e-mail addresses, in order, without overlaps.

    Land lines are left alone: an office publishes them to be called. Runs in time linear in the length of `text`.
    """
    plain = text.translate(_PLAIN)
    found = sorted((*_passports(plain), *_emails(plain), *_numbers(plain)), key=lambda one: (one.start, -one.end))
    apart: list[Personal] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def masked(text: str) -> str:
    """`text` with all personal data in it masked."""
    parts: list[str] = []
    shown = 0
    for one in find_personal(text):
        parts += text[shown : one.start], one.masked
        shown = one.end
    return "".join((*parts, text[shown:]))


def _passports(text: str) -> Iterator[Personal]:
    for match in _PASSPORT.finditer(text):
        number = match[1]
        yield Personal(ConcernKind.PASSPORT, match.start(1), match.end(1), "*" * (len(number) - 3) + number[-3:])


def _emails(text: str) -> Iterator[Personal]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            name = local.group()
            yield Personal(ConcernKind.EMAIL, at - len(name), domain.end(), f"{name[0]}***@{domain.group()}")
        at = text.find("@", at + 1)


def _numbers(text: str) -> Iterator[Personal]:
    """Numbers in the runs of digits; one run may hold several, each in groups of digits."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + group.start(), group.group()) for group in _GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            taken = next(_longest_first(text, groups, first), None)
            if taken is not None:
                yield taken[0]
            first += taken[1] if taken is not None else 1


def _longest_first(text: str, groups: list[tuple[int, str]], first: int) -> Iterator[tuple[Personal, int]]:
    """Each reading of the groups from `first` on as a number, the longest first, with how many groups it takes."""
    size, last = 0, first
    while last < len(groups) and size + len(groups[last][1]) <= _LONGEST:
        size += len(groups[last][1])
        last += 1
    for stop in range(last, first, -1):
        if size < _SHORTEST:
            return
        size -= len(groups[stop - 1][1])
        parts = [digits for _, digits in groups[first:stop]]
        start, end = groups[first][0], groups[stop - 1][0] + len(groups[stop - 1][1])
        read = _read(parts)
        if read is not None and not _AMOUNT.match(text, end):
            kind, shown = read
            yield Personal(kind, start - (text[start - 1 : start] == "+"), end, shown), stop - first


def _read(parts: list[str]) -> tuple[ConcernKind, str] | None:
    """What the groups of digits are, and how they may be shown; None where they are nobody's."""
    number = "".join(parts).upper()
    lengths = tuple(map(len, parts))
    if _is_id_card(number) and lengths in _ID_GROUPS:
        return ConcernKind.ID_CARD, _tail(number)
    if _MOBILE.fullmatch(number):
        own = number[-11:]
        code = len(number) - 11
        if code and lengths[0] == code:
            lengths = lengths[1:]
        elif code:
            lengths = (lengths[0] - code, *lengths[1:])
        if lengths in _MOBILE_GROUPS:
            return ConcernKind.MOBILE, f"{own[:3]}****{own[-4:]}"
    regular = len(parts) == 1 or all(length == 4 for length in lengths[:-1]) or lengths[0] == 6
    if 16 <= len(number) <= 19 and regular and _BANK.fullmatch(number) and _has_luhn_check(number):
        return ConcernKind.BANK_CARD, _tail(number)
    return None


def _tail(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:]


def _is_id_card(number: str) -> bool:
    """Whether it is a resident identity number: 18 characters with their check, or the 15 digits given before 1999."""
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15 and number.isdecimal():
        return _is_day("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdecimal() or not _is_day(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number[17] == _ID_CHECKS[total % 11]


def _is_day(digits: str) -> bool:
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def _has_luhn_check(number: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0

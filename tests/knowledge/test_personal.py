"""Personal data is found however it is written, and shown masked only. All numbers here are made up."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.concerns import ConcernKind
from knowledge.personal import find_personal, masked

WEIGHTS = [2**power % 11 for power in range(17, 0, -1)]  # GB 11643 in its own words: 2^(i-1) mod 11


def id_card(first_17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return first_17 + "10X98765432"[total % 11]


def bank_card(start: str) -> str:
    """The number with the digit that makes its Luhn sum a multiple of ten."""

    def total(number: str) -> int:
        return sum(sum(divmod(int(digit) * (2 if odd % 2 else 1), 10)) for odd, digit in enumerate(reversed(number)))

    return next(start + last for last in "0123456789" if total(start + last) % 10 == 0)


CARD = id_card("14118119900307123")
BANK = bank_card("622202051200123456")


def kinds(text: str) -> list[ConcernKind]:
    return [one.kind for one in find_personal(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号：{CARD}", ConcernKind.ID_CARD),
        (f"身份证号{CARD[:6]} {CARD[6:14]} {CARD[14:]}，", ConcernKind.ID_CARD),
        (id_card("11010519491231002").lower(), ConcernKind.ID_CARD),  # ends in x
        ("旧证140102650307123", ConcernKind.ID_CARD),
        ("联系人手机13812345678", ConcernKind.MOBILE),
        ("手机138 1234 5678。", ConcernKind.MOBILE),
        ("138-1234-5678", ConcernKind.MOBILE),
        ("138.1234.5678", ConcernKind.MOBILE),
        ("+86 13812345678", ConcernKind.MOBILE),
        ("+86-138-1234-5678", ConcernKind.MOBILE),
        ("(+86)13812345678", ConcernKind.MOBILE),
        ("8613812345678", ConcernKind.MOBILE),
        ("１３８１２３４５６７８", ConcernKind.MOBILE),
        ("138\u00a01234\u20135678", ConcernKind.MOBILE),
        (f"账号{BANK}", ConcernKind.BANK_CARD),
        (f"{BANK[:4]} {BANK[4:8]} {BANK[8:12]} {BANK[12:16]} {BANK[16:]}", ConcernKind.BANK_CARD),
        ("邮箱zhang.san@example.com。", ConcernKind.EMAIL),
        ("护照号码：E12345678", ConcernKind.PASSPORT),
        ("passport no. E12345678", ConcernKind.PASSPORT),
    ],
)
def test_personal_data_is_found(text: str, kind: ConcernKind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "招商热线0358-7654321",
        "总面积62.42平方公里",
        "投资13812345678元",
        "13812345678.50",
        "12812345678",
        f"编号{CARD[:17]}{(int(CARD[17]) + 1) % 10 if CARD[17].isdecimal() else 1}",
        "旧证140102659907123",
        f"流水{BANK[:-1]}{(int(BANK[-1]) + 1) % 10}",
        "型号E12345678",
        "2023-09-30 2024-01-15",
        "a @ b",
        "13 8123 45678",
        f"{CARD[:3]} {CARD[3:5]} {CARD[5:]}",
        "统一社会信用代码91141181MA0K123456",
        "",
    ],
)
def test_other_numbers_are_nobodys(text: str) -> None:
    assert kinds(text) == []


def test_several_numbers_in_a_row_are_told_apart() -> None:
    assert masked("张三 13812345678 13998765432") == "张三 138****5678 139****5432"


def test_what_is_masked_shows_the_last_four_at_most() -> None:
    assert masked(f"证{CARD}卡{BANK}") == f"证{'*' * 14}{CARD[-4:]}卡{'*' * 15}{BANK[-4:]}"
    assert masked("+86 138-1234-5678") == "138****5678"
    assert masked("zhang.san@example.com") == "z***@example.com"
    assert masked("13812345678@example.com") == "1***@example.com"
    assert masked("护照E12345678") == "护照******678"


def test_text_without_personal_data_is_shown_as_it_is() -> None:
    assert masked("开发区总面积62.42平方公里。") == "开发区总面积62.42平方公里。"


SEPARATORS = st.sampled_from(["", " ", "-", "."])
AROUND = st.text(alphabet="手机电话:，。 号", max_size=6)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), SEPARATORS, SEPARATORS, AROUND, AROUND)
def test_a_mobile_number_never_shows_its_middle(number: str, first: str, second: str, left: str, right: str) -> None:
    shown = masked(f"{left}{number[:3]}{first}{number[3:7]}{second}{number[7:]}{right}")
    assert shown == f"{left}{number[:3]}****{number[7:]}{right}"


BIRTHDAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2025, 12, 31))


@given(BIRTHDAYS, st.integers(0, 999), AROUND, AROUND)
def test_an_identity_number_shows_its_last_four_only(day: datetime.date, order: int, left: str, right: str) -> None:
    number = id_card(f"141181{day:%Y%m%d}{order:03d}")
    assert masked(left + number + right) == f"{left}{'*' * 14}{number[-4:]}{right}"


@given(st.text(alphabet="0123456789Xx -.+@ab()护照", max_size=60))
def test_masking_is_complete_and_in_order(text: str) -> None:
    ends = 0
    for one in find_personal(text):
        assert ends <= one.start < one.end <= len(text)
        assert sum(character.isdecimal() for character in one.masked.partition("@")[0]) <= 7
        ends = one.end


@pytest.mark.parametrize("piece", ["1", "1 ", "13812345678 ", "a@", "@", "a.", "护照", "1.", "X", "(", "6222-"])
def test_a_hundred_thousand_characters_are_searched(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert all(one.end <= len(text) for one in find_personal(text))

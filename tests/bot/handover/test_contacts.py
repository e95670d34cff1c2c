"""What visitors write is taken where they can be reached by it, and politely refused where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContactError
from bot.handover.contacts import Contact, ContactKind, read_company, read_contact, read_name, read_phone

PHONE, EMAIL, WECHAT = ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WECHAT


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("13812345678", PHONE, "+86 138 1234 5678"),
        ("电话：138 1234 5678", PHONE, "+86 138 1234 5678"),
        ("１３８１２３４５６７８", PHONE, "+86 138 1234 5678"),
        ("8613812345678", PHONE, "+86 138 1234 5678"),
        ("0358-7621234", PHONE, "+86 358 762 1234"),
        ("0358-7621234转801", PHONE, "+86 358 762 1234 ext. 801"),
        ("+852 2345 6789", PHONE, "+852 2345 6789"),
        ("400-820-8820", PHONE, "+86 400 820 8820"),
        ("Li.Ming@Example.COM", EMAIL, "Li.Ming@example.com"),
        ("邮箱 li@example.com.cn", EMAIL, "li@example.com.cn"),
        ("微信 liming_88", WECHAT, "liming_88"),
        ("微信号：13812345678", WECHAT, "13812345678"),
        ("WeChat: abc12", WECHAT, "abc12"),
        ("liming_88", WECHAT, "liming_88"),
        ("telegram_li", WECHAT, "telegram_li"),
    ],
)
def test_phone_email_and_wechat_are_told_apart(text: str, kind: ContactKind, value: str) -> None:
    assert read_contact(text) == Contact(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12345",
        "1381234567",
        "23812345678",
        "你好",
        "a@b",
        "a@@b.com",
        "@b.com",
        "a@b..com",
        "li @ example.com",
        "a@1.2",
        "好的，明天打给我",
        "微信",
        "微信 好",
        "x" * 21,
        "1" * 100_000,
        "a" * 100_000 + "@b.cn",
        "+" * 100_000,
    ],
)
def test_what_nobody_is_reached_by_is_refused(text: str) -> None:
    with pytest.raises(ContactError) as caught:
        read_contact(text)
    assert caught.value.kind == "contact"


@pytest.mark.parametrize(
    ("text", "name"),
    [(" 李 明 ", "李 明"), ("Zhang\nSan", "Zhang San"), ("李\u202e明", "李明"), ("阿不都·热合曼", "阿不都·热合曼")],
)
def test_a_name_is_what_is_seen_of_it_on_one_line(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize("text", ["", "123", "。", "氢能产业园在哪里？", "x" * 41, "李" * 100_000, "\u200b"])
def test_numbers_questions_and_essays_are_no_names(text: str) -> None:
    with pytest.raises(ContactError):
        read_name(text)


def test_a_company_may_be_longer_than_a_name() -> None:
    assert read_company("某" * 80) == "某" * 80
    with pytest.raises(ContactError):
        read_company("某" * 81)


@given(st.text(max_size=300))
def test_no_text_does_anything_but_give_a_contact_or_be_refused(text: str) -> None:
    for read in (read_contact, read_phone, read_name, read_company):
        try:
            taken = read(text)
        except ContactError:
            continue
        value = taken.value if isinstance(taken, Contact) else taken
        assert value.strip() == value and value.isprintable() and len(value) <= 254


def test_a_contact_is_not_shown_where_it_is_printed() -> None:
    assert "138" not in repr(read_contact("13812345678"))

"""Tell from what a visitor writes who it is, how to reach them and what they want; what cannot be used is not taken."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import ContactError

LONGEST_NAME, LONGEST_COMPANY, LONGEST_WISH = 40, 80, 1000  # characters
_LONGEST = 254  # of an e-mail address (RFC 5321)
_HOME = "CN"  # where numbers without a country's code are from
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LABEL = re.compile(
    r"(?:电话|電話|手机|手機|联系方式|聯絡方式|邮箱|郵箱|电邮|電郵)[号號]?[是:\s]{0,3}"
    r"|(?:phone|mobile|tel|e-?mail)(?::| is|\s)[:\s]{0,2}",
    re.IGNORECASE,
)
_WECHAT_LABEL = re.compile(
    r"(?:微信\s?[号號]?[是:\s]{0,3}|(?:wechat|weixin|wx|vx)(?: id)?(?::| is|\s)[:\s]{0,2})", re.IGNORECASE
)
_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_WECHAT_LABELLED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{4,19}")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}")
_DOMAIN_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ().-]{4,28}(?:\s?(?:转|轉|ext\.?|x)\s?[0-9]{1,6})?", re.IGNORECASE)


class ContactKind(StrEnum):
    """By what somebody can be reached."""

    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody; left out of the representation, which might be logged."""

    kind: ContactKind
    value: str = field(repr=False)


def read_name(text: str) -> str:
    """The name that `text` gives; ContactError where it is none."""
    return _words(text, LONGEST_NAME, "name")


def read_company(text: str) -> str:
    """The company or office that `text` gives; ContactError where it is none."""
    return _words(text, LONGEST_COMPANY, "company")


def read_wish(text: str) -> str:
    """What somebody wants, line by line; ContactError where `text` says nothing or far too much."""
    lines = (_seen(line) for line in text[: 4 * LONGEST_WISH].splitlines())
    words = "\n".join(line for line in lines if line)
    if not any(one.isalpha() for one in words) or len(words) > LONGEST_WISH or len(text) > 4 * LONGEST_WISH:
        raise _refusal("wish")
    return words


def read_contact(text: str) -> Contact:
    """The phone number, e-mail address or WeChat id that `text` gives; ContactError where it is none of them.

    A number without a country's code is one of the mainland.
    """
    plain = _seen(unicodedata.normalize("NFKC", text[: 4 * _LONGEST]))
    if len(plain) > _LONGEST:
        raise _refusal("contact")
    bare = plain[found.end() :] if (found := _LABEL.match(plain)) else plain
    if "@" in bare:
        return Contact(ContactKind.EMAIL, _email(bare))
    if label := _WECHAT_LABEL.match(bare):
        account = bare[label.end() :].replace(" ", "")
        if _WECHAT_LABELLED.fullmatch(account):
            return Contact(ContactKind.WECHAT, account)
    if _PHONE.fullmatch(bare):
        return read_phone(bare)
    if _WECHAT.fullmatch(bare):
        return Contact(ContactKind.WECHAT, bare)
    raise _refusal("contact")


def read_phone(text: str) -> Contact:
    """The phone number that `text` gives, in its international form; ContactError where no such number is given out."""
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

    plain = re.sub(r"转|轉", " ext ", unicodedata.normalize("NFKC", text[:60]))
    for candidate in (plain, f"+{plain}"):  # some write the country's code without the sign
        try:
            number = parse(candidate, _HOME)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return Contact(ContactKind.PHONE, format_number(number, PhoneNumberFormat.INTERNATIONAL))
    raise _refusal("contact")


def _email(text: str) -> str:
    local, _, domain = text.rpartition("@")
    parts = domain.split(".")
    if (
        not _LOCAL.fullmatch(local)
        or not 2 <= len(parts) <= 8
        or not all(_DOMAIN_PART.fullmatch(part) for part in parts)
        or parts[-1].isdecimal()
        or len(parts[-1]) < 2
    ):
        raise _refusal("contact")
    return f"{local}@{domain.lower()}"


def _words(text: str, longest: int, kind: str) -> str:
    words = _seen(text[: 8 * longest])
    letters = sum(one.isalpha() for one in words)
    if not letters or len(words) > longest or len(text) > 8 * longest or words[-1] in "?？":
        raise _refusal(kind)
    return words


def _seen(text: str) -> str:
    """`text` on one line, without characters that cannot be seen."""
    spaced = " ".join(text.split())
    return "".join(one for one in spaced if unicodedata.category(one) not in _UNSEEN).strip()


def _refusal(kind: str) -> ContactError:
    return ContactError(kind, f"this is no {kind} that could be used; write it once more")

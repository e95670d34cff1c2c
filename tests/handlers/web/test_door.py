"""The door knows its own names and pages, the visitor's address, and whether the browser came by https."""

import pytest
from tornado.httputil import HTTPHeaders

from handlers.web.door import Door

LOCAL = Door("127.0.0.1")
OPEN = Door("0.0.0.0")
PROXIED = Door("127.0.0.1", "https://chat.example.cn")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:9", "LOCALHOST", "[::1]:8080"])
@pytest.mark.parametrize("door", [LOCAL, OPEN, PROXIED, Door("::1"), Door("localhost")])
def test_this_machine_is_always_known_by_its_own_names(door: Door, host: str) -> None:
    assert door.answers_to(host)


@pytest.mark.parametrize(
    "host", ["example.cn", "localhost.", "127.0.0.1.nip.io", "[::1", "::1", "", None, "a/b", "a:80:80", "127.0.0.1:x"]
)
@pytest.mark.parametrize("door", [LOCAL, OPEN, PROXIED])
def test_no_other_name_is(door: Door, host: str | None) -> None:
    assert not door.answers_to(host)


def test_only_a_door_open_to_others_answers_to_addresses_of_the_network() -> None:
    assert OPEN.answers_to("192.168.1.5:8080") and Door("::").answers_to("[fd00::5]:8080")
    assert not LOCAL.answers_to("192.168.1.5:8080")
    assert Door("192.168.1.5").answers_to("192.168.1.5:8080")


def test_the_public_address_is_answered_to_and_may_call() -> None:
    assert PROXIED.answers_to("chat.example.cn") and not LOCAL.answers_to("chat.example.cn")
    assert PROXIED.lets_call("https://chat.example.cn", "127.0.0.1:8080")
    assert not PROXIED.lets_call("https://www.example.cn", "127.0.0.1:8080")
    assert not PROXIED.lets_call("http://chat.example.cn", "127.0.0.1:8080")


def test_a_proxys_word_on_the_visitor_counts_only_where_there_is_a_proxy() -> None:
    headers = HTTPHeaders({"X-Forwarded-For": "1.1.1.1, 203.0.113.7"})

    assert LOCAL.visitor("127.0.0.1", headers) == "127.0.0.1"
    assert PROXIED.visitor("127.0.0.1", headers) == "203.0.113.7"
    assert PROXIED.visitor("198.51.100.1", HTTPHeaders()) == "198.51.100.1"
    assert PROXIED.visitor("8.8.8.8", headers) == "8.8.8.8"


def test_a_cookie_is_secure_for_whoever_came_through_the_proxy() -> None:
    assert PROXIED.secure(HTTPHeaders({"Host": "chat.example.cn"}))
    assert PROXIED.secure(HTTPHeaders({"Host": "127.0.0.1:8080", "X-Forwarded-For": "1.1.1.1"}))
    assert not PROXIED.secure(HTTPHeaders({"Host": "127.0.0.1:8080"}))
    assert not LOCAL.secure(HTTPHeaders({"Host": "127.0.0.1", "X-Forwarded-For": "1.1.1.1"}))

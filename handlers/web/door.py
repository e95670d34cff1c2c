"""Whom the web chat lets in: which addresses it answers to, which pages may call it, what browsers must not do."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httputil import HTTPHeaders

from bot.settings import Settings

_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?", re.ASCII)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {ancestors}"
)
_NOT_NEEDED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


@dataclass(frozen=True, slots=True)
class Door:
    """Where the chat listens, its public address behind a proxy, and who may show it in a frame."""

    listen: str
    url: str | None = None
    embed_origins: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Door":
        """The door that the settings describe."""
        return cls(settings.web_listen, settings.web_url, settings.web_embed_origins)

    def answers_to(self, host: str | None) -> bool:
        """Whether a Host header names this server.

        A name that anybody could point here (DNS rebinding) does not; an address of numbers cannot be pointed
        elsewhere, so where not only this machine is listened to, any will do.
        """
        name = _name(host)
        if name is None:
            return False
        if name in {"localhost", self.listen.lower()} or (self.url is not None and name == _name_in(self.url)):
            return True
        address = _address(name)
        if address is None:
            return False
        return address.is_loopback or not self._only_this_machine

    def lets_call(self, origin: str | None, host: str | None) -> bool:
        """Whether a call comes from the chat's own page; browsers name the page's origin with every POST."""
        if origin is None or host is None:
            return False
        return origin in {f"http://{host}", f"https://{host}"} or (self.url is not None and origin == self.url)

    def secure(self, headers: HTTPHeaders) -> bool:
        """Whether the browser came by https, which the proxy ended."""
        if self.url is None or not self.url.startswith("https://"):
            return False
        return "X-Forwarded-For" in headers or _name(headers.get("Host")) == _name_in(self.url)

    def visitor(self, peer: str, headers: HTTPHeaders) -> str:
        """The visitor's address: the peer's, or the one that the proxy beside us saw last."""
        seen = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = _address(peer)
        if self.url is None or not seen or address is None or not address.is_private:
            return peer
        return seen

    def headers(self) -> dict[str, str]:
        """What every response tells the browser."""
        headers = {
            "Content-Security-Policy": _POLICY.format(ancestors=" ".join(self.embed_origins) or "'none'"),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",  # with "no-referrer" browsers would not name their origin either
            "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_NEEDED),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        if not self.embed_origins:
            headers["X-Frame-Options"] = "DENY"
        return headers

    @property
    def _only_this_machine(self) -> bool:
        address = _address(self.listen.lower())
        return self.listen == "localhost" or (address is not None and address.is_loopback)


def _name(host: str | None) -> str | None:
    """The host of a Host header, without its port; None for a malformed one."""
    found = _HOST.fullmatch(host or "")
    return found[1].lower().strip("[]") if found is not None else None


def _name_in(url: str) -> str | None:
    return _name(urlsplit(url).netloc)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None

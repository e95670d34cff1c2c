"""Whose address a call comes from."""

import ipaddress

_HOST_BITS = 64  # of an IPv6 address: whoever has one has all that differ in these


def network(address: str) -> str:
    """The network to count an address by: an IPv4 address itself, of an IPv6 address its first 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 128 - _HOST_BITS), strict=False))
    return str(parsed)

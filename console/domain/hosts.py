"""Which hosts are this machine, or on its own network: no proxy leads there."""

import ipaddress


def is_this_machine(host: str) -> bool:
    """Whether a host's name or address means this machine."""
    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback


def is_near(host: str) -> bool:
    """Whether a host is this machine or on its private network, by address or by name."""
    address = _address(host)
    if address is None:
        return is_this_machine(host) or host.endswith((".local", ".internal"))
    return address.is_loopback or address.is_private or address.is_link_local


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None

"""Where web addresses lead."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Tell whether a web address leads only back to the machine on which it is opened, or to none."""
    name = (urlsplit(address).hostname or "localhost").rstrip(".")
    try:
        number = ip_address(name)
    except ValueError:  # a name
        return name == "localhost" or name.endswith(".localhost")
    return number.is_loopback or number.is_unspecified

"""How often one person, one account or one address may try something. Counted by `lms.web.limits`."""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request
from flask_limiter.util import get_remote_address

from lms.accounts.access import helper_or_none, viewer_or_none
from lms.accounts.rules import normal_identifier
from lms.web.limits import allowance, limiter, was_granted


def address_key() -> str:
    """Return the visitor's address; of IPv6 the network that one subscriber has, for they may choose within it."""
    text = get_remote_address() or "127.0.0.1"
    try:
        address = ip_address(text)
    except ValueError:  # some proxies add a port, or say «unknown»
        return text
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network(f"{address}/64", strict=False))
    return str(address)


def identifier_key() -> str:
    """Return a key for the account that a sign-in form names, however it is written, without keeping the name itself."""
    typed = request.form.get("identifier", "").strip()
    named = (normal_identifier(typed) or typed).encode()
    return "account:" + hmac.digest(current_app.config["SECRET_KEY"].encode(), named, "sha256").hex()[:32]


def identifier_from_here_key() -> str:
    """Return a key for that account tried from this address: a stranger's tries elsewhere shut nobody out."""
    return f"{identifier_key()}@{address_key()}"


def viewer_key() -> str:
    """Return a key for whoever is signed in, else for the browser in which somebody helps, else for the address."""
    if who := viewer_or_none():
        return f"viewer:{who.account_id}"
    helper = helper_or_none()
    return f"helper:{helper.session_hash}" if helper else address_key()


# Spent by `audit.note_reading`, whatever the route, the method or the format; why so many: docs/decisions/0025.
take_reading = allowance("300 per 15 minutes", scope="readings", key_func=viewer_key)
take_strangers = allowance("400 per day", scope="strangers", key_func=viewer_key)
# Of rows, numbers and addresses that lists have compared with people of other workshops: nobody guesses a number by trying them all.
take_comparisons = allowance("10000 per day", scope="comparisons", key_func=viewer_key)
# Finding out what each of a room full of people still needs is work besides.
needs_limit = limiter.shared_limit("120 per 15 minutes", scope="needs", key_func=viewer_key)
# Nobody states more facts than this by hand.
facts_limit = limiter.shared_limit("600 per hour", scope="facts", key_func=viewer_key)
# Drawing a kit takes a second of a processor; a form with a mistake in it draws none.
drawing_limit = limiter.shared_limit("60 per hour", scope="drawing", key_func=viewer_key, deduct_when=was_granted)

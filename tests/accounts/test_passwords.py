import time
from statistics import median

from argon2 import extract_parameters

from lms.accounts.passwords import hash_password, is_right, needs_rehash


def test_the_hash_has_the_parameters_that_were_decided() -> None:
    found = extract_parameters(hash_password("une phrase assez longue"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19456, 2, 1)


def test_only_the_right_password_is_right() -> None:
    stored = hash_password("une phrase assez longue")
    assert is_right("une phrase assez longue", stored)
    assert not is_right("une autre phrase", stored)
    assert not needs_rehash(stored)


def test_a_very_long_password_is_refused_before_any_work() -> None:
    assert not is_right("x" * 1025, hash_password("x" * 20))


def test_an_unknown_account_costs_as_much_as_a_wrong_password() -> None:
    """Processor time, not wall time: equal work whatever else the machine does."""
    stored = hash_password("une phrase assez longue")

    def cost(stored_hash: str | None) -> float:
        begin = time.process_time()
        is_right("fausse", stored_hash)
        return time.process_time() - begin

    known, unknown = (median(cost(value) for _ in range(9)) for value in (stored, None))
    assert 0.5 < unknown / known < 2


def test_an_account_without_a_password_opens_to_no_password() -> None:
    assert not is_right("no account has this password", "")
    assert not is_right("", "")

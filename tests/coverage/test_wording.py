import pytest
from flask import Flask

from lms.coverage.wording import share_in_words


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.001, "less than 1%"), (0.005, "less than 1%"), (0.006, "1%"), (0.5, "50%"), (1.5, "150%")]
)
def test_what_is_more_than_nothing_never_reads_nought(app: Flask, share: float, words: str) -> None:
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert share_in_words(share) == words

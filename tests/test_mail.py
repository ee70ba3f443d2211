"""Letters are handed to a server that is not ours, and what became of them is told apart."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest

from lms import mail
from lms.config import SmtpServer
from lms.mail import Letter, NotSent, Postman, Reason, Unsure
from tests.smtp import SENDER, Mailbox, mail_server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with mail_server() as box:
        yield box


def letter(to: str = "awa@example.org", body: str = "Madame Aïssata,\n\n.un point\n« Été » à Ségou.\n") -> Letter:
    """Return a letter to somebody invented."""
    return Letter(to=to, subject="Invitation à l’été", body=body, message_id="<abc@example.org>", language="fr",
                  written_at=datetime(2026, 11, 21, 9, tzinfo=UTC))  # fmt: skip


def send(server: SmtpServer, *letters: Letter) -> None:
    """Hand letters over, one after the other."""
    with Postman(server) as postman:
        for one in letters:
            postman.send(one)


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    send(mailbox.server, letter())
    (got,) = mailbox.letters
    assert mailbox.readers == ["awa@example.org"]
    assert got["To"] == "awa@example.org"
    assert got["From"] == SENDER
    assert got["Subject"] == "Invitation à l’été"
    assert got["Message-ID"] == "<abc@example.org>"
    assert got["Content-Language"] == "fr"
    assert got["Date"].datetime == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert got.get_content().splitlines() == ["Madame Aïssata,", "", ".un point", "« Été » à Ségou."]


def test_many_letters_go_over_one_connection(mailbox: Mailbox) -> None:
    send(mailbox.server, *(letter(f"n{number}@example.org") for number in range(5)))
    assert mailbox.readers == [f"n{number}@example.org" for number in range(5)]


@pytest.mark.parametrize(("answer", "is_final"), [("550 unknown awa@example.org", True), ("451 later", False)])
def test_an_address_that_is_refused_is_told_from_a_server_that_is_busy(mailbox: Mailbox, answer: str, is_final: bool) -> None:
    mailbox.refused["awa@example.org"] = answer
    with pytest.raises(NotSent) as fault:
        send(mailbox.server, letter())
    assert (fault.value.reason, fault.value.is_final) == (Reason.ADDRESS_REFUSED, is_final)
    assert "awa" not in str(fault.value)


def test_after_a_refused_address_the_next_letter_goes_its_way(mailbox: Mailbox) -> None:
    mailbox.refused["no@example.org"] = "550 unknown"
    with Postman(mailbox.server) as postman:
        with pytest.raises(NotSent):
            postman.send(letter("no@example.org"))
        postman.send(letter("yes@example.org"))
    assert mailbox.readers == ["yes@example.org"]


@pytest.mark.parametrize(("answer", "is_final"), [("554 no", True), ("452 full", False)])
def test_a_letter_that_is_refused_once_read_was_certainly_not_sent(mailbox: Mailbox, answer: str, is_final: bool) -> None:
    mailbox.answer = answer
    with pytest.raises(NotSent) as fault:
        send(mailbox.server, letter())
    assert (fault.value.reason, fault.value.is_final) == (Reason.LETTER_REFUSED, is_final)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = SmtpServer(host="127.0.0.1", port=port, user="", password="", is_tls=False, sender=SENDER)
    with pytest.raises(NotSent) as fault:
        send(server, letter())
    assert (fault.value.reason, fault.value.is_final) == (Reason.UNREACHABLE, False)


def test_without_an_answer_to_the_whole_letter_nobody_knows(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 1)
    mailbox.silent_from = 1
    with pytest.raises(Unsure):
        send(mailbox.server, letter())
    assert mailbox.readers == ["awa@example.org"]


def test_a_server_that_hangs_up_before_the_letter_has_certainly_not_got_it() -> None:
    with _talker(b"220 hi\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 reader\r\n") as server, pytest.raises(NotSent) as fault:
        send(server, letter())
    assert fault.value.reason is Reason.UNREACHABLE


def test_a_server_that_hangs_up_after_the_letter_may_have_got_it() -> None:
    with _talker(b"220 hi\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 reader\r\n", b"354 go on\r\n") as server, pytest.raises(Unsure):
        send(server, letter())


def test_over_a_network_nothing_is_said_to_a_server_that_does_not_encrypt(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SmtpServer, "is_here", property(lambda _self: False))
    with pytest.raises(NotSent) as fault:
        send(mailbox.server, letter())
    assert fault.value.reason is Reason.UNREACHABLE
    assert mailbox.readers == []


@pytest.mark.parametrize(
    "address", ["awa", "awa@", "@example.org", "awa@example.org\r\nRCPT TO:<x@example.org>", "a b@example.org", "é@example.org", ""]
)
def test_what_cannot_stand_on_an_envelope_never_reaches_the_server(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(NotSent) as fault:
        send(mailbox.server, letter(address))
    assert (fault.value.reason, fault.value.is_final) == (Reason.BAD_ADDRESS, True)
    assert mailbox.readers == []


class _talker:  # noqa: N801  reads as a function where it is used
    """A server that answers each line with what it was given, then hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = answers

    def __enter__(self) -> SmtpServer:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = Thread(target=self._talk, daemon=True)
        self.thread.start()
        return SmtpServer(host="127.0.0.1", port=self.socket.getsockname()[1], user="", password="", is_tls=False, sender=SENDER)

    def __exit__(self, *_fault: object) -> None:
        self.socket.close()
        self.thread.join(10)

    def _talk(self) -> None:
        connection, _address = self.socket.accept()
        with connection, connection.makefile("rb") as lines:
            for answer in self.answers:
                connection.sendall(answer)
                if answer.startswith(b"354"):
                    while lines.readline() not in (b".\r\n", b""):
                        continue
                else:
                    lines.readline()

"""Handing letters to a mail server, and saying exactly how far that went: sent, not sent, or nobody knows."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from types import TracebackType
from typing import Self

from lms.config import SmtpServer

TIMEOUT_SECONDS = 30
"""For each answer of the server."""
_LINE_THAT_BEGINS_WITH_A_DOT = re.compile(rb"(?m)^\.")


class Reason(StrEnum):
    """Why a letter was not sent."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    """It cannot be written on an envelope."""
    ADDRESS_REFUSED = "address-refused"
    LETTER_REFUSED = "letter-refused"
    SENDER_REFUSED = "sender-refused"
    SIGN_IN_REFUSED = "sign-in-refused"
    UNREACHABLE = "unreachable"


class NotSent(Exception):
    """The letter is certainly not on its way. is_final: trying again would end in the same way."""

    def __init__(self, reason: Reason, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


class Unsure(Exception):
    """The whole letter was handed over and no answer came: it may be on its way or not."""


@dataclass(frozen=True)
class Letter:
    """A letter to one person."""

    to: str
    subject: str
    body: str
    message_id: str
    """The same whenever the same letter is sent again, so that a mailbox can tell."""
    language: str
    written_at: datetime


class Postman:
    """Hands over one letter after the other, on one connection as long as the server keeps it. Leaving the block ends it."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        if self._client:
            with suppress(OSError, smtplib.SMTPException):  # what was sent is sent; a goodbye that is not heard changes nothing
                self._client.quit()
            self._drop()

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises NotSent or Unsure; when it returns, the server has answered for it."""
        envelope = _on_the_wire(letter, self._server)
        try:
            self._begin()
            self._ask("mail", f"FROM:<{parseaddr(self._server.sender)[1]}>", Reason.SENDER_REFUSED)
            self._ask("rcpt", f"TO:<{letter.to}>", Reason.ADDRESS_REFUSED)
            self._ask("data", "", Reason.LETTER_REFUSED)
        except smtplib.SMTPAuthenticationError:
            self._drop()
            raise NotSent(Reason.SIGN_IN_REFUSED, is_final=False) from None
        except (OSError, smtplib.SMTPException):
            self._drop()
            raise NotSent(Reason.UNREACHABLE, is_final=False) from None
        self._hand_over(envelope)

    def _begin(self) -> None:
        if self._client is not None:
            try:
                if self._client.rset()[0] == 250:
                    return
            except (OSError, smtplib.SMTPException):
                pass  # the server hung up between two letters, as it may: call it again
            self._drop()
        self._client = _called(self._server)

    def _ask(self, command: str, words: str, reason: Reason) -> None:
        code, _said = self._open.docmd(command, words)
        if code not in (250, 251, 354):
            raise NotSent(reason, is_final=code >= 500)

    def _hand_over(self, envelope: bytes) -> None:
        """Send the letter itself. From its first byte on, only the server's answer tells what became of it."""
        try:
            self._open.send(envelope + b".\r\n")
            code, _said = self._open.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            raise Unsure from None
        if code != 250:
            raise NotSent(Reason.LETTER_REFUSED, is_final=code >= 500)

    @property
    def _open(self) -> smtplib.SMTP:
        if self._client is None:
            raise smtplib.SMTPServerDisconnected
        return self._client

    def _drop(self) -> None:
        if self._client:
            self._client.close()
        self._client = None


def _called(server: SmtpServer) -> smtplib.SMTP:
    """Return a connection on which letters may be handed over. Over a network nothing is said before it is encrypted."""
    name, port, me = server.host, server.port, server.sender_domain
    client = (
        smtplib.SMTP_SSL(name, port, local_hostname=me, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if server.is_tls
        else smtplib.SMTP(name, port, local_hostname=me, timeout=TIMEOUT_SECONDS)
    )
    try:
        client.ehlo_or_helo_if_needed()
        if not server.is_tls and not server.is_here:
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
        if server.user:
            client.login(server.user, server.password)
    except (OSError, smtplib.SMTPException):
        client.close()
        raise
    return client


def _on_the_wire(letter: Letter, server: SmtpServer) -> bytes:
    """Return a letter as it is handed over. Raises NotSent when its address cannot be written."""
    message = EmailMessage(policy=WIRE)
    try:
        message["To"] = Address(addr_spec=letter.to)
    except (MessageError, ValueError, IndexError):  # the library has no one error for what it cannot read
        raise NotSent(Reason.BAD_ADDRESS, is_final=True) from None
    if not letter.to.isascii() or not letter.to.isprintable():
        raise NotSent(Reason.BAD_ADDRESS, is_final=True)
    message["From"] = server.sender
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message.set_content(letter.body, cte="quoted-printable")  # any server takes it, also one that knows seven bits only
    message["Content-Language"] = letter.language
    return _LINE_THAT_BEGINS_WITH_A_DOT.sub(b"..", message.as_bytes())
